"""Places at a timeslot: the one UPDATE that takes them is also the lock on the last of them.

Every deed takes timeslots in the order of their numbers, so two deeds can wait for each other but never both at once.
"""

import datetime as dt
from collections.abc import Mapping, Sequence

from sqlalchemy import ColumnElement, literal, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from actions.database import UtcDateTime, db
from actions.events.models import Event, EventState, Timeslot
from actions.rsvps.models import Attendance
from actions.rsvps.offer import EventCancelled, EventFull


def attend(rsvp_id: int, timeslot_ids: Sequence[int], people: int, now: dt.datetime) -> None:
    """Take places and note who has them, in the caller's transaction.

    Raises:
        EventFull, EventCancelled: the transaction is undone.
    """
    if not timeslot_ids:
        return
    move_places(dict.fromkeys(timeslot_ids, people))
    noted = db.session.execute(_note(rsvp_id, timeslot_ids, now), execution_options={"preserve_rowcount": True})
    if noted.rowcount != len(timeslot_ids):  # type: ignore[attr-defined]  # a CursorResult, which execute() does not say
        db.session.rollback()
        raise EventCancelled


def move_places(changes: Mapping[int, int]) -> None:
    """Take (positive) or give back (negative) places, by timeslot number, in the caller's transaction.

    Raises:
        EventFull: a timeslot has too few left; the transaction is undone.
    """
    for timeslot_id, people in sorted(changes.items()):
        moved = db.session.execute(
            update(Timeslot)
            .where(Timeslot.id == timeslot_id, there_is_room(people))
            .values(going_count=Timeslot.going_count + people)
            .execution_options(synchronize_session=False)
        )
        if moved.rowcount != 1:  # type: ignore[attr-defined]  # as above
            db.session.rollback()
            raise EventFull


def there_is_room(people: int) -> ColumnElement[bool]:
    """The condition under which so many more fit. Giving back always fits, whatever the capacity became meanwhile."""
    if people <= 0:
        return literal(True)
    return or_(Timeslot.capacity.is_(None), Timeslot.going_count + people <= Timeslot.capacity)


def _note(rsvp_id: int, timeslot_ids: Sequence[int], now: dt.datetime) -> sqlite.Insert | postgresql.Insert:
    """The attendances, written only while the event is on.

    This runs after the places are locked. A host who cancels locks them too, before asking who must be told; so
    either the host's list has this person, or this statement sees that the event is cancelled.
    """
    rows = (
        select(literal(rsvp_id), Timeslot.id, literal(now, UtcDateTime()))
        .join(Event, Event.id == Timeslot.event_id)
        .where(Timeslot.id.in_(timeslot_ids), Event.state == EventState.APPROVED)
    )
    on_postgres = db.engine.dialect.name == "postgresql"
    note = postgresql.insert(Attendance) if on_postgres else sqlite.insert(Attendance)
    return note.from_select(["rsvp_id", "timeslot_id", "created_at"], rows).on_conflict_do_update(
        index_elements=["rsvp_id", "timeslot_id"], set_={"cancelled_at": None}
    )
