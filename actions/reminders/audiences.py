"""Who belongs to a rule's audience, as conditions on the rows of places that are held or waited for."""

from typing import Any

from sqlalchemy import ColumnElement, true

from actions.reminders.rules import Audience
from actions.rsvps.arrivals import did_not_come, was_checked_in
from actions.rsvps.models import Attendance, WaitlistEntry


def holding_of(audience: Audience) -> Any:
    """The table that says which timeslots an audience is about: `Attendance` or `WaitlistEntry`."""
    return WaitlistEntry if audience is Audience.WAITLISTED else Attendance


def belongs(audience: Audience, holding: Any) -> ColumnElement[bool]:
    """Whether a row of that table, or of an alias of it, stands for somebody of the audience.

    That the answer itself was not withdrawn is for the caller to ask.
    """
    if audience is Audience.WAITLISTED:
        return true()
    if audience is Audience.CHECKED_IN:
        return was_checked_in(holding)
    if audience is Audience.NO_SHOW:
        return did_not_come(holding)
    is_held: ColumnElement[bool] = holding.cancelled_at.is_(None)
    return is_held
