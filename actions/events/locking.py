"""An event and its timeslots, held by whoever changes them until the transaction ends."""

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from actions.database import db
from actions.events.lifecycle import NotNow
from actions.events.models import Event, Timeslot


def locked(event_id: int) -> Event:
    """The event as it is now, locked.

    Raises:
        NotNow: it is gone.
    """
    # "No key": those who take a place at this moment need not wait for the host.
    query = select(Event).where(Event.id == event_id).with_for_update(key_share=True)
    event = db.session.scalar(query.execution_options(populate_existing=True))
    if event is None:
        raise NotNow(_l("This action is no longer there."))
    return event


def locked_timeslots(event_id: int) -> list[Timeslot]:
    """The event's timeslots, earliest first, locked."""
    # Whoever takes a place at this moment is waited for, so that a move is told to them too. Always in one order.
    query = select(Timeslot).where(Timeslot.event_id == event_id).order_by(Timeslot.id).with_for_update(key_share=True)
    found = db.session.scalars(query.execution_options(populate_existing=True))
    return sorted(found, key=lambda slot: (slot.starts_at, slot.id))
