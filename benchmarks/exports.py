"""Memory and time of the attendance export, for few rows and for many: `python -m benchmarks.exports`.

Each file is written by `flask attendance export` in a process of its own, whose largest resident size is asked of the
kernel afterwards. What counts is the difference between a hundred rows and a hundred thousand.
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from flask import Flask
from sqlalchemy import insert

from actions.database import db
from actions.rsvps.models import Attendance, Rsvp
from benchmarks.synthetic import NOW, application, fill
from config import ROOT

FEW, MANY = 100, 100_000
ROWS_A_STATEMENT = 5_000
KINDS = ("csv", "xlsx")
# Run in the child's place, so that only this one export is measured.
CHILD = """
import resource, sys
from flask.cli import main
sys.argv = ["flask", *sys.argv[1:]]
try:
    main()
finally:
    print("KB", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def people(count: int) -> None:
    """Answers to the first event, each to its one timeslot."""
    for start in range(1, count + 1, ROWS_A_STATEMENT):
        numbers = range(start, min(start + ROWS_A_STATEMENT, count + 1))
        db.session.execute(insert(Rsvp), [_answer(number) for number in numbers])
        rows = [{"id": number, "rsvp_id": number, "timeslot_id": 1, "created_at": NOW} for number in numbers]
        db.session.execute(insert(Attendance), rows)
    db.session.commit()


def _answer(number: int) -> dict[str, object]:
    return {
        "id": number,
        "event_id": 1,
        "given_name": "Maria",
        "family_name": f"Lopez {number}",
        "email": f"maria{number}@example.org",
        "email_hash": number.to_bytes(32, "big"),
        "phone": "+1 312 555 0100",
        "postal_code": "60622",
        "party_size": 1,
        "created_at": NOW,
        "changed_at": NOW,
    }


def export(kind: str, folder: Path) -> tuple[float, float, int]:
    """Seconds, largest megabytes in memory, and bytes written by one export."""
    path = folder / f"attendance.{kind}"
    began = time.perf_counter()
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            CHILD,
            "attendance",
            "export",
            "--campaign",
            "day-of-action",
            "--format",
            kind,
            "-o",
            path,
        ],
        cwd=ROOT,
        env=os.environ,
        capture_output=True,
        text=True,
        check=True,
    )
    return time.perf_counter() - began, int(done.stdout.split("KB")[1]) / 1024, path.stat().st_size


def measured(app: Flask, count: int, folder: Path) -> dict[str, float]:
    """The largest memory of each kind of file with this many rows."""
    with app.app_context():
        fill(app, 1)
        people(count)
        db.engine.dispose()
    memory = {}
    for kind in KINDS:
        seconds, memory[kind], size = export(kind, folder)
        print(f"  {count:>7,} rows as {kind:<4}: {seconds:5.1f} s, {memory[kind]:6.1f} MB in memory, {size:>10,} bytes")
    return memory


def main() -> None:
    """Measure few, then many, and say by how much memory grew."""
    print("Attendance export, SQLite")
    figures = []
    for count in (FEW, MANY):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            figures.append(measured(application(f"sqlite:///{folder / 'actions.db'}", folder), count, folder))
    for kind in KINDS:
        print(f"  {kind}: {figures[1][kind] - figures[0][kind]:+.1f} MB for {MANY // FEW:,} times the rows")


if __name__ == "__main__":
    main()
