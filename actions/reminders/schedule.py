"""When a rule's mail goes out: wall-clock times of the event's own zone, so daylight saving is the zone's business.

A time that the clocks skip is taken as the one they jump to; of a time that comes twice, the first.
"""

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache
from zoneinfo import ZoneInfo

from actions.reminders.rules import Anchor, Rule, Unit

SPREAD = dt.timedelta(minutes=30)
# So few at one moment need no spreading; more of them, up to the half hour, a second for each.
NO_CROWD = 100
# Of the time in which a mail helps, its spreading may use so much: what begins soonest is told first.
SPREAD_SHARE = 6
# Thanks say nothing any more when days have gone by.
THANKS_HELP = dt.timedelta(days=2)
DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Slot:
    """A timeslot as the rules see it."""

    starts_at: dt.datetime
    ends_at: dt.datetime
    zone: ZoneInfo

    @property
    def day(self) -> dt.date:
        """The day it is on, where it is."""
        return local_day(self.starts_at, self.zone)


def local_day(instant: dt.datetime, zone: ZoneInfo) -> dt.date:
    """The day it is at that moment in the zone."""
    return instant.astimezone(zone).date()


# Most of a day's events share a few times, and a worker asks every few seconds.
@lru_cache(maxsize=16384)
def due_at(rule: Rule, slot: Slot) -> dt.datetime | None:
    """When the mail is due; nothing when a reminder would come no earlier than the start."""
    counted = _counted(rule, slot)
    if rule.is_after:
        return max(counted, slot.ends_at)
    return counted if counted < slot.starts_at else None


def useful_until(rule: Rule, slot: Slot) -> dt.datetime:
    """From when on the mail helps nobody.

    Reminders of the day before (or earlier) end with their day, since the next has its own; all end at the start.
    """
    due = due_at(rule, slot)
    if due is None:
        return slot.starts_at
    if rule.is_after:
        return due + THANKS_HELP
    if rule.unit is Unit.HOURS:
        return slot.starts_at
    return min(slot.starts_at, _instant(local_day(due, slot.zone) + DAY, dt.time(0), slot.zone))


def is_due(rule: Rule, slot: Slot, now: dt.datetime) -> bool:
    """Whether the mail should be on its way by now and still helps."""
    due = due_at(rule, slot)
    return due is not None and due <= now < useful_until(rule, slot)


def spread_of(rule: Rule, slot: Slot, begins_at: dt.datetime, crowd: int) -> dt.timedelta:
    """How long it takes until all mails that begin to leave at a moment have.

    Half an hour for a coast; less when they are not so many (`crowd`) and where little time is left to be told.
    """
    if crowd <= NO_CROWD:
        return dt.timedelta()
    share = max(useful_until(rule, slot) - begins_at, dt.timedelta()) / SPREAD_SHARE
    return dt.timedelta(seconds=int(min(SPREAD, share, dt.timedelta(seconds=crowd)).total_seconds()))


def days_ahead(slot: Slot, at: dt.datetime) -> int:
    """How many days the slot's day is ahead of a moment's: 0 is today, 1 is tomorrow, on the wall of the place."""
    return (slot.day - local_day(at, slot.zone)).days


def day_ends_at(slot: Slot) -> dt.datetime:
    """The midnight after the slot's day, where it is."""
    return _instant(slot.day + DAY, dt.time(0), slot.zone)


def _counted(rule: Rule, slot: Slot) -> dt.datetime:
    anchor = slot.starts_at if rule.anchor is Anchor.START else slot.ends_at
    sign = 1 if rule.is_after else -1
    if rule.unit is Unit.HOURS:
        return anchor + sign * dt.timedelta(hours=rule.amount)
    local = anchor.astimezone(slot.zone)
    day = local.date() + sign * dt.timedelta(days=rule.amount)
    return _instant(day, rule.at or local.time().replace(fold=0), slot.zone)


def _instant(day: dt.date, time: dt.time, zone: ZoneInfo) -> dt.datetime:
    return dt.datetime.combine(day, time, zone).astimezone(dt.UTC)
