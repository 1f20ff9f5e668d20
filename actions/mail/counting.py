"""Counting the mails where there are many, so that nobody who looks waits for it: a worker does, and keeps the figures.

Nothing is counted along as mails are queued and delivered: that would be one more write for each of them, and rows that
all of them wait for. Where there are few, nothing is kept, and whoever looks counts.
"""

import datetime as dt
import time

from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite

from actions.database import READS_ONLY, db, run, table_of
from actions.mail import queries
from actions.mail.figures import Figures
from actions.mail.models import KeptFigures

# So many are counted within a few hundredths of a second.
KEPT_FROM = 100_000
SECONDS_BETWEEN_COUNTS = 20.0
# A count is good for the first of these (less than a worker's turn, or one in two would pass); where it took long, for
# so many times that, so that counting has no more than a small part of the time; and never longer than the second.
LEAST_GOOD_FOR, MOST_GOOD_FOR = dt.timedelta(seconds=15), dt.timedelta(seconds=60)
GOOD_FOR_TIMES_IT_TOOK = 30


def keep_figures(now: dt.datetime) -> None:
    """Count, and keep it for whoever looks; unless that was just done."""
    if not db.session().in_transaction():
        # Nobody who signs up on SQLite waits while it is counted.
        db.session.connection(execution_options={READS_ONLY: True})
    kept = db.session.execute(select(KeptFigures.counted_at, KeptFigures.took_ms)).first()
    # At a clock that stands still the one before is as old as this: it is counted again.
    if kept is not None and kept.counted_at < now < kept.counted_at + _good_for(kept.took_ms):
        db.session.rollback()
        return
    began = time.monotonic()
    figures = queries.counted(now)
    took_ms = int(1000 * (time.monotonic() - began))
    db.session.rollback()
    if sum(pile.mail_count for pile in figures.piles) >= KEPT_FROM:
        _keep(figures, took_ms)
    elif kept is not None:
        db.session.execute(delete(KeptFigures))
    db.session.commit()


def _good_for(took_ms: int) -> dt.timedelta:
    taken = GOOD_FOR_TIMES_IT_TOOK * dt.timedelta(milliseconds=took_ms)
    return min(max(taken, LEAST_GOOD_FOR), MOST_GOOD_FOR)


def _keep(figures: Figures, took_ms: int) -> None:
    insert = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
    row = {
        "id": KeptFigures.ONLY,
        "counted_at": figures.counted_at,
        "took_ms": took_ms,
        "figures": figures.as_json(),
    }
    statement = insert(table_of(KeptFigures))
    renewed = {name: statement.excluded[name] for name in row if name != "id"}
    run(statement.on_conflict_do_update(index_elements=["id"], set_=renewed), row)
