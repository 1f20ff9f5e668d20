"""Places at a timeslot: the one UPDATE that takes them is also the lock on the last of them.

Every deed takes timeslots in the order of their numbers, so two deeds can wait for each other but never both at once.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from functools import cache

from sqlalchemy import ColumnElement, Integer, Update, bindparam, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from actions.database import UtcDateTime, db, run, table_of
from actions.events.models import Event, EventState, Timeslot
from actions.rsvps.models import Attendance
from actions.rsvps.offer import EventCancelled, EventFull


def attend(rsvp_id: int, timeslot_ids: Sequence[int], people: int, now: dt.datetime) -> None:
    """Take places and note who has them, in the caller's transaction.

    Raises:
        EventFull, EventCancelled: the transaction is undone.
    """
    move_places(dict.fromkeys(timeslot_ids, people))
    note = _note(db.engine.dialect.name)
    for timeslot_id in timeslot_ids:
        if run(note, {"rsvp": rsvp_id, "timeslot": timeslot_id, "now": now}).rowcount != 1:
            db.session.rollback()
            raise EventCancelled


def move_places(changes: Mapping[int, int]) -> None:
    """Take (positive) or give back (negative) places, by timeslot number, in the caller's transaction.

    Raises:
        EventFull: a timeslot has too few left; the transaction is undone.
    """
    for timeslot_id, people in sorted(changes.items()):
        if run(_move(), {"timeslot": timeslot_id, "people": people}).rowcount != 1:
            db.session.rollback()
            raise EventFull


def there_is_room() -> ColumnElement[bool]:
    """The condition under which so many more fit. Giving back always fits, whatever the capacity became meanwhile."""
    people = bindparam("people", type_=Integer)
    return or_(people <= 0, Timeslot.capacity.is_(None), Timeslot.going_count + people <= Timeslot.capacity)


# The statements are made once: building one takes longer than sending it.
@cache
def _move() -> Update:
    """The UPDATE that is the lock: of two that want the last place, the second waits and then finds no row."""
    return (
        update(table_of(Timeslot))
        .where(Timeslot.id == bindparam("timeslot"), there_is_room())
        .values(going_count=Timeslot.going_count + bindparam("people", type_=Integer))
    )


@cache
def _note(dialect: str) -> sqlite.Insert | postgresql.Insert:
    """One attendance, written only while the event is on.

    This runs after the places are locked. A host who cancels or postpones locks them too, before asking who must be
    told; so either the host's list has this person, or this statement sees that the event is not on.
    """
    rows = (
        select(bindparam("rsvp", type_=Integer), Timeslot.id, bindparam("now", type_=UtcDateTime))
        .join(Event, Event.id == Timeslot.event_id)
        .where(
            Timeslot.id == bindparam("timeslot"),
            Event.state == EventState.APPROVED,
            Event.postponed_at.is_(None),
        )
    )
    table = table_of(Attendance)
    note = postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)
    note = note.from_select(["rsvp_id", "timeslot_id", "created_at"], rows).on_conflict_do_update(
        index_elements=["rsvp_id", "timeslot_id"], set_={"cancelled_at": None, "checked_in_at": None}
    )
    # Of an INSERT nobody is told how many rows it made, unless they ask.
    return note.execution_options(preserve_rowcount=True)
