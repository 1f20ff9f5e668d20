"""Forgetting: contact data goes when it has done its work."""

import datetime as dt

from sqlalchemy import ColumnElement, and_, delete, or_, select

from actions.database import db
from actions.events.models import Event, EventState
from actions.rsvps.models import Rsvp

KEPT_AFTER_EVENT = dt.timedelta(days=30)
# A postponed event has no end to count from; if nobody names a new date in so long, nobody will.
KEPT_WHILE_POSTPONED = dt.timedelta(days=180)
MOST_AT_ONCE = 5_000


def purge_rsvps(now: dt.datetime) -> int:
    """Delete RSVPs of events that ended 30 days ago, with their attendances and mails; the counts stay.

    Those of an event that was postponed go 30 days after it was cancelled, or half a year after it was postponed.

    Returns how many were deleted, at most `MOST_AT_ONCE`: call again until it is none, so that no lock is held long.
    """
    ended = select(Event.id).where(or_(Event.last_ends_at <= now - KEPT_AFTER_EVENT, _never_came(now)))
    batch = select(Rsvp.id).where(Rsvp.event_id.in_(ended)).order_by(Rsvp.id).limit(MOST_AT_ONCE)
    forget = delete(Rsvp).where(Rsvp.id.in_(batch)).returning(Rsvp.id)
    deleted = db.session.scalars(forget.execution_options(synchronize_session=False)).all()
    db.session.commit()
    return len(deleted)


def _never_came(now: dt.datetime) -> ColumnElement[bool]:
    cancelled = and_(Event.state == EventState.CANCELLED, Event.cancelled_at <= now - KEPT_AFTER_EVENT)
    given_up = Event.postponed_at <= now - KEPT_WHILE_POSTPONED
    return and_(Event.postponed_at.is_not(None), or_(cancelled, given_up))
