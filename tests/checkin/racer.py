"""One of several processes at one door: the real deeds, over connections of its own.

For every line of JSON it says `ready`, waits for another line, does what was listed and prints what came of each:
nothing, or the refusal's name.
"""

import datetime as dt
import json
import sys
from collections.abc import Callable

from actions.checkin.service import check_in, undo_check_in
from actions.database import db
from actions.errors import DomainError
from actions.rsvps.service import give_up_place
from wsgi import app

Deed = Callable[[int, int, dt.datetime], None]
DEEDS: dict[str, Deed] = {
    "check_in": lambda attendance_id, timeslot_id, now: check_in(attendance_id, timeslot_id, now=now),
    "undo": lambda attendance_id, timeslot_id, now: undo_check_in(attendance_id, timeslot_id, now=now),
    "give_up": lambda rsvp_id, _timeslot_id, now: give_up_place(rsvp_id, now=now),
}


def main() -> None:
    """Race, as often as asked."""
    with app.app_context():
        db.session.connection()
        db.session.remove()
        while line := sys.stdin.readline():
            tasks = json.loads(line)
            print("ready", flush=True)  # noqa: T201 -- the parent reads this
            sys.stdin.readline()
            print(json.dumps([_outcome(*task) for task in tasks]), flush=True)  # noqa: T201 -- as above


def _outcome(name: str, number: int, timeslot_id: int, now: str) -> str:
    try:
        DEEDS[name](number, timeslot_id, dt.datetime.fromisoformat(now))
    except DomainError as error:
        return type(error).__name__
    finally:
        db.session.remove()
    return ""


main()
