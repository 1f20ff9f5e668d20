"""Whether delivery slows down as the outbox grows: `python -m benchmarks.draining [HOW_MANY] [PART]`.

A million reminders of one event are queued on a throw-away PostgreSQL. One worker delivers the first 20,000 of them;
then all but the last 20,000 are marked as delivered by SQL, a hundred at a time and in the two steps a worker takes,
which leaves the table and its indexes as if they had been; then a worker delivers the rest. Nobody vacuums by hand.
"""

import sys
import tempfile
import time
from pathlib import Path

from sqlalchemy import select, text

from actions.database import db
from actions.mail.models import OutboxMail
from actions.rsvps.models import Rsvp
from benchmarks.delivery import AGAIN, SAFE, SIGNED_UP, owe_all, serving, worker
from benchmarks.synthetic import application, fill
from tests.services.postgres import Postgres

CONNECTIONS, AT_ONCE = 8, 100
# Nobody opens their names, but of those who are written to in earnest: these get some below.
CROWD = """
WITH answered AS (
    INSERT INTO rsvps (id, event_id, given_name, family_name, email, email_hash, phone, postal_code, language,
        party_size, revision, may_be_contacted, source, created_at, changed_at)
    SELECT number, events.id, '', '', '', sha256(('p' || number)::bytea), '', '', 'en', 1, 1, FALSE, '', :at, :at
    FROM events, generate_series(1, :how_many) AS number
    RETURNING id, created_at
)
INSERT INTO attendances (rsvp_id, timeslot_id, created_at)
SELECT answered.id, timeslots.id, answered.created_at FROM answered, timeslots"""
TAKEN = """UPDATE outbox SET lease_token = 'benchmark', ready_at = now() + interval '5 minutes'
    WHERE id IN (SELECT id FROM outbox WHERE state = 'queued' ORDER BY lane, ready_at, id LIMIT :most FOR UPDATE)
    RETURNING id"""
SENT = """UPDATE outbox SET state = 'sent', lease_token = NULL, finished_at = now(), attempt_count = 1,
    outcome = '250 OK' WHERE id = ANY(:ids)"""
LEFT = "SELECT count(*) FROM outbox WHERE state = 'queued'"


def main() -> None:
    """Print both rates and their ratio."""
    how_many, part = [int(given) for given in sys.argv[1:]] or [1_000_000, 20_000]
    cluster = Postgres(SAFE)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        try:
            cluster.start()
            app = application(cluster.create_database("draining"), folder)
            fill(app, 1)
            with app.app_context():
                _owe(how_many, part)
                _measure(folder, part)
        finally:
            cluster.stop()


def _owe(how_many: int, part: int) -> None:
    db.session.execute(text(CROWD), {"how_many": how_many, "at": SIGNED_UP})
    db.session.commit()
    owe_all()
    ids = select(OutboxMail.rsvp_id).limit(part)
    ends = {*db.session.scalars(ids.order_by(OutboxMail.id)), *db.session.scalars(ids.order_by(OutboxMail.id.desc()))}
    named = [
        {"id": number, "given_name": "Maria", "family_name": f"Lopez {number}", "email": f"maria{number}@example.org"}
        for number in ends
    ]
    db.session.execute(db.update(Rsvp), named)
    db.session.execute(text(AGAIN))
    db.session.commit()
    print(f"{_left():,} queued", flush=True)


def _measure(folder: Path, part: int) -> None:
    with serving(folder) as sink:
        running = worker(sink, CONNECTIONS)
        while sink.count < part * 0.9:
            time.sleep(0.1)
        running.terminate()
        assert running.wait() == 0
        first = sink.rate()
        print(f"the first {sink.count:,}: {first:,.0f} a second", flush=True)
    started = time.monotonic()
    over = _left() - part
    while over > 0:
        ids = list(db.session.scalars(text(TAKEN), {"most": min(over, AT_ONCE)}))
        db.session.commit()
        db.session.execute(text(SENT), {"ids": ids})
        db.session.commit()
        over -= len(ids)
    print(f"up to the last {_left():,} marked as delivered in {time.monotonic() - started:.0f} s")
    with serving(folder) as sink:
        assert worker(sink, CONNECTIONS, "--once").wait() == 0
        print(f"the last {sink.count:,}: {sink.rate():,.0f} a second, {sink.rate() / first:.2f} of the first")


def _left() -> int:
    count = db.session.scalar(text(LEFT)) or 0
    db.session.rollback()
    return count


if __name__ == "__main__":
    main()
