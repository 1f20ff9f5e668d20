"""Delivering the reminders of one event to a mail server on this machine: `python -m benchmarks.delivery [HOW_MANY]`.

Each figure stands beside one bare loop: `smtplib` over one connection that it keeps, handing over a reminder that is
already written. The server is a process of its own, the database a throw-away PostgreSQL that syncs to disk.
"""

import datetime as dt
import os
import smtplib
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import text

from actions.database import db
from actions.mail.composing import compose
from actions.mail.message import Message
from actions.mail.mime import letter
from actions.mail.models import OutboxMail
from actions.reminders.rules import DAY_BEFORE
from actions.reminders.schedule import Slot, due_at
from actions.reminders.service import queue_due
from actions.rsvps.models import Attendance, Rsvp
from actions.sealing import keyring
from benchmarks.synthetic import application, fill
from tests.services.live_server import free_port
from tests.services.postgres import Postgres

SAFE = {"listen_addresses": "", "max_connections": "60", "log_min_messages": "fatal", "max_wal_size": "4GB"}
# Workers run by the clock of the machine, as they do in earnest.
STARTS = dt.datetime.now(dt.UTC).replace(hour=18, minute=0, second=0, microsecond=0) + dt.timedelta(days=2)
ENDS, SIGNED_UP = STARTS + dt.timedelta(hours=2), STARTS - dt.timedelta(days=20)
DUE = due_at(DAY_BEFORE, Slot(STARTS, ENDS, ZoneInfo("America/Chicago")))
AS_A_RELAY_MS, SHARING_WORKERS = 20, 4
AGAIN = """UPDATE outbox SET state = 'queued', lease_token = NULL, finished_at = NULL, outcome = '', attempt_count = 0,
    due_at = '2026-01-01', ready_at = '2026-01-01'"""
ALL_BUT = "UPDATE outbox SET state = 'sent' WHERE id >= (SELECT min(id) FROM outbox) + :most"
ONE_MOMENT = "UPDATE timeslots SET starts_at = :starts, ends_at = :ends"


class Sink:
    """One run of the mail server: what it took, and when."""

    def __init__(self, folder: Path, milliseconds: int) -> None:
        self.port, self.file = free_port(), folder / f"taken-{time.time_ns()}"
        command = [sys.executable, "-m", "benchmarks.smtp", str(self.port), str(self.file), str(milliseconds)]
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert self._process.stdout is not None
        assert self._process.stdout.readline() == "ready\n"

    def taken(self) -> list[tuple[float, str]]:
        """Moments and Message-IDs, in the order they came."""
        return [(float(at), name) for at, name in (line.split() for line in self.file.read_text().splitlines())]

    @property
    def count(self) -> int:
        """How many messages it took so far, without reading what they were."""
        return self.file.read_bytes().count(b"\n")

    def rate(self) -> float:
        """Messages a second between the first and the last."""
        moments = [at for at, _name in self.taken()]
        return (len(moments) - 1) / (moments[-1] - moments[0])

    def end(self) -> None:
        """Stop serving."""
        self._process.terminate()
        self._process.wait()


@contextmanager
def serving(folder: Path, milliseconds: int = 0) -> Iterator[Sink]:
    """A mail server for one measurement."""
    sink = Sink(folder, milliseconds)
    try:
        yield sink
    finally:
        sink.end()


def main() -> None:
    """Print the rates of one run, and what they are of the bare loop's."""
    how_many = int(sys.argv[1]) if len(sys.argv) > 1 else 4000
    cluster = Postgres(SAFE)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        try:
            cluster.start()
            app = application(cluster.create_database("delivery"), folder)
            fill(app, 1)
            with app.app_context():
                owe(how_many)
                _measure(folder, how_many)
        finally:
            cluster.stop()


def owe(how_many: int) -> None:
    """So many people go to one event, and all are owed the reminder of the day before."""
    _sign_up(how_many)
    owe_all()


def _sign_up(how_many: int) -> None:
    """So many people go to the one event."""
    event_id, timeslot_id = db.session.execute(text("SELECT event_id, id FROM timeslots")).one()
    rsvps = [
        {
            "id": number, "event_id": event_id, "given_name": "Maria", "family_name": f"Lopez {number}",
            "email": f"maria{number}@example.org", "email_hash": keyring().lookup_hash(f"maria{number}@example.org"),
            "postal_code": "60602", "created_at": SIGNED_UP, "changed_at": SIGNED_UP,
        }
        for number in range(1, how_many + 1)
    ]  # fmt: skip
    db.session.execute(db.insert(Rsvp), rsvps)
    db.session.execute(
        db.insert(Attendance),
        [{"rsvp_id": rsvp["id"], "timeslot_id": timeslot_id, "created_at": rsvp["created_at"]} for rsvp in rsvps],
    )
    db.session.commit()


