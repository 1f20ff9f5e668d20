"""Local wall-clock times and the instants they name. Pure: the zone and the clock are arguments.

A host types what the clock on the wall of the place will say. Once a year an hour of that clock is missing and once an
hour comes twice; both are answered here, and nowhere else.
"""

import datetime as dt
import re
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from actions.errors import DomainError

MOST_TIMESLOTS = 20
FURTHEST_AHEAD = dt.timedelta(days=731)
# An end before the start is the next day; a night longer than this is AM and PM mixed up.
LONGEST_NIGHT = dt.timedelta(hours=12)
DAY = dt.timedelta(days=1)

_ISO_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)
_US_DAY = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})", re.ASCII)
_TIME = re.compile(r"(\d{1,2})(?:[:.](\d{2})(?::\d{2}(?:\.\d+)?)?)?\s*(?:([ap])\.?\s?m\.?)?", re.ASCII | re.IGNORECASE)


class TimeRefused(DomainError):
    """A date or time that no event can have; `part` is the input it belongs to: `on`, `starts` or `ends`."""

    def __init__(self, message: str | LazyString, part: str) -> None:
        super().__init__(message)
        self.part = part


class ClockTimeMissing(DomainError):
    """A wall-clock time that the change to daylight saving time skips."""

    def __init__(self, on: dt.date, wall: dt.time) -> None:
        super().__init__(
            _l(
                "%(time)s does not exist on %(day)s: the clocks go forward over it. Choose a time an hour later.",
                time=wall.strftime("%-I:%M %p"),
                day=on.isoformat(),
            )
        )


@dataclass(frozen=True)
class LocalTimes:
    """One timeslot as a host types it: a day, and two times on the wall of the place."""

    on: dt.date
    starts: dt.time
    ends: dt.time


@dataclass(frozen=True)
class Span:
    """Two instants. `is_ambiguous` when a wall time came twice that night and the first was taken."""

    starts_at: dt.datetime
    ends_at: dt.datetime
    is_ambiguous: bool = False


def instant_of(on: dt.date, wall: dt.time, time_zone: str) -> dt.datetime:
    """The instant at which the clocks of a zone say `wall`; the first of two when they say it twice.

    Raises:
        ClockTimeMissing: they never say it on that day.
    """
    zone = ZoneInfo(time_zone)
    local = dt.datetime.combine(on, wall.replace(fold=0), tzinfo=zone)
    instant = local.astimezone(dt.UTC)
    if instant.astimezone(zone).replace(tzinfo=None) != local.replace(tzinfo=None):
        raise ClockTimeMissing(on, wall)
    return instant


def comes_twice(on: dt.date, wall: dt.time, time_zone: str) -> bool:
    """Whether the clocks say this time twice on that day."""
    zone = ZoneInfo(time_zone)
    first, second = (dt.datetime.combine(on, wall.replace(fold=fold), tzinfo=zone) for fold in (0, 1))
    # In a gap the later offset is the larger one.
    return (second.utcoffset() or dt.timedelta()) < (first.utcoffset() or dt.timedelta())


def span_of(times: LocalTimes, time_zone: str) -> Span:
    """The instants of one timeslot. An end before the start is on the next day.

    Raises:
        TimeRefused: with the sentence for the host, and the input it belongs to.
    """
    if times.ends == times.starts:
        raise TimeRefused(_l("The end is the same as the start. Enter when it ends."), "ends")
    last_day = times.on + DAY if times.ends < times.starts else times.on
    starts_at = _instant(times.on, times.starts, time_zone, "starts")
    ends_at = _instant(last_day, times.ends, time_zone, "ends")
    if ends_at <= starts_at:
        raise TimeRefused(_l("The end must be after the start."), "ends")
    if last_day != times.on and ends_at - starts_at > LONGEST_NIGHT:
        raise TimeRefused(
            _l("The end is before the start, so it would last until the next day. Check AM and PM."), "ends"
        )
    twice = comes_twice(times.on, times.starts, time_zone) or comes_twice(last_day, times.ends, time_zone)
    return Span(starts_at, ends_at, twice)


def check_ahead(span: Span, now: dt.datetime, before: Span | None = None) -> None:
    """Refuse what is past or too far ahead; what an event already has (`before`) may stay as it is.

    Raises:
        TimeRefused: with the sentence for the host.
    """
    if span.starts_at <= now and (before is None or span.starts_at != before.starts_at):
        raise TimeRefused(_l("This time is in the past. Choose a later day or time."), "on")
    if span.ends_at <= now and (before is None or span.ends_at != before.ends_at):
        raise TimeRefused(_l("This end is in the past. Choose a later time."), "ends")
    if span.starts_at > now + FURTHEST_AHEAD:
        raise TimeRefused(_l("This is more than two years ahead. Check the year."), "on")


def moved_to_zone(instant: dt.datetime, old_zone: str, new_zone: str) -> dt.datetime:
    """The instant at which the new zone's clocks say what the old zone's say at `instant`.

    Raises:
        ClockTimeMissing: they never say it on that day.
    """
    local = instant.astimezone(ZoneInfo(old_zone))
    return instant_of(local.date(), local.time(), new_zone)


def read_day(text: str) -> dt.date | None:
    """A day as browsers send it (2026-12-05) or as people write it (12/5/2026); nothing when it is none."""
    if match := _ISO_DAY.fullmatch(text.strip()):
        year, month, day = (int(part) for part in match.groups())
    elif match := _US_DAY.fullmatch(text.strip()):
        month, day, year = (int(part) for part in match.groups())
    else:
        return None
    # Years at the ends of the calendar overflow as soon as a zone is applied.
    if not 1900 <= year < 3000:
        return None
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def read_time(text: str) -> dt.time | None:
    """A time as browsers send it (13:00) or as people write it (1:00 PM, 1pm); nothing when it is none."""
    match = _TIME.fullmatch(text.strip())
    if not match or not (match[2] or match[3]):
        return None
    hour, minute, half = int(match[1]), int(match[2] or 0), (match[3] or "").lower()
    if half and not 1 <= hour <= 12:
        return None
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    return dt.time(hour, minute) if hour < 24 and minute < 60 else None


def _instant(on: dt.date, wall: dt.time, time_zone: str, part: str) -> dt.datetime:
    try:
        return instant_of(on, wall, time_zone)
    except ClockTimeMissing as missing:
        raise TimeRefused(missing.message, part) from None
