"""When people may be checked in: rules without a database, the clock an argument."""

import datetime as dt
from collections.abc import Sequence
from enum import StrEnum

from actions.events.models import Event, EventState, Timeslot

# Lists are looked over the evening before, and whoever noted arrivals on paper has a week to type them in.
OPENS_BEFORE = dt.timedelta(hours=12)
CLOSES_AFTER = dt.timedelta(days=7)


class Door(StrEnum):
    """How the check-in of one timeslot stands."""

    OFF = "off"
    NOT_YET = "not-yet"
    OPEN = "open"
    CLOSED = "closed"


def opens_at(timeslot: Timeslot) -> dt.datetime:
    """The first instant at which somebody can be checked in."""
    return timeslot.starts_at - OPENS_BEFORE


def door_of(event: Event, timeslot: Timeslot, now: dt.datetime) -> Door:
    """How it stands. An action that is not public, called off or postponed has no check-in at all."""
    if event.state != EventState.APPROVED or event.is_postponed:
        return Door.OFF
    if now < opens_at(timeslot):
        return Door.NOT_YET
    return Door.OPEN if now < timeslot.ends_at + CLOSES_AFTER else Door.CLOSED


def shown_first(timeslots: Sequence[Timeslot], now: dt.datetime) -> Timeslot | None:
    """Of those of an event, earliest first: the one that is on or next; after all of them, the last."""
    to_come = (timeslot for timeslot in timeslots if not timeslot.has_ended(now))
    return next(to_come, timeslots[-1] if timeslots else None)
