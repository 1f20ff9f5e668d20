"""Sign-ups through HTTP on PostgreSQL, each with its mail row, everything on this one machine:
`python -m benchmarks.rsvps`. Afterwards the books are checked: none lost, none over capacity.

The PostgreSQL is a throw-away one that syncs to disk as a real one does. Visitors keep their connections; each sends
its next sign-up, by a person never seen before, as soon as it has the answer.
"""

import os
import re
import selectors
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import ExitStack
from itertools import count
from pathlib import Path
from statistics import median
from urllib.parse import urlencode

import psycopg

from benchmarks.load import requests_a_second
from benchmarks.synthetic import application, fill
from config import ROOT
from tests.services.live_server import free_port
from tests.services.postgres import Postgres, server_programs

EVENTS, ROUNDS, SECONDS, VISITORS = 200, 5, 10.0, 16
# Fewer threads than one would think: they share one interpreter lock, and waiting for it is most of what more would do.
WORKERS, THREADS = "3", "2"
# A twentieth of all sign-ups go to one event with so many places, so that its last place is fought over.
SMALL_EVENT, PLACES = 1, 300
SAFE = {"listen_addresses": "", "max_connections": "60", "log_min_messages": "fatal"}
BIN = Path(sys.executable).parent
_people = count(1)


class Visitor:
    """One kept-alive connection that signs people up."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port))
        self._received = b""

    def send(self) -> None:
        """Sign the next person up."""
        number = next(_people)
        event = SMALL_EVENT if number % 20 == 0 else 2 + number % (EVENTS - 1)
        form = {"given_name": "Maria", "email": f"p{number}@example.org", "postal_code": "60622", "party_size": "1"}
        body = urlencode(form).encode()
        self._received = b""
        self.socket.sendall(
            b"POST /events/%d/rsvps HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n"
            b"Content-Length: %d\r\n\r\n%s" % (event, len(body), body)
        )

    def read(self) -> int | None:
        """Take what has come; the status when the answer is whole."""
        chunk = self.socket.recv(1 << 18)
        if not chunk:
            raise ConnectionError("the server closed a connection that it had promised to keep")
        self._received += chunk
        head, found, body = self._received.partition(b"\r\n\r\n")
        if not found:
            return None
        lines = head.lower().split(b"\r\n")
        length = next(int(line.split(b":")[1]) for line in lines if line.startswith(b"content-length:"))
        return int(head.split(b" ", 2)[1]) if len(body) >= length else None


def sign_up(port: int, seconds: float) -> tuple[Counter[int], float]:
    """The answers by status, and how many seconds they took in all."""
    watch = selectors.DefaultSelector()
    visitors = [Visitor(port) for _ in range(VISITORS)]
    for visitor in visitors:
        watch.register(visitor.socket, selectors.EVENT_READ, visitor)
        visitor.send()
    answers: Counter[int] = Counter()
    waiting, started = VISITORS, time.perf_counter()
    while waiting:
        for key, _events in watch.select():
            status = key.data.read()
            if status is None:
                continue
            answers[status] += 1
            if time.perf_counter() - started < seconds:
                key.data.send()
            else:
                waiting -= 1
                watch.unregister(key.data.socket)
    return answers, time.perf_counter() - started


def served(stack: ExitStack, target: str) -> int:
    """A gunicorn; its port."""
    port = free_port()
    environ = {**os.environ, "PORT": str(port), "WEB_WORKERS": WORKERS, "WEB_THREADS": THREADS}
    command = [BIN / "gunicorn", "-c", ROOT / "gunicorn.conf.py", target]
    server = subprocess.Popen(command, cwd=ROOT, env=environ, stdout=subprocess.DEVNULL)
    stack.callback(server.wait)
    stack.callback(server.terminate)
    deadline = time.monotonic() + 60
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return port
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)


def prepare_commits(url: str, script: Path) -> None:
    """A table and pgbench's script for `bare_commits`."""
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE bare (id SERIAL PRIMARY KEY, what TEXT)")
    script.write_text("INSERT INTO bare (what) VALUES ('x');\n")


