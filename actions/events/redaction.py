"""Who sees which place. Every sink (page, map, feed, calendar, mail, export) asks this one function."""

from dataclasses import dataclass
from enum import Enum
from typing import Any

from sqlalchemy import Row

from actions.events.models import AddressVisibility, Event

# About 0.7 miles of latitude: a point rounded to this is a neighbourhood, never a door.
ROUNDED_TO = 2


class Audience(Enum):
    """For whom a place is shown."""

    PUBLIC = "public"
    GOING = "going"
    STAFF = "staff"


@dataclass(frozen=True)
class ShownPlace:
    """A place as its audience may see it. `is_exact` is true only where the point is the meeting point itself."""

    venue: str
    address: str
    city: str
    region: str
    postal_code: str
    latitude: float | None
    longitude: float | None
    precision: str | None
    is_exact: bool
    is_withheld: bool
    online_url: str

    @property
    def town(self) -> str:
        """As in `Chicago, IL`."""
        return ", ".join(part for part in (self.city, self.region) if part)

    @property
    def one_line(self) -> str:
        """As in `Daley Plaza, 50 W Washington St, Chicago, IL 60602`."""
        tail = " ".join(part for part in (self.town, self.postal_code) if part)
        return ", ".join(part for part in (self.venue, self.address, tail) if part)


def public_point(latitude: float, longitude: float, address_visibility: str) -> tuple[float, float]:
    """The point that the public may reckon with. Distances too: three exact ones would give a door away."""
    if address_visibility == AddressVisibility.GOING:
        return round(latitude, ROUNDED_TO), round(longitude, ROUNDED_TO)
    return latitude, longitude


def shown_place(event: Event | Row[*tuple[Any, ...]], audience: Audience) -> ShownPlace:
    """The place of an event for an audience; withheld details are absent, and the point is coarse.

    Takes an event, or a row that has the same columns.
    """
    withheld = event.address_visibility == AddressVisibility.GOING and audience is Audience.PUBLIC
    latitude, longitude, precision = event.latitude, event.longitude, event.precision
    if withheld and latitude is not None and longitude is not None:
        latitude, longitude = public_point(latitude, longitude, event.address_visibility)
    if withheld:
        precision = None if precision is None else "city"
    return ShownPlace(
        venue="" if withheld else event.venue,
        address="" if withheld else event.address,
        city=event.city,
        region=event.region,
        postal_code="" if withheld else event.postal_code,
        latitude=latitude,
        longitude=longitude,
        precision=precision,
        is_exact=precision in ("rooftop", "street"),
        is_withheld=withheld,
        # A meeting's link is a key to its room: only those who are coming get it.
        online_url=event.online_url if audience is not Audience.PUBLIC else "",
    )
