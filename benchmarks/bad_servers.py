"""Mail servers that misbehave, each with the same mails to take: `python -m benchmarks.bad_servers [HOW_MANY]`.

One worker delivers reminders over four connections to a server that says 421, 451 or 550 to every third message, cuts
the line before or after it has a message, takes a minute to answer, or refuses two recipients of three. The clock is
set on by ten minutes until no mail waits any more. Printed is how every one of them ended.
"""

import datetime as dt
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from flask import Flask
from sqlalchemy import text

from actions.clock import Clock
from actions.database import db
from actions.mail.delivery import Delivery
from actions.mail.relay import Relay
from benchmarks.delivery import AGAIN, DUE, SAFE, owe
from benchmarks.synthetic import application, fill
from tests.services.postgres import Postgres
from tests.services.smtp_sink import SmtpSink

CONNECTIONS, STEP, MOST_STEPS = 4, dt.timedelta(minutes=10), 60
ENDS = """SELECT state, outcome, attempt_count, count(*) AS number FROM outbox GROUP BY 1, 2, 3 ORDER BY 4 DESC"""
Case = Callable[[SmtpSink, int], None]


def _every_third(phase: str, reply: str) -> Case:
    """A server that says this as often as there are thirds of the mails, here and there."""

    def plan(sink: SmtpSink, how_many: int) -> None:
        for _ in range(how_many // 3):
            sink.answer(phase, reply, times=1)
            sink.answer(phase, "250 OK", times=2)

    return plan


def _two_of_three(sink: SmtpSink, how_many: int) -> None:
    for number in range(1, how_many + 1):
        if number % 3:
            sink.refuse(f"maria{number}@example.org")


CASES: dict[str, Case] = {
    "says 421 to every third message": _every_third("DATA", "421 4.3.2 Closing"),
    "says 451 to every third message": _every_third("DATA", "451 4.3.0 Later"),
    "says 550 to every third message": _every_third("DATA", "550 5.7.1 No"),
    "cuts the line before every third message": _every_third("RCPT", "drop the line"),
    "takes every third message and cuts the line without a word": _every_third("DATA", "drop the line"),
    "takes a minute to answer about four messages": lambda sink, _n: sink.answer_slowly(60.0, times=4),
    "refuses two recipients of three": _two_of_three,
    "takes no mail at all for an hour": lambda sink, _n: sink.answer("MAIL", "451 4.3.0 Later"),
}


def main() -> None:
    """Print for each server how the mails ended."""
    how_many = int(sys.argv[1]) if len(sys.argv) > 1 else 300
    cluster, sink = Postgres(SAFE), SmtpSink()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        try:
            cluster.start()
            app = application(cluster.create_database("bad"), folder)
            fill(app, 1)
            with app.app_context():
                owe(how_many)
                for what, plan in CASES.items():
                    sink.reset()
                    plan(sink, how_many)
                    _deliver(app, folder, sink, how_many)
                    _say(what, sink, how_many)
        finally:
            sink.down()
            cluster.stop()


def _deliver(app: Flask, folder: Path, sink: SmtpSink, how_many: int) -> None:
    """From the moment they are due until none waits."""
    clock = folder / "clock"
    db.session.execute(text(AGAIN))
    # As old as they are by this clock: what waits for months is given up at the first failure.
    db.session.execute(text("UPDATE outbox SET due_at = :due, ready_at = :due"), {"due": DUE})
    db.session.commit()
    lines = [[Relay(sink.url, "localhost")] for _ in range(CONNECTIONS)]
    delivery = Delivery(lines, app.config["SETTINGS"], Clock(clock).now)
    for step in range(MOST_STEPS):
        assert DUE is not None
        clock.write_text((DUE + dt.timedelta(hours=1) + step * STEP).isoformat(), encoding="ascii")
        if step * STEP == dt.timedelta(hours=1):
            sink.answer("MAIL", "250 OK")
        while delivery.deliver_due():
            pass
        if not db.session.scalar(text("SELECT count(*) FROM outbox WHERE state = 'queued'")):
            break
        db.session.rollback()
    delivery.close()
    db.session.rollback()


def _say(what: str, sink: SmtpSink, how_many: int) -> None:
    times = Counter(delivered.recipients for delivered in sink.messages)
    twice = sum(count - 1 for count in times.values())
    print(f"A server that {what}: {len(times)} of {how_many} arrived, {twice} twice")
    for row in db.session.execute(text(ENDS)):
        print(f"    {row.number:5} {row.state} after {row.attempt_count} tries: {row.outcome}")
    db.session.rollback()


if __name__ == "__main__":
    main()
