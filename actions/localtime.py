"""Instants as people read them: in the event's own zone, with the zone's name, in the reader's language."""

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time, get_timezone_name
from flask_babel import get_locale, ngettext
from flask_babel import gettext as _

KEPT_FOR = dt.timedelta(seconds=60)
SOON_DAYS = 13


def _language() -> str:
    return str(get_locale() or "en")


# On the day of action thousands of events share a few dates and times, and Babel takes its time over each.
@lru_cache(maxsize=4096)
def _date_text(day: dt.date, pattern: str, language: str) -> str:
    return format_date(day, format=pattern, locale=language)


@lru_cache(maxsize=4096)
def _time_text(time: dt.time, language: str) -> str:
    # In ordinary spaces, so that it can be searched and copied.
    text = format_time(time, format="short", locale=language)
    return text.replace("\u202f", " ").replace("\u00a0", " ")


def long_day(instant: dt.datetime, zone: ZoneInfo) -> str:
    """As in `Saturday, December 5, 2026`."""
    return _date_text(instant.astimezone(zone).date(), "full", _language())


def month_day(instant: dt.datetime, zone: ZoneInfo) -> str:
    """As in `December 5`, for days of about now."""
    pattern = "d 'de' MMMM" if _language().startswith("es") else "MMMM d"
    return _date_text(instant.astimezone(zone).date(), pattern, _language())


def how_soon(instant: dt.datetime, zone: ZoneInfo, now: dt.datetime) -> str | None:
    """As in `Tomorrow` or `In 3 days`, by the calendar on the wall of the place; nothing when it is far or past."""
    today = now.astimezone(zone).date()
    # A page is kept for a minute: in the last one before midnight nothing is said that would be wrong after it.
    if (now + KEPT_FOR).astimezone(zone).date() != today:
        return None
    days = (instant.astimezone(zone).date() - today).days
    if days == 0:
        return _("Today")
    if days == 1:
        return _("Tomorrow")
    return ngettext("In %(num)s day", "In %(num)s days", days) if 1 < days <= SOON_DAYS else None


def short_day(instant: dt.datetime, zone: ZoneInfo) -> str:
    """As in `Sat, Dec 5`."""
    return short_date(instant.astimezone(zone).date())


def short_date(day: dt.date) -> str:
    """As in `Sat, Dec 5`."""
    pattern = "EEE d MMM" if _language().startswith("es") else "EEE, MMM d"
    return _date_text(day, pattern, _language())


def day_parts(instant: dt.datetime, zone: ZoneInfo) -> tuple[str, str, str]:
    """Month, day and weekday for the tear-off date, as in `Dec`, `5`, `Sat`."""
    day = instant.astimezone(zone).date()
    return tuple(_date_text(day, pattern, _language()) for pattern in ("LLL", "d", "EEE"))  # type: ignore[return-value]


def clock_time(instant: dt.datetime, zone: ZoneInfo) -> str:
    """As in `11:00 AM`."""
    return _time_text(instant.astimezone(zone).time(), _language())


def wall_time(time: dt.time) -> str:
    """A time of day on its own, as in `11:00 AM`."""
    return _time_text(time, _language())


def zone_short(instant: dt.datetime, zone: ZoneInfo) -> str:
    """The zone's abbreviation on that day, as in `CST`; in Spanish too, where it is what people know."""
    name = instant.astimezone(zone).tzname() or ""
    # Zones without letters of their own (Guam has, a few have not) give an offset.
    return f"UTC{name}" if name[:1] in "+-" else name


def zone_long(instant: dt.datetime, zone: ZoneInfo) -> str:
    """As in `Central Time`."""
    return get_timezone_name(zone, width="long", zone_variant="generic", locale=_language()) or zone_short(
        instant, zone
    )


def time_range(starts_at: dt.datetime, ends_at: dt.datetime, zone: ZoneInfo) -> str:
    """As in `11:00 AM – 1:00 PM CST`; names the last day too when it is another one."""
    starts, ends = starts_at.astimezone(zone), ends_at.astimezone(zone)
    end = clock_time(ends_at, zone)
    if ends.date() != starts.date():
        end = _("%(time)s on %(day)s", time=end, day=short_day(ends_at, zone))
    return f"{clock_time(starts_at, zone)} – {end} {zone_short(starts_at, zone)}"


@dataclass(frozen=True)
class When:
    """All that a list says about the time of one event."""

    month: str
    day: str
    weekday: str
    long_day: str
    time: str
    machine: str


def when(starts_at: dt.datetime, ends_at: dt.datetime, zone: ZoneInfo) -> When:
    """The parts of a start and an end, for lists; worked out once for all events that share them."""
    return _when(starts_at, ends_at, zone, _language())


@lru_cache(maxsize=4096)
def _when(starts_at: dt.datetime, ends_at: dt.datetime, zone: ZoneInfo, _language: str) -> When:
    return When(
        *day_parts(starts_at, zone),
        long_day=long_day(starts_at, zone),
        time=time_range(starts_at, ends_at, zone),
        machine=machine_time(starts_at, zone),
    )


def machine_time(instant: dt.datetime, zone: ZoneInfo) -> str:
    """ISO 8601 with the local offset, for `<time datetime>`."""
    return instant.astimezone(zone).isoformat(timespec="minutes")
