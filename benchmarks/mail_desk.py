"""How long it takes to see how mail stands, with a million mails: `python -m benchmarks.mail_desk [HOW_MANY]`.

On a throw-away PostgreSQL, first with all of them queued and due, then with all but 20,000 sent in the last two hours.
Each page and command is asked in this process, the best of five: once without and once with what a worker counts.
"""

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from flask import Flask
from sqlalchemy import text

from actions import clock
from actions.database import db
from actions.mail import counting
from actions.mail.models import KeptFigures
from benchmarks.delivery import AGAIN, SAFE, SIGNED_UP, owe_all
from benchmarks.draining import CROWD
from benchmarks.synthetic import application, fill
from tests import factories
from tests.checking_client import CheckingClient
from tests.services.postgres import Postgres
from tests.services.signing_in import sign_in

TIMES, LEFT = 5, 20_000
TAKEN = "UPDATE outbox SET lease_token = 'benchmark' WHERE id > (SELECT min(id) FROM outbox) + :left - 1"
SENT = """UPDATE outbox SET state = 'sent', lease_token = NULL, attempt_count = 1, outcome = '250 OK',
    finished_at = CAST(:now AS timestamptz) - (id % 7200) * interval '1 second' WHERE lease_token IS NOT NULL"""


def main() -> None:
    """Print the milliseconds in both states."""
    how_many = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    cluster = Postgres(SAFE)
    with tempfile.TemporaryDirectory() as name:
        try:
            cluster.start()
            app = application(cluster.create_database("mail_desk"), Path(name))
            fill(app, 1)
            app.test_client_class = CheckingClient
            with app.app_context():
                _measure(app, how_many)
        finally:
            cluster.stop()


def _measure(app: Flask, how_many: int) -> None:
    client = sign_in(app.test_client(), factories.an_organizer())  # type: ignore[arg-type]  # what the class above makes
    db.session.execute(text(CROWD), {"how_many": how_many, "at": SIGNED_UP})
    db.session.commit()
    owe_all()
    _change(AGAIN)
    _print_all(app, client, f"{how_many:,} queued")
    _change(TAKEN, left=LEFT)
    _change(SENT, now=clock.now())
    _print_all(app, client, f"all but {LEFT:,} sent")


def _change(statement: str, **values: object) -> None:
    db.session.execute(text(statement), values)
    db.session.commit()
    # What autovacuum does by itself within a minute or so.
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE outbox"))


def _print_all(app: Flask, client: CheckingClient, state: str) -> None:
    asked: dict[str, Callable[[], object]] = {
        "/metrics": lambda: client.get("/metrics"),
        "/organize/mail": lambda: client.get("/organize/mail"),
        "/organize/mail/failed": lambda: client.get("/organize/mail/failed"),
        "flask mail status": lambda: app.test_cli_runner().invoke(args=["mail", "status"]),
    }
    db.session.execute(db.delete(KeptFigures))
    db.session.commit()
    uncounted = {name: _milliseconds(ask) for name, ask in asked.items()}
    counted = _milliseconds(lambda: counting.keep_figures(clock.now()))
    print(f"{state}: a worker counts them in {counted:.0f} ms, every {counting.SECONDS_BETWEEN_COUNTS:.0f} s")
    for name, ask in asked.items():
        print(f"  {name}: {_milliseconds(ask):.0f} ms; {uncounted[name]:.0f} ms without a worker", flush=True)


def _milliseconds(ask: Callable[[], object]) -> float:
    best = float("inf")
    for _ in range(TIMES):
        began = time.perf_counter()
        ask()
        best = min(best, time.perf_counter() - began)
    return 1000 * best


if __name__ == "__main__":
    main()
