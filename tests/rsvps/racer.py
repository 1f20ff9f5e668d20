"""One of several processes that sign people up at the same time: the real application, its own connections.

For every line of JSON it says `ready`, waits for another line, sends the posts and prints the statuses as JSON.
"""

import json
import sys
import time

from flask import request
from sqlalchemy import select, true, update

from actions import clock
from actions.access import public
from actions.database import db
from actions.events.models import Event, EventState, Timeslot
from actions.extensions import csrf
from actions.rsvps import places, service
from actions.rsvps.offer import OfferedTimeslot
from actions.rsvps.service import tell_going
from wsgi import app


def main() -> None:
    """Race, as often as asked."""
    if "--without-condition" in sys.argv:
        places.there_is_room = true  # type: ignore[assignment]
        # The look before it, which spares a full event the UPDATE, would hide what the condition does.
        OfferedTimeslot.has_room_for = lambda _timeslot, _people: True  # type: ignore[method-assign]
    if "--without-lock" in sys.argv:
        service.hold = _glance
    app.add_url_rule("/test-only/cancel/<int:event_id>", "cancel", csrf.exempt(public(_cancel)), methods=["POST"])
    client = app.test_client()
    client.get("/healthz")
    while task := sys.stdin.readline():
        posts = json.loads(task)
        print("ready", flush=True)  # noqa: T201 -- the parent reads this
        sys.stdin.readline()
        statuses = [client.post(path, data=form).status_code for path, form in posts]
        print(json.dumps(statuses), flush=True)  # noqa: T201 -- as above


def _glance(event_id: int) -> dict[int, OfferedTimeslot]:
    """The timeslots as they are, held by nobody; whoever joins takes their time after the look."""
    columns = (Timeslot.id, Timeslot.starts_at, Timeslot.ends_at, Timeslot.capacity - Timeslot.going_count)
    rows = db.session.execute(select(*columns).where(Timeslot.event_id == event_id)).all()
    time.sleep(0.3 if request.endpoint == "rsvps.create" else 0.0)
    return {row[0]: OfferedTimeslot(*row) for row in rows}


def _cancel(event_id: int) -> tuple[str, int]:
    """What a host's cancelling comes to, with a pause after the list is made in which others sign up."""
    db.session.execute(update(Event).where(Event.id == event_id).values(state=EventState.CANCELLED))
    tell_going(event_id, "event-cancelled", clock.now())
    time.sleep(0.2)
    db.session.commit()
    return "", 204


main()
