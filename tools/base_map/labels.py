"""Which name shows from which zoom, so that no two names ever cover each other."""

import math
from collections import defaultdict
from dataclasses import dataclass

FIRST_ZOOM, LAST_ZOOM = 3, 11
STATES_UNTIL = 7  # closer than this a state is wider than the view; its letters give way to towns
HEIGHT = 15  # pixels, with the space that a name needs around it
LETTER = 6.6  # pixels an average letter takes at 12 px
CELL = 160  # pixels; wider than the widest name

Box = tuple[float, float, float, float]
Grid = dict[tuple[int, int], list[Box]]


@dataclass(frozen=True)
class Label:
    """A name at a place; `size` decides who goes first, `kind` how it is drawn (s: state, c: city)."""

    name: str
    longitude: float
    latitude: float
    size: int
    kind: str = "c"

    def box(self, zoom: int) -> Box:
        """Left, top, right, bottom in the world's pixels at this zoom."""
        x, y = pixels(self.longitude, self.latitude, zoom)
        width = LETTER * len(self.name) + 6
        # A state's letters stand on their point; a city's name stands to the right of its dot.
        left, right = (x - width / 2 - 6, x + width / 2 + 6) if self.kind == "s" else (x - 6, x + width + 6)
        return left, y - HEIGHT / 2 - 1, right, y + HEIGHT / 2 + 1


def pixels(longitude: float, latitude: float, zoom: int) -> tuple[float, float]:
    """Web Mercator, as the map itself places a point."""
    world = 256 * 2**zoom
    sine = math.sin(math.radians(latitude))
    return world * (longitude / 360 + 0.5), world * (0.5 - math.log((1 + sine) / (1 - sine)) / (4 * math.pi))


def first_zooms(labels: list[Label], most: dict[int, int]) -> dict[Label, int]:
    """The zoom from which each name shows; names that never find room are left out.

    `most` holds the smallest city (people) worth naming at each zoom: an empty corner
    of Nevada should not name a hamlet before the reader has come near it.
    """
    chosen: dict[Label, int] = {}
    queue = sorted(labels, key=lambda label: (label.kind != "s", -label.size, label.name))
    for zoom in range(FIRST_ZOOM, LAST_ZOOM + 1):
        grid = _grid(chosen, zoom)
        for label in queue:
            if label in chosen or (label.kind == "c" and label.size < most[zoom]):
                continue
            if label.kind == "s" and zoom > STATES_UNTIL:
                continue
            box = label.box(zoom)
            if not any(_overlap(box, other) for cell in _cells(box) for other in grid[cell]):
                chosen[label] = zoom
                _add(grid, box)
    return chosen


def _grid(chosen: dict[Label, int], zoom: int) -> Grid:
    grid: Grid = defaultdict(list)
    for label in chosen:
        if label.kind == "c" or zoom <= STATES_UNTIL:
            _add(grid, label.box(zoom))
    return grid


def _add(grid: Grid, box: Box) -> None:
    for cell in _cells(box):
        grid[cell].append(box)


def _cells(box: Box) -> list[tuple[int, int]]:
    left, top, right, bottom = (int(side // CELL) for side in box)
    return [(x, y) for x in range(left, right + 1) for y in range(top, bottom + 1)]


def _overlap(a: Box, b: Box) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
