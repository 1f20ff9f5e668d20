"""The waiting list of an event's timeslots: who waits, and who moves up when places come free.

Everything here runs in the caller's transaction, which holds the event's timeslots (`places.hold`).
"""

import datetime as dt
from collections.abc import Collection, Iterator, Sequence
from functools import cache

from flask_babel import lazy_gettext as _l
from sqlalchemy import (
    Insert,
    Integer,
    Select,
    String,
    bindparam,
    cast,
    delete,
    exists,
    insert,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from actions.database import UtcDateTime, db, insert_once, run, table_of
from actions.errors import Conflict
from actions.events.models import Event, EventState, Timeslot
from actions.mail import outbox
from actions.mail.models import OutboxMail
from actions.rsvps.models import Attendance, Rsvp, WaitlistEntry
from actions.rsvps.offer import EventCancelled
from actions.rsvps.places import move_places

WAITLISTED = "rsvp-waitlisted"
MOVED_UP = "rsvp-moved-up"
READ_AT_ONCE = 100
WRITTEN_AT_ONCE = 1_000
_IS_ON = (Event.state == EventState.APPROVED, Event.postponed_at.is_(None))


class TimeslotWaitedFor(Conflict):
    """The only timeslot that somebody waits for was to be removed."""

    def __init__(self) -> None:
        super().__init__(
            _l(
                "People wait for a place at a time that you removed. Move it to another time instead, or cancel the "
                "whole action: then they are told."
            )
        )


def waited_for(rsvp_id: int) -> set[int]:
    """The timeslots that somebody waits for."""
    return set(db.session.scalars(select(WaitlistEntry.timeslot_id).where(WaitlistEntry.rsvp_id == rsvp_id)))


def wait(rsvp_id: int, timeslot_ids: Sequence[int], now: dt.datetime) -> None:
    """Put an answer at the end of the line of each of these.

    Raises:
        EventCancelled: the event is not on; the transaction is undone.
    """
    for timeslot_id in timeslot_ids:
        values = {"rsvp": rsvp_id, "timeslot": timeslot_id, "now": now}
        if run(_entry(), values).rowcount != 1:
            db.session.rollback()
            raise EventCancelled


def stop_waiting(rsvp_id: int, timeslot_ids: Collection[int]) -> None:
    """Take an answer out of the lines of these."""
    if timeslot_ids:
        mine = (WaitlistEntry.rsvp_id == rsvp_id) & WaitlistEntry.timeslot_id.in_(timeslot_ids)
        db.session.execute(delete(WaitlistEntry).where(mine))


def settle(event_id: int, now: dt.datetime) -> None:
    """After a host's edit: let those move up for whom there is room by now.

    Raises:
        TimeslotWaitedFor: the caller must not commit.
    """
    _check_nobody_waits_in_vain(event_id)
    move_up(event_id, now)


def move_up(event_id: int, now: dt.datetime) -> None:
    """Give the free places of an event to those who wait for them, and owe each a mail.

    They are served in the order in which they came. A party that does not fit keeps its turn and lets others pass;
    nobody moves up to what has begun. So a newcomer finds room only where nobody who waits fits in.
    """
    db.session.flush()
    served: dict[int, list[int]] = {}
    for timeslot_id, left in db.session.execute(_with_room_and_a_line(event_id, now)).all():
        people = 0
        for entry_id, rsvp_id, party_size in _next_in_line(timeslot_id, left):
            served.setdefault(rsvp_id, []).append(entry_id)
            people += party_size
        if people:
            move_places({timeslot_id: people})
    ordered = sorted(served)
    for first in range(0, len(ordered), WRITTEN_AT_ONCE):
        rsvp_ids = ordered[first : first + WRITTEN_AT_ONCE]
        _write_down(rsvp_ids, [entry_id for rsvp_id in rsvp_ids for entry_id in served[rsvp_id]], now)


def _check_nobody_waits_in_vain(event_id: int) -> None:
    """Refuse to go on when timeslots were removed that were all somebody waited for, as with places that are held."""
    in_vain = select(Rsvp.id).where(
        Rsvp.event_id == event_id,
        Rsvp.cancelled_at.is_(None),
        Rsvp.is_waiting,
        ~exists().where(WaitlistEntry.rsvp_id == Rsvp.id),
    )
    if db.session.execute(in_vain.limit(1)).first() is not None:
        raise TimeslotWaitedFor


def _with_room_and_a_line(event_id: int, now: dt.datetime) -> Select[int, int | None]:
    """The event's timeslots that have both, with their free places (nothing where there is no limit)."""
    left = Timeslot.capacity - Timeslot.going_count
    return (
        select(Timeslot.id, left)
        .join(Event, Event.id == Timeslot.event_id)
        .where(
            Timeslot.event_id == event_id,
            Timeslot.starts_at > now,
            *_IS_ON,
            or_(Timeslot.capacity.is_(None), left > 0),
            exists().where(WaitlistEntry.timeslot_id == Timeslot.id),
        )
        .order_by(Timeslot.id)
    )


def _next_in_line(timeslot_id: int, left: int | None) -> Iterator[tuple[int, int, int]]:
    """Entry, answer and party of each who fits, in their order, until the places are gone."""
    last = 0
    while left is None or left > 0:
        query = (
            select(WaitlistEntry.id, WaitlistEntry.rsvp_id, Rsvp.party_size)
            .join(Rsvp, Rsvp.id == WaitlistEntry.rsvp_id)
            .where(WaitlistEntry.timeslot_id == timeslot_id, WaitlistEntry.id > last)
            .order_by(WaitlistEntry.id)
            .limit(READ_AT_ONCE)
        )
        rows = db.session.execute(query if left is None else query.where(Rsvp.party_size <= left)).all()
        for entry_id, rsvp_id, party_size in rows:
            last = entry_id
            if left is None or party_size <= left:
                left = None if left is None else left - party_size
                yield entry_id, rsvp_id, party_size
        if len(rows) < READ_AT_ONCE:
            return


def _write_down(rsvp_ids: Sequence[int], entry_ids: Sequence[int], now: dt.datetime) -> None:
    """Attendances for entries, answers that do not wait any more, and a mail to each."""
    connection = db.session.connection()
    entries, answers = table_of(WaitlistEntry), table_of(Rsvp)
    theirs = select(entries.c.rsvp_id, entries.c.timeslot_id, literal(now, UtcDateTime())).where(
        entries.c.id.in_(entry_ids)
    )
    connection.execute(_attendances(db.engine.dialect.name, theirs))
    connection.execute(delete(entries).where(entries.c.id.in_(entry_ids)))
    connection.execute(
        update(answers)
        .where(answers.c.id.in_(rsvp_ids))
        .values(is_waiting=False, revision=answers.c.revision + 1, changed_at=now)
    )
    key = literal(f"{MOVED_UP}:") + cast(answers.c.id, String) + ":" + cast(answers.c.revision, String)
    mail = {
        "rsvp_id": answers.c.id,
        "event_id": answers.c.event_id,
        **outbox.columns(MOVED_UP, key, queued_at=literal(now, UtcDateTime())),
    }
    owed = select(*mail.values()).where(answers.c.id.in_(rsvp_ids)).order_by(answers.c.id)
    connection.execute(insert_once(OutboxMail, "key").from_select(list(mail), owed))


def _attendances(dialect: str, rows: Select[int, int, dt.datetime]) -> postgresql.Insert | sqlite.Insert:
    table = table_of(Attendance)
    insertion = postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)
    return insertion.from_select(["rsvp_id", "timeslot_id", "created_at"], rows).on_conflict_do_update(
        index_elements=["rsvp_id", "timeslot_id"], set_={"cancelled_at": None}
    )


@cache
def _entry() -> Insert:
    """One entry, written only while the event is on: see `places` for why nobody is left out of a host's list."""
    row = (
        select(bindparam("rsvp", type_=Integer), Timeslot.id, bindparam("now", type_=UtcDateTime))
        .join(Event, Event.id == Timeslot.event_id)
        .where(Timeslot.id == bindparam("timeslot"), *_IS_ON)
    )
    entry = insert(table_of(WaitlistEntry)).from_select(["rsvp_id", "timeslot_id", "created_at"], row)
    return entry.execution_options(preserve_rowcount=True)
