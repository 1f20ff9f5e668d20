"""Local days as people ask for them in an address (`from`, `to`), and as instants in every zone there is.

"On December 5" means December 5 where the event is, in Guam and in Hawaii alike.
"""

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from actions.events.schedule import read_day
from actions.forms import one_line

# Outside of these no day of action is meant, and the calendar itself would run out.
FIRST_DAY, LAST_DAY = dt.date(2000, 1, 1), dt.date(2100, 12, 31)
LONGEST_ECHO = 40
Bounds = tuple[dt.datetime | None, dt.datetime | None]
# What is wrong, and what a page does about it.
Told = tuple[str, str]


@dataclass(frozen=True)
class Days:
    """Days that are asked for, both inclusive; either end may be open."""

    first: dt.date | None = None
    last: dt.date | None = None

    @property
    def are_any(self) -> bool:
        """Whether every day will do."""
        return self.first is None and self.last is None

    def are_touched(self, starts_at: dt.datetime, ends_at: dt.datetime, zone: str) -> bool:
        """Whether what is on from one instant to the other touches these days there."""
        begins, ends = _bounds(self.first, self.last, zone)
        return (begins is None or ends_at > begins) and (ends is None or starts_at < ends)


ANY_DAY = Days()


def days_of_args(args: MultiDict[str, str], problems: list[Told]) -> tuple[dt.date | None, dt.date | None]:
    """First and last day (both inclusive) of an address; what makes no sense is left out and told in `problems`."""
    first_on, last_on = _day(args, "from", problems), _day(args, "to", problems)
    if first_on and last_on and first_on > last_on:
        problems.append((_("The first date is after the last one."), _("This list is for any date.")))
        return None, None
    return first_on, last_on


@lru_cache(maxsize=64)
def zones_by_bounds(first: dt.date | None, last: dt.date | None) -> dict[Bounds, tuple[str, ...]]:
    """Every zone of the tz database, gathered by the instants at which those days begin and end there."""
    found: dict[Bounds, list[str]] = {}
    for name in sorted(available_timezones()):
        found.setdefault(_bounds(first, last, name), []).append(name)
    return {bounds: tuple(names) for bounds, names in found.items()}


def echo(text: str) -> str:
    """What somebody typed, short enough to be quoted back."""
    return text if len(text) <= LONGEST_ECHO else text[:LONGEST_ECHO] + "…"


def _day(args: MultiDict[str, str], name: str, problems: list[Told]) -> dt.date | None:
    text = one_line(args.get(name, ""))
    if not text:
        return None
    day = read_day(text)
    if day is not None and FIRST_DAY <= day <= LAST_DAY:
        return day
    wrong = _("“%(text)s” is not a date we can use. Write it like 2026-12-05, or leave it out.", text=echo(text))
    problems.append((wrong, ""))
    return None


# A list asks for each of its events, and there are some 600 zones.
@lru_cache(maxsize=4096)
def _bounds(first: dt.date | None, last: dt.date | None, zone: str) -> Bounds:
    begins = _midnight(first, ZoneInfo(zone)) if first else None
    ends = _midnight(last + dt.timedelta(days=1), ZoneInfo(zone)) if last else None
    return begins, ends


def _midnight(day: dt.date, zone: ZoneInfo) -> dt.datetime:
    return dt.datetime.combine(day, dt.time.min, zone).astimezone(dt.UTC)
