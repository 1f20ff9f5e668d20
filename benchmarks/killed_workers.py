"""Workers killed in the middle of their work: `python -m benchmarks.killed_workers [HOW_MANY] [KILLS]`.

Some workers share one queue on a throw-away PostgreSQL; at random moments one of them is killed (SIGKILL) and another
started. Moments are counted in messages, so that a slow machine kills no workers that have not begun. Then the clock is
set on until all leases have run out, and the rest is delivered. Each message must arrive; each kill may double as many
as the worker had connections.
"""

import datetime as dt
import os
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from sqlalchemy import text

from actions.database import db
from benchmarks.delivery import DUE, SAFE, Sink, owe, serving
from benchmarks.synthetic import application, fill
from tests.services.postgres import Postgres

WORKERS, CONNECTIONS = 3, 4
# So slow that there is something left to do when the last one is killed.
ANSWERS_AFTER_MS = 20
# Of the messages, what is left for the last kills: mails that a killed worker had are out of reach until later.
SPENT_ON_KILLS = 0.4
LONGEST_STANDSTILL = 90
ENDS = "SELECT state, count(*) AS number FROM outbox GROUP BY state"
LEFT = "SELECT count(*) FROM outbox WHERE state = 'queued'"


def main() -> None:
    """Print how many arrived, how many twice, and how many might have."""
    how_many, kills = [int(given) for given in sys.argv[1:]] or [20_000, 200]
    cluster = Postgres(SAFE)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        try:
            cluster.start()
            app = application(cluster.create_database("killed"), folder)
            fill(app, 1)
            with app.app_context(), serving(folder, ANSWERS_AFTER_MS) as sink:
                owe(how_many)
                _set_clock(folder, dt.timedelta(hours=1))
                killed = _kill_at_random(sink, how_many, kills)
                left = db.session.scalar(text(LEFT))
                db.session.rollback()
                _set_clock(folder, dt.timedelta(hours=2))
                assert _worker(sink, "--once").wait() == 0
                _say(sink, how_many, killed, left or 0)
        finally:
            cluster.stop()


def _set_clock(folder: Path, later: dt.timedelta) -> None:
    assert DUE is not None
    (folder / "clock").write_text((DUE + later).isoformat(), encoding="ascii")


def _wait_for(sink: Sink, taken: int, how_many: int) -> bool:
    """Until the server has taken so many; false when that will not come to pass."""
    deadline = time.monotonic() + LONGEST_STANDSTILL
    while (count := sink.count) < min(taken, how_many):
        if time.monotonic() > deadline:
            print(f"the server took {count:,}, and no more within {LONGEST_STANDSTILL} s")
            return False
        time.sleep(0.02)
    return taken < how_many


def _kill_at_random(sink: Sink, how_many: int, kills: int) -> int:
    """Kill so many, or as many as there was time for; how many it were."""
    dice = random.Random(7)
    running = [_worker(sink) for _ in range(WORKERS)]
    most_between = 2 * SPENT_ON_KILLS * how_many / kills
    killed = seen = 0
    while killed < kills and _wait_for(sink, seen := seen + dice.randrange(1, round(most_between)), how_many):
        victim = running.pop(dice.randrange(len(running)))
        victim.kill()
        victim.wait()
        killed += 1
        running.append(_worker(sink))
    for worker in running:
        worker.terminate()
        worker.wait()
    return killed


def _worker(sink: Sink, *options: str) -> "subprocess.Popen[bytes]":
    environ = {
        **os.environ, "MAIL_URL": f"smtp://127.0.0.1:{sink.port}", "MAIL_CONNECTIONS": str(CONNECTIONS),
        "MAIL_POSTAL_ADDRESS": "1 Main Street, Springfield, IL 62701", "GEOCODERS": "offline",
    }  # fmt: skip
    return subprocess.Popen([sys.executable, "-m", "flask", "--app", "wsgi", "mail", "work", *options], env=environ)


def _say(sink: Sink, how_many: int, killed: int, left: int) -> None:
    times = Counter(name for _at, name in sink.taken())
    ends = {row.state: row.number for row in db.session.execute(text(ENDS))}
    twice = sum(count - 1 for count in times.values())
    print(f"{killed} workers killed over {how_many - left:,} mails, {left:,} delivered afterwards; recorded: {ends}")
    print(f"{len(times):,} of {how_many:,} arrived, {how_many - len(times)} lost, {twice} came twice")
    print(f"at most {killed * CONNECTIONS} might have: one on each connection of each that was killed")


if __name__ == "__main__":
    main()
