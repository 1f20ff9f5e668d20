"""Where an event is: the words of an address, and a point with how exact it is and who said so."""

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

# The `source` of a point that the host set by dragging the pin.
HOST = "host"


class Precision(StrEnum):
    """How exact a point is. Only ROOFTOP and STREET may be shown as the meeting point itself."""

    ROOFTOP = "rooftop"
    STREET = "street"
    ZIP = "zip"
    CITY = "city"
    # The answers to a search for "Cook County" and for "Texas"; never the location of an event.
    COUNTY = "county"
    STATE = "state"

    @property
    def is_exact(self) -> bool:
        """Whether a page may show the point as the place where people meet."""
        return self in (Precision.ROOFTOP, Precision.STREET)

    @property
    def is_area(self) -> bool:
        """Whether it is no place to meet at but a county or a state."""
        return self in (Precision.COUNTY, Precision.STATE)

    def is_finer_than(self, other: "Precision") -> bool:
        """Whether this says more than the other."""
        return _FINEST_FIRST.index(self) < _FINEST_FIRST.index(other)


_FINEST_FIRST = tuple(Precision)


@dataclass(frozen=True)
class Address:
    """A postal address in the United States, as typed; any part may be empty. `state` is the two-letter code."""

    street: str = ""
    city: str = ""
    state: str = ""
    postal_code: str = ""

    @property
    def one_line(self) -> str:
        """The address on one line: "50 W Washington St, Chicago, IL 60602"."""
        tail = f"{self.state} {self.postal_code}".strip()
        return ", ".join(part for part in (self.street.strip(), self.city.strip(), tail) if part)


@dataclass(frozen=True)
class Location:
    """A point on the map with its precision and its source (`offline`, `census`, `nominatim`, `photon`, `host`)."""

    latitude: float
    longitude: float
    precision: Precision
    source: str

    @classmethod
    def from_host(cls, latitude: float, longitude: float) -> Self:
        """The point where the host dropped the pin."""
        return cls(latitude, longitude, Precision.ROOFTOP, HOST)


def is_on_earth(latitude: float, longitude: float) -> bool:
    """Whether two numbers are coordinates at all; 0, 0 is what a lost value looks like, not a place."""
    if not (math.isfinite(latitude) and math.isfinite(longitude)):
        return False
    return -90 <= latitude <= 90 and -180 <= longitude <= 180 and (latitude, longitude) != (0, 0)
