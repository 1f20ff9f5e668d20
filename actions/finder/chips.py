"""The filters of a search as links: what is on, each with the search without it, and days that are asked for often."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import gettext as _

from actions import localtime
from actions.events.kinds import KIND_NAMES
from actions.finder.search import Filters, SearchQuery
from actions.geo.places import Place

# Where no place is given. In the middle of the country, "today" is today for nearly everybody who is awake.
USUAL_ZONE = "America/Chicago"
# Which day it is needs no more than the state: zones within one are an hour apart. The exact zone of a point would cost
# every web process 30 MB of outlines.
_ZONES = {
    "America/New_York": "CT DC DE FL GA IN KY MA MD ME MI NC NH NJ NY OH PA RI SC VA VT WV",
    "America/Chicago": "AL AR IA IL KS LA MN MO MS ND NE OK SD TN TX WI",
    "America/Denver": "CO ID MT NM UT WY",
    "America/Phoenix": "AZ",
    "America/Los_Angeles": "CA NV OR WA",
    "America/Anchorage": "AK",
    "Pacific/Honolulu": "HI",
    "America/Puerto_Rico": "PR VI",
    "Pacific/Guam": "GU MP",
    "Pacific/Pago_Pago": "AS",
}
ZONE_OF_STATE = {state: zone for zone, states in _ZONES.items() for state in states.split()}
SATURDAY = 5
NO_DAYS = {"from": "", "to": ""}
# What takes every filter away and leaves place and distance.
NOTHING = {"kind": "", "organization": "", "online": "", "accessible": "", "sign_language": "", **NO_DAYS}


@dataclass(frozen=True)
class Chip:
    """One filter that is on; `without` is what the search's address changes by when it is taken away."""

    label: str
    without: dict[str, Any] = field(hash=False)


@dataclass(frozen=True)
class QuickDays:
    """Days by a name that people use; `changes` lead there, or away from there where they are already chosen."""

    label: str
    is_on: bool
    changes: dict[str, Any] = field(hash=False)


def chips_of(search: SearchQuery) -> tuple[Chip, ...]:
    """The filters that are on, in the order of the bar."""
    filters = search.filters
    chips = []
    if filters.first_on or filters.last_on:
        chips.append(Chip(_days(filters.first_on, filters.last_on), NO_DAYS))
    for kind in filters.kinds:
        chips.append(Chip(str(KIND_NAMES[kind]), {"kind": [other for other in filters.kinds if other != kind]}))
    if filters.organization:
        chips.append(Chip(filters.organization.name, {"organization": ""}))
    chips += [Chip(label, {name: ""}) for name, label, is_on in _ticks(filters) if is_on]
    return tuple(chips)


def quick_days(search: SearchQuery, place: Place | None, now: dt.datetime) -> tuple[QuickDays, ...]:
    """Today and the next two weekends, by the calendar of the state that is searched."""
    today = now.astimezone(ZoneInfo(ZONE_OF_STATE[place.state] if place else USUAL_ZONE)).date()
    # On a Sunday this weekend is what is left of it.
    saturday = today + dt.timedelta(days=SATURDAY - today.weekday())
    sunday = saturday + dt.timedelta(days=1)
    week = dt.timedelta(days=7)
    named = (
        (_("Today"), today, today),
        (_("This weekend"), max(today, saturday), sunday),
        (_("Next weekend"), saturday + week, sunday + week),
    )
    chosen = (search.filters.first_on, search.filters.last_on)
    return tuple(
        QuickDays(
            label,
            is_on := chosen == (first, last),
            NO_DAYS if is_on else {"from": first.isoformat(), "to": last.isoformat()},
        )
        for label, first, last in named
    )


def _ticks(filters: Filters) -> tuple[tuple[str, str, bool], ...]:
    return (
        ("online", _("Online"), filters.is_online),
        ("accessible", _("Wheelchair access"), filters.is_accessible),
        ("sign_language", _("Sign language"), filters.has_sign_language),
    )


def _days(first: dt.date | None, last: dt.date | None) -> str:
    if first is None or last is None:
        day = first or last
        words = localtime.short_date(day) if day else ""
        return _("From %(day)s", day=words) if first else _("Until %(day)s", day=words)
    if first == last:
        return localtime.short_date(first)
    return f"{localtime.short_date(first)} – {localtime.short_date(last)}"
