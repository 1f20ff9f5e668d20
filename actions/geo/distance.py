"""Distances on the globe in miles, and the box of coordinates that holds a circle."""

from dataclasses import dataclass
from math import asin, cos, degrees, pi, radians, sin, sqrt

EARTH_RADIUS_MILES = 3958.7613


@dataclass(frozen=True)
class Box:
    """Latitudes from south to north, and one or two spans of longitude: two where the box crosses the date line."""

    south: float
    north: float
    longitudes: tuple[tuple[float, float], ...]

    def contains(self, latitude: float, longitude: float) -> bool:
        """Whether a point lies in the box, its edges included."""
        if not self.south <= latitude <= self.north:
            return False
        return any(west <= longitude <= east for west, east in self.longitudes)


def miles_between(latitude: float, longitude: float, other_latitude: float, other_longitude: float) -> float:
    """Great-circle distance (haversine)."""
    south, north = radians(latitude), radians(other_latitude)
    half_height = sin((north - south) / 2)
    half_width = sin(radians(other_longitude - longitude) / 2)
    chord = half_height * half_height + cos(south) * cos(north) * half_width * half_width
    # Rounding can carry the chord of two opposite points a hair past 1.
    return 2 * EARTH_RADIUS_MILES * asin(sqrt(min(1.0, chord)))


def box_around(latitude: float, longitude: float, radius_miles: float) -> Box:
    """The smallest box that holds every point within `radius_miles`."""
    angle = radius_miles / EARTH_RADIUS_MILES
    south, north = latitude - degrees(angle), latitude + degrees(angle)
    if south <= -90 or north >= 90 or angle >= pi / 2:
        # The circle holds a pole: every longitude is near.
        return Box(max(south, -90.0), min(north, 90.0), ((-180.0, 180.0),))

    # The circle is widest a little poleward of its centre, so the plain "miles per degree here" would cut it.
    half_width = degrees(asin(min(1.0, sin(angle) / cos(radians(latitude)))))
    return Box(south, north, _spans(longitude - half_width, longitude + half_width))


def _spans(west: float, east: float) -> tuple[tuple[float, float], ...]:
    if east - west >= 360:
        return ((-180.0, 180.0),)
    if west < -180:
        return ((west + 360, 180.0), (-180.0, east))
    if east > 180:
        return ((west, 180.0), (-180.0, east - 360))
    return ((west, east),)
