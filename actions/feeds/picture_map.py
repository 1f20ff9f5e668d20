"""The map on a share picture, drawn from the bundled base map: a region around a point, or the whole country."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from math import cos, radians, sin, sqrt
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw

from actions.feeds.typesetting import Face, draw_line, width

BASE_MAP = Path(__file__).resolve().parents[2] / "static" / "basemap"
SEA, LAND, ABROAD, BORDER, COUNTY, NAME = "#101923", "#2b303a", "#1b2028", "#69728a", "#3b414d", "#b9bec9"
ACCENT, INK = "#f4b41a", "#17181c"
# Drawn this much larger and made smaller again, which is what smooths the edges.
SCALE = 2
# Pixels a degree of latitude: about a state; closer where a state is small, further where it is large.
USUAL_REACH = 84
REACH = {
    "AK": 34,
    "TX": 62,
    "HI": 120,
    "PR": 260,
    "VI": 420,
    "GU": 420,
    "MP": 260,
    "AS": 420,
    "RI": 190,
    "DE": 150,
    "DC": 190,
}
NAMES_UNTIL_ZOOM = 6
LABEL = 20
Point = tuple[float, float]
Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Shape:
    """A ring or line of the base map: its points and the box (west, south, east, north) around them."""

    kind: str
    points: tuple[Point, ...]
    box: Box


def region_map(size: tuple[int, int], centre: Point, state: str, *, is_exact: bool) -> Image.Image:
    """The surroundings of a point with a pin on it, or a circle around it where it is not the place itself."""
    latitude, longitude = centre[0], _on_map(centre[1])
    reach = REACH.get(state, USUAL_REACH)
    sideways = reach * max(0.2, cos(radians(latitude)))
    middle = size[0] / 2, size[1] * 0.54

    def project(point: Point) -> Point:
        return middle[0] + (point[0] - longitude) * sideways, middle[1] - (point[1] - latitude) * reach

    view = (
        longitude - middle[0] / sideways,
        latitude - (size[1] - middle[1]) / reach,
        longitude + middle[0] / sideways,
        latitude + middle[1] / reach,
    )
    image = _drawn(size, [*_land(), *_counties()], project, view)
    draw = ImageDraw.Draw(image)
    _names(draw, size, project, view, middle)
    _mark(image, middle, is_exact=is_exact)
    return image


def country_map(size: tuple[int, int], points: Iterable[Point], radius: float = 3.2) -> Image.Image:
    """The whole country, Alaska, Hawaii and Puerto Rico drawn in, with a dot for each point."""
    image = _empty_country(size).copy()
    shaded = Image.new("L", (size[0] * SCALE, size[1] * SCALE), 0)
    draw = ImageDraw.Draw(shaded)
    for point in {_country_place(size, latitude, longitude) for latitude, longitude in points}:
        if point is not None:
            x, y, reach = point[0] * SCALE, point[1] * SCALE, radius * SCALE
            draw.ellipse((x - reach, y - reach, x + reach, y + reach), fill=255)
    image.paste(ACCENT, mask=shaded.resize(size, Image.Resampling.BOX))
    return image


@cache
def _empty_country(size: tuple[int, int]) -> Image.Image:
    image = Image.new("RGB", (size[0] * SCALE, size[1] * SCALE), SEA)
    draw = ImageDraw.Draw(image)
    for shape in _land():
        part = _part_of(shape) if shape.kind in ("state", "lake") else None
        if part is None:
            continue
        points = [(x * SCALE, y * SCALE) for x, y in (part.place(size, point) for point in shape.points)]
        _paint(draw, shape.kind, points, edge_width=1)
    return image.resize(size, Image.Resampling.BOX)


def _drawn(size: tuple[int, int], shapes: Iterable[Shape], project: Callable[[Point], Point], view: Box) -> Image.Image:
    image = Image.new("RGB", (size[0] * SCALE, size[1] * SCALE), SEA)
    draw = ImageDraw.Draw(image)
    for shape in shapes:
        if _meet(shape.box, view):
            _paint(draw, shape.kind, [(x * SCALE, y * SCALE) for x, y in map(project, shape.points)])
    return image.resize(size, Image.Resampling.BOX)


def _paint(draw: ImageDraw.ImageDraw, kind: str, points: Sequence[Point], edge_width: int = SCALE + 1) -> None:
    if kind == "county":
        draw.line(points, fill=COUNTY, width=SCALE)
        return
    colours = {"state": (LAND, BORDER), "neighbour": (ABROAD, ABROAD), "lake": (SEA, SEA)}
    fill, edge = colours[kind]
    draw.polygon(points, fill=fill)
    if edge != fill:
        draw.line([*points, points[0]], fill=edge, width=edge_width, joint="curve")


def _names(
    draw: ImageDraw.ImageDraw, size: tuple[int, int], project: Callable[[Point], Point], view: Box, mark: Point
) -> None:
    """Names of towns around, the largest first; none below the mark, over another or over the edge."""
    taken: list[Box] = [(mark[0] - 62, mark[1] - 84, mark[0] + 62, mark[1] + 62)]
    for name, point in _towns():
        if not (view[0] < point[0] < view[2] and view[1] < point[1] < view[3]):
            continue
        x, y = project(point)
        box = (x - 12, y - 16, x + width(name, Face.PLAIN, LABEL) + 20, y + 16)
        if box[0] < 0 or box[2] > size[0] or not 24 < y < size[1] - 24 or any(_meet(box, other) for other in taken):
            continue
        taken.append(box)
        draw.ellipse((x - 3, y - 3, x + 3, y + 3), fill=NAME)
        draw_line(draw, (x + 9, y + 7), name, Face.PLAIN, LABEL, NAME)


def _mark(image: Image.Image, place: Point, *, is_exact: bool) -> None:
    """A pin whose point stands on the place, or a circle around it."""
    size = 150 * SCALE
    shade = Image.new("RGBA", (size, size), (244, 180, 26, 0))
    draw = ImageDraw.Draw(shade)
    middle = size / 2
    if is_exact:
        reach, up = 30 * SCALE, 44 * SCALE
        draw.ellipse((middle - reach, middle - up - reach, middle + reach, middle - up + reach), fill=ACCENT)
        side, low = reach * 0.87, middle - up + reach * 0.5
        draw.polygon([(middle - side, low), (middle + side, low), (middle, middle)], fill=ACCENT)
        dot = 11 * SCALE
        draw.ellipse((middle - dot, middle - up - dot, middle + dot, middle - up + dot), fill=INK)
    else:
        reach = 56 * SCALE
        box = (middle - reach, middle - reach, middle + reach, middle + reach)
        draw.ellipse(box, fill=(244, 180, 26, 90), outline=ACCENT, width=4 * SCALE)
    small = shade.resize((size // SCALE, size // SCALE), Image.Resampling.BOX)
    image.paste(small, (round(place[0] - 75), round(place[1] - 75)), small)


@dataclass(frozen=True)
class Part:
    """A part of the country with a conic of its own: where its middle stands, and how large it is drawn.

    Places and sizes are shares of the picture's width, which the lower 48 states fill.
    """

    box: Box
    parallels: tuple[float, float]
    origin: Point
    at: Point
    scale: float

    def place(self, size: tuple[int, int], point: Point) -> Point:
        """Where a point stands on a picture: the equal-area conic of Albers, as on every map of the country."""
        first, second = (radians(latitude) for latitude in self.parallels)
        n = (sin(first) + sin(second)) / 2
        c = cos(first) ** 2 + 2 * n * sin(first)
        rho = sqrt(c - 2 * n * sin(radians(point[1]))) / n
        rho_0 = sqrt(c - 2 * n * sin(radians(self.origin[1]))) / n
        theta = n * radians(point[0] - self.origin[0])
        x, y = rho * sin(theta), rho_0 - rho * cos(theta)
        unit = size[0] * 1.26 * self.scale
        return size[0] * self.at[0] + x * unit, size[1] / 2 + size[0] * self.at[1] - y * unit


PARTS = (
    Part((-125.0, 24.0, -66.0, 49.6), (29.5, 45.5), (-96.0, 38.5), (0.51, -0.02), 0.98),
    Part((-190.0, 51.0, -129.9, 71.6), (55.0, 65.0), (-154.0, 61.0), (0.14, 0.27), 0.33),
    Part((-160.6, 18.5, -154.5, 22.4), (8.0, 18.0), (-157.5, 20.5), (0.36, 0.31), 1.0),
    Part((-67.4, 17.8, -65.1, 18.6), (8.0, 18.0), (-66.3, 18.2), (0.86, 0.31), 1.4),
)


def _part_of(shape: Shape) -> Part | None:
    middle = ((shape.box[0] + shape.box[2]) / 2, (shape.box[1] + shape.box[3]) / 2)
    return next((part for part in PARTS if _holds(part.box, middle)), None)


def _country_place(size: tuple[int, int], latitude: float, longitude: float) -> Point | None:
    point = (_on_map(longitude), latitude)
    part = next((part for part in PARTS if _holds(part.box, point)), None)
    if part is None:
        return None
    x, y = part.place(size, point)
    return round(x), round(y)


def _holds(box: Box, point: Point) -> bool:
    return box[0] <= point[0] <= box[2] and box[1] <= point[1] <= box[3]


def _meet(one: Box, other: Box) -> bool:
    return one[0] < other[2] and one[2] > other[0] and one[1] < other[3] and one[3] > other[1]


def _on_map(longitude: float) -> float:
    """As on the base map, which goes on westwards: Guam lies west of Hawaii."""
    return longitude - 360 if longitude > 0 else longitude


@cache
def _land() -> tuple[Shape, ...]:
    layers = _read("land.json")["layers"]
    return tuple(
        _shape(layer["class"], ring, layer["scale"]) for layer in layers for rings in layer["shapes"] for ring in rings
    )


@cache
def _counties() -> tuple[Shape, ...]:
    file = _read("counties.json")
    return tuple(_shape("county", line, file["scale"]) for line in file["lines"])


@cache
def _towns() -> tuple[tuple[str, Point], ...]:
    file = _read("labels.json")
    points = list(_unpacked(file["places"], file["scale"]))
    return tuple(
        (file["names"][number], point)
        for number, point in enumerate(points)
        if number >= file["states"] and int(file["zooms"][number], 16) <= NAMES_UNTIL_ZOOM
    )


def _shape(kind: str, steps: list[int], scale: int) -> Shape:
    points = tuple(_unpacked(steps, scale))
    across, up = [x for x, _y in points], [y for _x, y in points]
    return Shape(kind, points, (min(across), min(up), max(across), max(up)))


def _unpacked(steps: list[int], scale: int) -> Iterator[Point]:
    x = y = 0
    for right, up in zip(steps[::2], steps[1::2], strict=True):
        x, y = x + right, y + up
        yield x / scale, y / scale


def _read(name: str) -> dict[str, Any]:
    file: dict[str, Any] = json.loads((BASE_MAP / name).read_text(encoding="utf-8"))
    return file
