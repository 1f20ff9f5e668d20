"""Who came: what the check-in of a timeslot lets be said of one attendance, as conditions for queries.

A place given up says nothing, whatever was noted before. Where nobody was checked in, nobody used the list: then it is
not known who came, and nobody "did not come".
"""

from typing import Any

from sqlalchemy import ColumnElement, and_, exists
from sqlalchemy.orm import aliased

from actions.rsvps.models import Attendance


def was_checked_in(attendance: Any = Attendance) -> ColumnElement[bool]:
    """They hold a place, and somebody noted that they are there. `attendance` may be an alias of the table."""
    return and_(attendance.cancelled_at.is_(None), attendance.checked_in_at.is_not(None))


def did_not_come(attendance: Any = Attendance) -> ColumnElement[bool]:
    """They hold a place and were not checked in, though somebody at the same timeslot was."""
    return and_(
        attendance.cancelled_at.is_(None), attendance.checked_in_at.is_(None), anybody_was(attendance.timeslot_id)
    )


def anybody_was(timeslot_id: Any) -> ColumnElement[bool]:
    """Somebody was checked in at the timeslot, so that it is known of everybody there."""
    other = aliased(Attendance)
    return exists().where(other.timeslot_id == timeslot_id, was_checked_in(other))
