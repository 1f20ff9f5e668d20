"""Read the published shapes: TopoJSON (us-atlas, world-atlas) and ESRI shapefiles (Natural Earth)."""

import json
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

Point = tuple[float, float]  # longitude, latitude
Ring = list[Point]


@dataclass(frozen=True)
class Shape:
    """One named area; every ring is a list of points, outlines and holes alike (drawn even-odd)."""

    key: str
    name: str
    rings: list[Ring]


class Topology:
    """A TopoJSON file with its arcs decoded, so that shared borders stay shared."""

    def __init__(self, path: Path, tolerance: float = 0.0) -> None:
        self._data = json.loads(path.read_text())
        self.arcs = [simplified(arc, tolerance) for arc in self._decoded()]

    def _decoded(self) -> Iterator[Ring]:
        (scale_x, scale_y), (left, bottom) = (self._data["transform"][k] for k in ("scale", "translate"))
        for steps in self._data["arcs"]:
            x = y = 0
            arc = []
            for dx, dy in steps:
                x, y = x + dx, y + dy
                arc.append((x * scale_x + left, y * scale_y + bottom))
            yield arc

    def geometries(self, name: str) -> list[dict[str, Any]]:
        """The raw geometries of one object, which still refer to arcs by number."""
        return list(self._data["objects"][name]["geometries"])

    def shapes(self, name: str) -> list[Shape]:
        """The areas of one object as rings of points."""
        return [
            Shape(g.get("id") or "", g["properties"]["name"], [self._ring(r) for p in polygons(g) for r in p])
            for g in self.geometries(name)
        ]

    def _ring(self, numbers: list[int]) -> Ring:
        ring: Ring = []
        for number in numbers:
            arc = self.arcs[number] if number >= 0 else self.arcs[~number][::-1]
            ring += arc[1:] if ring else arc
        return ring


def polygons(geometry: dict[str, Any]) -> list[list[list[int]]]:
    """The polygons of a geometry, each a list of rings of arc numbers."""
    if geometry["type"] == "Polygon":
        return [geometry["arcs"]]
    return list(geometry.get("arcs", []))


def shapefile_rings(path: Path) -> list[list[Ring]]:
    """The polygons of a shapefile, in file order; names and other columns are not read."""
    data = path.read_bytes()
    shapes, at = [], 100
    while at < len(data):
        words = struct.unpack(">i", data[at + 4 : at + 8])[0]
        body = data[at + 8 : at + 8 + 2 * words]
        shapes.append(_polygon(body) if struct.unpack("<i", body[:4])[0] == 5 else [])
        at += 8 + 2 * words
    return shapes


def _polygon(body: bytes) -> list[Ring]:
    parts, points = struct.unpack("<2i", body[36:44])
    starts = [*struct.unpack(f"<{parts}i", body[44 : 44 + 4 * parts]), points]
    numbers = struct.unpack(f"<{2 * points}d", body[44 + 4 * parts : 44 + 4 * parts + 16 * points])
    every = list(zip(numbers[::2], numbers[1::2], strict=True))
    return [every[start:end] for start, end in pairwise(starts)]


def simplified(line: Ring, tolerance: float) -> Ring:
    """Douglas-Peucker, keeping both ends: no point moves further than `tolerance` degrees."""
    if tolerance <= 0 or len(line) < 3:
        return line
    keep = {0, len(line) - 1}
    todo = [(0, len(line) - 1)]
    while todo:
        first, last = todo.pop()
        furthest, index = max(
            ((distance(line[i], line[first], line[last]), i) for i in range(first + 1, last)), default=(0.0, first)
        )
        if furthest > tolerance:
            keep.add(index)
            todo += [(first, index), (index, last)]
    return [line[i] for i in sorted(keep)]


def distance(point: Point, start: Point, end: Point) -> float:
    """From a point to the nearest place on the line between two others, in degrees."""
    (x, y), (x1, y1), (x2, y2) = point, start, end
    dx, dy = x2 - x1, y2 - y1
    length = dx * dx + dy * dy
    share = max(0.0, min(1.0, ((x - x1) * dx + (y - y1) * dy) / length)) if length else 0.0
    return float(((x - x1 - share * dx) ** 2 + (y - y1 - share * dy) ** 2) ** 0.5)
