"""Places at a timeslot: the one UPDATE that takes them is also the lock on the last of them.

Every deed takes timeslots first, in the order of their numbers, and answers after them. So two deeds can wait for each
other but never both at once, not even where somebody gives up a place and, in the same transaction, the answers of
others who wait for it are changed. A deed that goes by how many places are free, or that lets somebody move up, takes
all the timeslots of the event (`hold`).
"""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from functools import cache

from sqlalchemy import ColumnElement, Integer, Update, bindparam, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from actions.database import UtcDateTime, db, run, table_of
from actions.events.models import Event, EventState, Timeslot
from actions.rsvps.models import Attendance
from actions.rsvps.offer import EventCancelled, EventFull, OfferedTimeslot


def hold(event_id: int) -> dict[int, OfferedTimeslot]:
    """All timeslots of an event as they are now, by number, locked until the transaction ends."""
    # Not against foreign keys: those who take a place elsewhere at the event refer to it.
    rows = db.session.execute(
        select(Timeslot.id, Timeslot.starts_at, Timeslot.ends_at, Timeslot.capacity - Timeslot.going_count)
        .where(Timeslot.event_id == event_id)
        .order_by(Timeslot.id)
        .with_for_update(key_share=True)
    )
    return {row[0]: OfferedTimeslot(*row) for row in rows}


def fitting(room: Mapping[int, OfferedTimeslot], timeslot_ids: Collection[int], people: int) -> set[int]:
    """Those of these timeslots at which so many more fit."""
    return {number for number in timeslot_ids if number in room and room[number].has_room_for(people)}


def held(rsvp_id: int) -> set[int]:
    """The timeslots that somebody has places at."""
    query = select(Attendance.timeslot_id).where(Attendance.rsvp_id == rsvp_id, Attendance.cancelled_at.is_(None))
    return set(db.session.scalars(query))


def leave(rsvp_id: int, timeslot_ids: Collection[int], now: dt.datetime) -> None:
    """Note that somebody has no places at these any more, in the caller's transaction; `move_places` frees them."""
    db.session.execute(
        update(Attendance)
        .where(Attendance.rsvp_id == rsvp_id, Attendance.timeslot_id.in_(timeslot_ids))
        .values(cancelled_at=now)
    )


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
