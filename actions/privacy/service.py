"""Forgetting: contact data goes when it has done its work."""

import datetime as dt

from sqlalchemy import delete, select

from actions.database import db
from actions.events.models import Event
from actions.rsvps.models import Rsvp

KEPT_AFTER_EVENT = dt.timedelta(days=30)
MOST_AT_ONCE = 5_000


def purge_rsvps(now: dt.datetime) -> int:
    """Delete RSVPs of events that ended 30 days ago, with their attendances and mails; the counts stay.

    Returns how many were deleted, at most `MOST_AT_ONCE`: call again until it is none, so that no lock is held long.
    """
    ended = select(Event.id).where(Event.last_ends_at <= now - KEPT_AFTER_EVENT)
    batch = select(Rsvp.id).where(Rsvp.event_id.in_(ended)).order_by(Rsvp.id).limit(MOST_AT_ONCE)
    forget = delete(Rsvp).where(Rsvp.id.in_(batch)).returning(Rsvp.id)
    deleted = db.session.scalars(forget.execution_options(synchronize_session=False)).all()
    db.session.commit()
    return len(deleted)
