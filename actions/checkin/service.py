"""Deeds at the door. Each says which state is wanted and never turns one over: two hosts may press the same."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, literal, update

from actions.checkin.window import Door, door_of
from actions.database import UtcDateTime, db, run, table_of
from actions.errors import Conflict
from actions.events.models import Timeslot
from actions.rsvps.models import Attendance


class DoorClosed(Conflict):
    """It is too early or too late, or the action is not on."""

    def __init__(self) -> None:
        super().__init__(_l("Nobody can be checked in at this time. Nothing was noted."))


class NoLongerComing(Conflict):
    """The place was given up, or the answer is gone."""

    def __init__(self) -> None:
        super().__init__(_l("They gave up their place and are no longer on the list. Nothing was noted."))


@dataclass(frozen=True)
class Press:
    """What a host pressed: of whom, and whether they are here."""

    attendance_id: int
    is_here: bool


def note(press: Press, timeslot_id: int, *, now: dt.datetime) -> None:
    """Do what was pressed.

    Raises:
        DoorClosed, NoLongerComing: nothing was changed.
    """
    (check_in if press.is_here else undo_check_in)(press.attendance_id, timeslot_id, now=now)


def check_in(attendance_id: int, timeslot_id: int, *, now: dt.datetime) -> None:
    """Note that somebody is there. Doing it again changes nothing: the first time stays.

    Raises:
        DoorClosed, NoLongerComing: nothing was changed.
    """
    _note(attendance_id, timeslot_id, func.coalesce(Attendance.checked_in_at, literal(now, UtcDateTime())), now)


def undo_check_in(attendance_id: int, timeslot_id: int, *, now: dt.datetime) -> None:
    """Take back that somebody is there; doing it again changes nothing.

    Raises:
        DoorClosed, NoLongerComing: nothing was changed.
    """
    _note(attendance_id, timeslot_id, None, now)


def _note(attendance_id: int, timeslot_id: int, checked_in_at: Any, now: dt.datetime) -> None:
    """One UPDATE, which finds no row once the place is given up, whoever was quicker."""
    timeslot = db.session.get(Timeslot, timeslot_id)
    if timeslot is None or door_of(timeslot.event, timeslot, now) is not Door.OPEN:
        raise DoorClosed
    noted = run(
        update(table_of(Attendance))
        .where(Attendance.id == attendance_id, Attendance.timeslot_id == timeslot_id, Attendance.cancelled_at.is_(None))
        .values(checked_in_at=checked_in_at),
        {},
    )
    if noted.rowcount != 1:
        db.session.rollback()
        raise NoLongerComing
    db.session.commit()