def bare_commits(url: str, script: Path, seconds: float) -> float:
    """How often a second eight connections insert a row and commit on the same server, by PostgreSQL's own pgbench."""
    options = ["-n", "-c", "8", "-j", "2", "-T", str(max(1, round(seconds))), "-f", str(script)]
    ran = subprocess.run([server_programs() / "pgbench", *options, url], check=True, capture_output=True, text=True)
    found = re.search(r"^tps = ([0-9.]+)", ran.stdout, re.MULTILINE)
    if found is None:
        raise ValueError(f"pgbench said no rate: {ran.stdout}")
    return float(found[1])


def check_books(url: str, answers: Counter[int]) -> None:
    """Compare what visitors were told with what is stored."""
    with psycopg.connect(url) as connection:
        one = lambda query: connection.execute(query).fetchone()[0]  # noqa: E731
        stored = one("SELECT count(*) FROM rsvps")
        mails = one("SELECT count(*) FROM outbox WHERE kind = 'rsvp-confirmed'")
        attending = one("SELECT count(*) FROM attendances")
        over = one("SELECT count(*) FROM timeslots WHERE going_count > capacity")
        small = one(f"SELECT going_count FROM timeslots WHERE event_id = {SMALL_EVENT}")
        wrong = one(
            """SELECT count(*) FROM timeslots t WHERE going_count <> (SELECT coalesce(sum(party_size), 0)
               FROM attendances a JOIN rsvps r ON r.id = a.rsvp_id WHERE a.timeslot_id = t.id)"""
        )
    print(f"  answers {dict(answers)}; RSVPs {stored}, attendances {attending}, mails {mails}")
    print(f"  lost {answers[303] - stored}; timeslots over capacity {over}, with a wrong count {wrong}")
    print(f"  the small event of {PLACES} places holds {small}")


def main() -> None:
    """One run."""
    cluster = Postgres(SAFE)
    with ExitStack() as stack:
        stack.callback(cluster.stop)
        cluster.start()
        url = cluster.create_database("rsvps")
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="actions-rsvps-")))
        fill(application(url, folder), EVENTS)
        script = folder / "insert.sql"
        prepare_commits(url, script)
        with psycopg.connect(url) as connection:
            connection.execute("UPDATE timeslots SET going_count = 0")
            connection.execute(f"UPDATE timeslots SET capacity = {PLACES} WHERE event_id = {SMALL_EVENT}")
        hello, actions = served(stack, "benchmarks.hello:app"), served(stack, "wsgi:app")
        sign_up_rates, hello_rates, commit_rates = [], [], []
        # While statements are made and connections opened, nothing is measured.
        answers, _seconds = sign_up(actions, SECONDS / 4)
        for _round in range(ROUNDS):
            hello_rates.append(requests_a_second(hello, "/", visitors=VISITORS, seconds=SECONDS / 4))
            commit_rates.append(bare_commits(url, script, SECONDS / 4))
            each, seconds = sign_up(actions, SECONDS)
            answers += each
            sign_up_rates.append(each[303] / seconds)
        setting = f"{VISITORS} visitors, {WORKERS} workers of {THREADS} threads"
        print(f"sign-ups over HTTP, {setting}, median of {ROUNDS} rounds")
        rate = median(sign_up_rates)
        print(f"  {rate:,.0f} RSVPs/s ({', '.join(f'{each:,.0f}' for each in sign_up_rates)})")
        print(f"  {rate / median(hello_rates):.2f} of bare hello ({median(hello_rates):,.0f}/s)")
        print(f"  {rate / median(commit_rates):.3f} of bare inserts with commit ({median(commit_rates):,.0f}/s)")
        check_books(url, answers)


if __name__ == "__main__":
    main()
