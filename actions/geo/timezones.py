"""The time zone of a point, and the zones that a host may choose instead."""

from dataclasses import dataclass
from functools import cache
from zoneinfo import available_timezones

import tzfpy
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from actions.geo.location import is_on_earth

# Looked at in turn around a point that no zone on land claims: a pier, a beach, a ferry landing, an island's lee.
_NEARBY_DEGREES = (0.02, 0.05, 0.15, 0.5)
_COMPASS = ((0, 1), (0, -1), (1, 0), (-1, 0), (1, 1), (1, -1), (-1, 1), (-1, -1))
NOWHERE = "Etc/UTC"


@dataclass(frozen=True)
class Zone:
    """A zone of the tz database and what people call it."""

    name: str
    label: LazyString


US_ZONES = (
    Zone("America/New_York", _l("Eastern Time (New York)")),
    Zone("America/Chicago", _l("Central Time (Chicago)")),
    Zone("America/Denver", _l("Mountain Time (Denver, Navajo Nation)")),
    Zone("America/Phoenix", _l("Mountain Time without daylight saving (Arizona)")),
    Zone("America/Los_Angeles", _l("Pacific Time (Los Angeles)")),
    Zone("America/Anchorage", _l("Alaska Time (Anchorage)")),
    Zone("Pacific/Honolulu", _l("Hawaii Time (Honolulu)")),
    Zone("America/Puerto_Rico", _l("Atlantic Time (Puerto Rico)")),
    Zone("America/St_Thomas", _l("Atlantic Time (U.S. Virgin Islands)")),
    Zone("Pacific/Guam", _l("Chamorro Time (Guam)")),
    Zone("Pacific/Saipan", _l("Chamorro Time (Northern Mariana Islands)")),
    Zone("Pacific/Pago_Pago", _l("Samoa Time (American Samoa)")),
    Zone("America/Detroit", _l("Eastern Time (Michigan)")),
    Zone("America/Indiana/Indianapolis", _l("Eastern Time (Indiana)")),
    Zone("America/Indiana/Marengo", _l("Eastern Time (Crawford County, Indiana)")),
    Zone("America/Indiana/Petersburg", _l("Eastern Time (Pike County, Indiana)")),
    Zone("America/Indiana/Vevay", _l("Eastern Time (Switzerland County, Indiana)")),
    Zone("America/Indiana/Vincennes", _l("Eastern Time (Vincennes, Indiana)")),
    Zone("America/Indiana/Winamac", _l("Eastern Time (Pulaski County, Indiana)")),
    Zone("America/Kentucky/Louisville", _l("Eastern Time (Louisville, Kentucky)")),
    Zone("America/Kentucky/Monticello", _l("Eastern Time (Wayne County, Kentucky)")),
    Zone("America/Indiana/Knox", _l("Central Time (Starke County, Indiana)")),
    Zone("America/Indiana/Tell_City", _l("Central Time (Perry County, Indiana)")),
    Zone("America/Menominee", _l("Central Time (western Upper Peninsula, Michigan)")),
    Zone("America/North_Dakota/Beulah", _l("Central Time (Mercer County, North Dakota)")),
    Zone("America/North_Dakota/Center", _l("Central Time (Oliver County, North Dakota)")),
    Zone("America/North_Dakota/New_Salem", _l("Central Time (Morton County, North Dakota)")),
    Zone("America/Boise", _l("Mountain Time (southern Idaho, eastern Oregon)")),
    Zone("America/Juneau", _l("Alaska Time (Juneau)")),
    Zone("America/Sitka", _l("Alaska Time (Sitka)")),
    Zone("America/Metlakatla", _l("Alaska Time (Annette Island)")),
    Zone("America/Yakutat", _l("Alaska Time (Yakutat)")),
    Zone("America/Nome", _l("Alaska Time (Nome)")),
    Zone("America/Adak", _l("Hawaii-Aleutian Time (Adak)")),
)


def zone_at(latitude: float, longitude: float) -> str:
    """The IANA zone in force at a point; at sea the nearest one on land, far out the nautical one.

    Raises:
        ValueError: the two numbers are no coordinates.
    """
    if not is_on_earth(latitude, longitude):
        raise ValueError(f"{latitude}, {longitude} is no point on earth")
    here = _zone_of(latitude, longitude)
    if _is_on_land(here):
        return here
    for step in _NEARBY_DEGREES:
        for north, east in _COMPASS:
            near = _zone_of(_clipped(latitude + north * step), _wrapped(longitude + east * step))
            if _is_on_land(near):
                return near
    return here or NOWHERE


def is_zone(name: str) -> bool:
    """Whether a name is one of the tz database's; what a form or a file brings is checked by this."""
    return name in _known_zones()


def _zone_of(latitude: float, longitude: float) -> str:
    # The library answers None or an empty text where it knows nothing, and may know zones that our tzdata lacks.
    name = tzfpy.get_tz(longitude, latitude) or ""
    return name if name in _known_zones() else ""


def _is_on_land(name: str) -> bool:
    return bool(name) and not name.startswith("Etc/")


def _clipped(latitude: float) -> float:
    return max(-90.0, min(90.0, latitude))


def _wrapped(longitude: float) -> float:
    return (longitude + 180) % 360 - 180


@cache
def _known_zones() -> frozenset[str]:
    return frozenset(available_timezones())
