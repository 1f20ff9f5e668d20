"""When a reminder goes out: wall-clock times of the event's own zone, so daylight saving is the zone's business."""

import datetime as dt
from enum import StrEnum
from zoneinfo import ZoneInfo


class Rule(StrEnum):
    """Which reminder."""

    DAY_BEFORE = "day-before"
    ON_DAY = "on-day"


# Days before the event's local day, and the local time.
SENT_AT = {Rule.DAY_BEFORE: (1, dt.time(11)), Rule.ON_DAY: (0, dt.time(8))}
# No reminder is due earlier than this before a start: 11:00 the day before an event at midnight, one hour longer
# where the clocks go back that night, and a little more.
EARLIEST = dt.timedelta(hours=40)


def local_day(starts_at: dt.datetime, zone: ZoneInfo) -> dt.date:
    """The day an event is on, where it is."""
    return starts_at.astimezone(zone).date()


def due_at(rule: Rule, starts_at: dt.datetime, zone: ZoneInfo) -> dt.datetime | None:
    """When the reminder is due; nothing when the event has started by then."""
    days, time = SENT_AT[rule]
    due = _instant(local_day(starts_at, zone) - dt.timedelta(days=days), time, zone)
    return due if due < starts_at else None


def useful_until(rule: Rule, starts_at: dt.datetime, zone: ZoneInfo) -> dt.datetime:
    """From when on the reminder helps nobody: it says "tomorrow" until midnight, and "today" until the event starts."""
    if rule is Rule.DAY_BEFORE:
        return min(starts_at, _instant(local_day(starts_at, zone), dt.time(0), zone))
    return starts_at


def is_due(rule: Rule, starts_at: dt.datetime, zone: ZoneInfo, now: dt.datetime) -> bool:
    """Whether the reminder should be on its way by now and still helps."""
    due = due_at(rule, starts_at, zone)
    return due is not None and due <= now < useful_until(rule, starts_at, zone)


def _instant(day: dt.date, time: dt.time, zone: ZoneInfo) -> dt.datetime:
    return dt.datetime.combine(day, time, zone).astimezone(dt.UTC)
