"""What the feeds read: events without a single sealed column, and their timeslots; two statements for any number."""

from collections.abc import Callable, Sequence

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import defer

from actions.database import db
from actions.events.calendar import Dated
from actions.events.models import Event, Timeslot

# A list longer than this serves nobody; nearest or soonest come first.
MOST_EVENTS = 5_000


def dated_events(conditions: Sequence[ColumnElement[bool]], url_of: Callable[[Event], str]) -> list[Dated]:
    """The events for which the conditions hold, the next to begin first, with all their timeslots."""
    sealed = (Event.contact_name, Event.contact_email, Event.contact_phone)
    events = db.session.scalars(
        select(Event)
        .where(*conditions)
        .options(*(defer(column, raiseload=True) for column in sealed))
        .order_by(Event.first_starts_at, Event.id)
        .limit(MOST_EVENTS)
    ).all()
    slots: dict[int, list[Timeslot]] = {event.id: [] for event in events}
    query = select(Timeslot).where(Timeslot.event_id.in_(slots)).order_by(Timeslot.starts_at, Timeslot.id)
    for timeslot in db.session.scalars(query):
        slots[timeslot.event_id].append(timeslot)
    return [Dated(event, slots[event.id], url_of(event)) for event in events]
