"""The outlines of the states, and whether a point lies in one.

The outlines come from us-atlas (Census Bureau cartographic boundaries at 1:10 million); `tools/build_gazetteer.py`
writes them. They cut corners of up to a few hundred yards, so every test takes a tolerance.
"""

import json
from dataclasses import dataclass
from functools import cache
from itertools import accumulate, pairwise
from math import cos, hypot, radians
from pathlib import Path

OUTLINES = Path(__file__).parent / "data" / "states.json"
# Piers, islets and the corners that the outlines cut.
TOLERANCE_MILES = 2.0

_MILES_PER_DEGREE = 69.1


@dataclass(frozen=True)
class Ring:
    """One closed line of an outline: (longitude, latitude) points, and the box around them."""

    points: tuple[tuple[float, float], ...]
    west: float
    south: float
    east: float
    north: float

    def crossings(self, latitude: float, longitude: float) -> int:
        """How often a line from the point to the east crosses this ring."""
        if not (self.south <= latitude <= self.north and longitude <= self.east):
            return 0
        count = 0
        for (x1, y1), (x2, y2) in pairwise(self.points):
            if (y1 > latitude) == (y2 > latitude):
                continue
            count += longitude < x1 + (latitude - y1) * (x2 - x1) / (y2 - y1)
        return count

    def is_within(self, latitude: float, longitude: float, miles: float) -> bool:
        """Whether the point lies within `miles` of the line itself."""
        shrink = cos(radians(latitude))
        tall, wide = miles / _MILES_PER_DEGREE, miles / (_MILES_PER_DEGREE * max(shrink, 0.01))
        if not (
            self.south - tall <= latitude <= self.north + tall and self.west - wide <= longitude <= self.east + wide
        ):
            return False
        flat = [((x - longitude) * shrink, y - latitude) for x, y in self.points]
        return any(_distance_to_origin(start, end) <= tall for start, end in pairwise(flat))


def is_inside(state: str, latitude: float, longitude: float, tolerance_miles: float = TOLERANCE_MILES) -> bool:
    """Whether the point lies in the state (two-letter code), or within the tolerance of its outline."""
    rings = outlines().get(state.upper(), ())
    # A hole or an islet is one more ring: an odd number of crossings in all is inside.
    if sum(ring.crossings(latitude, longitude) for ring in rings) % 2:
        return True
    return tolerance_miles > 0 and any(ring.is_within(latitude, longitude, tolerance_miles) for ring in rings)


def state_at(latitude: float, longitude: float) -> str | None:
    """The state that holds the point; one within the tolerance where none does; nothing abroad and at sea."""
    for tolerance in (0.0, TOLERANCE_MILES):
        for code in outlines():
            if is_inside(code, latitude, longitude, tolerance):
                return code
    return None


@cache
def outlines() -> dict[str, tuple[Ring, ...]]:
    """Every state's rings, read once a process."""
    stored = json.loads(OUTLINES.read_text())
    scale: int = stored["scale"]
    return {code: tuple(_ring(deltas, scale) for deltas in rings) for code, rings in stored["states"].items()}


def _ring(deltas: list[int], scale: int) -> Ring:
    longitudes = [value / scale for value in accumulate(deltas[::2])]
    latitudes = [value / scale for value in accumulate(deltas[1::2])]
    points = tuple(zip(longitudes, latitudes, strict=True))
    return Ring(points, min(longitudes), min(latitudes), max(longitudes), max(latitudes))


def _distance_to_origin(start: tuple[float, float], end: tuple[float, float]) -> float:
    (x, y), (dx, dy) = start, (end[0] - start[0], end[1] - start[1])
    length = dx * dx + dy * dy
    along = 0.0 if length == 0 else min(1.0, max(0.0, -(x * dx + y * dy) / length))
    return hypot(x + along * dx, y + along * dy)
