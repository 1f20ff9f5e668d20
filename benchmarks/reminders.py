"""Owing a day's reminders on a throw-away PostgreSQL that syncs to disk: `python -m benchmarks.reminders [HOW_MANY]`.

Everybody goes to one action of a hundred, all at once: the worst that one look of a worker can find. Printed are how
long it takes until all mails are in the outbox, and the most memory that the worker's process had by then.
"""

import resource
import sys
import tempfile
import time
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import text

from actions.database import db
from actions.reminders.rules import DAY_BEFORE
from actions.reminders.schedule import Slot, due_at
from actions.reminders.service import queue_due
from benchmarks.synthetic import FIRST_DAY, application, fill
from tests.services.postgres import Postgres

GOING_TO_EACH = 100
SAFE = {"listen_addresses": "", "max_connections": "60", "log_min_messages": "fatal", "max_wal_size": "4GB"}
RSVPS = """
INSERT INTO rsvps (event_id, given_name, family_name, email, email_hash, phone, postal_code, language, party_size,
    revision, may_be_contacted, source, created_at, changed_at)
SELECT event_id, '', '', '', sha256(('p' || event_id || '-' || n)::bytea), '', '', 'en', 1, 1, FALSE, '',
    '2026-11-01', '2026-11-01'
FROM timeslots, generate_series(1, :each) AS n"""
ATTENDANCES = """
INSERT INTO attendances (rsvp_id, timeslot_id, created_at)
SELECT rsvps.id, timeslots.id, '2026-11-01' FROM rsvps JOIN timeslots ON timeslots.event_id = rsvps.event_id"""
ONE_MOMENT = "UPDATE timeslots SET starts_at = :starts, ends_at = :ends, going_count = :each"


def main() -> None:
    """Owe them once and print how long it took."""
    how_many = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    cluster = Postgres(SAFE)
    with tempfile.TemporaryDirectory() as folder:
        try:
            cluster.start()
            _measure(cluster.create_database("reminders"), Path(folder), how_many)
        finally:
            cluster.stop()


def _measure(url: str, folder: Path, how_many: int) -> None:
    app = application(url, folder)
    fill(app, how_many // GOING_TO_EACH)
    with app.app_context():
        ends_at = FIRST_DAY.replace(hour=18)
        db.session.execute(text(ONE_MOMENT), {"starts": FIRST_DAY, "ends": ends_at, "each": GOING_TO_EACH})
        db.session.execute(text(RSVPS), {"each": GOING_TO_EACH})
        db.session.execute(text(ATTENDANCES))
        db.session.commit()
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE"))
        due = due_at(DAY_BEFORE, Slot(FIRST_DAY, ends_at, ZoneInfo("America/Chicago")))
        assert due is not None
        started = time.perf_counter()
        waves = queue_due(due)
        seconds = time.perf_counter() - started
        owed = db.session.scalar(text("SELECT count(*) FROM outbox"))
        again = time.perf_counter()
        assert queue_due(due) == 0
        once_more = time.perf_counter() - again
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{owed:,} mails of {waves:,} waves owed in {seconds:.1f} s; the process had at most {megabytes:.0f} MB")
    print(f"the next look, which finds nothing new, took {once_more:.2f} s")


if __name__ == "__main__":
    main()