def owe_all() -> None:
    """Whoever goes is owed the reminder of the day before."""
    db.session.execute(text(ONE_MOMENT), {"starts": STARTS, "ends": ENDS})
    db.session.commit()
    assert DUE is not None
    queue_due(DUE)
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE"))


def _measure(folder: Path, how_many: int) -> None:
    with serving(folder) as sink:
        bare = _bare_loop(sink, how_many, _one_letter())
    print(f"bare loop, one connection: {bare:,.0f} messages a second")
    for connections in (1, 4, 8):
        with serving(folder) as sink:
            _deliver(sink, connections)
            _say(f"one worker, {connections} connections", sink, bare)
    rates = {}
    for connections in (1, 16):
        with serving(folder, AS_A_RELAY_MS) as sink:
            _deliver(sink, connections, at_most=how_many if connections > 1 else how_many // 16)
            rates[connections] = sink.rate()
    print(
        f"each answer after {AS_A_RELAY_MS} ms: one connection {rates[1]:.1f} a second, 16 {rates[16]:.1f},"
        f" {rates[16] / rates[1]:.1f} times"
    )
    with serving(folder) as sink:
        _deliver(sink, 4, workers=SHARING_WORKERS)
        _say(f"{SHARING_WORKERS} workers of 4 connections", sink, bare)


def _say(what: str, sink: Sink, bare: float) -> None:
    taken = sink.taken()
    twice = sum(count - 1 for count in Counter(name for _at, name in taken).values())
    tenth = max(len(taken) // 10, 2)
    first, last = (_rate(part) for part in (taken[:tenth], taken[-tenth:]))
    print(
        f"{what}: {sink.rate():,.0f} a second, {sink.rate() / bare:.2f} of the bare loop;"
        f" {len(taken):,} taken, {twice} twice; the last tenth at {last / first:.2f} of the first"
    )


def _rate(taken: list[tuple[float, str]]) -> float:
    return (len(taken) - 1) / (taken[-1][0] - taken[0][0])


def _one_letter() -> bytes:
    """A reminder as it goes over the wire."""
    mail = db.session.scalars(db.select(OutboxMail).limit(1)).one()
    now = dt.datetime.now(dt.UTC)
    message = compose(mail, now)
    assert isinstance(message, Message), message
    db.session.rollback()
    return letter(message, mail_from="Actions <actions@localhost>", message_id="<bare@localhost>", now=now).content


def _bare_loop(sink: Sink, how_many: int, content: bytes) -> float:
    with smtplib.SMTP("127.0.0.1", sink.port) as connection:
        for number in range(how_many):
            connection.sendmail("actions@localhost", [f"maria{number}@example.org"], content)
    return sink.rate()


def _deliver(sink: Sink, connections: int, *, workers: int = 1, at_most: int | None = None) -> None:
    """Owe all of them (or the first so many) once more and let workers deliver until nothing is left."""
    db.session.execute(text(AGAIN))
    if at_most is not None:
        db.session.execute(
            text("UPDATE outbox SET state = 'sent' WHERE id > (SELECT min(id) FROM outbox) + :most - 1"),
            {"most": at_most},
        )
    db.session.commit()
    running = [worker(sink, connections, "--once") for _ in range(workers)]
    assert [one.wait() for one in running] == [0] * workers


def worker(sink: Sink, connections: int, *options: str) -> "subprocess.Popen[bytes]":
    """A worker of its own that goes by the clock of the machine."""
    environ = {
        **os.environ, "MAIL_URL": f"smtp://127.0.0.1:{sink.port}", "MAIL_CONNECTIONS": str(connections),
        "MAIL_POSTAL_ADDRESS": "1 Main Street, Springfield, IL 62701", "GEOCODERS": "offline",
        "MAIL_DOMAIN_RATE": "0", "CLOCK_FILE": "",
    }  # fmt: skip
    return subprocess.Popen([sys.executable, "-m", "flask", "--app", "wsgi", "mail", "work", *options], env=environ)


if __name__ == "__main__":
    main()
