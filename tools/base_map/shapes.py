"""Cut, wrap and pack shapes for a map whose western half is the Pacific."""

from itertools import pairwise

from base_map.sources import Point, Ring, distance, simplified

# One continuous map: Guam and the Marianas lie west of Hawaii, at longitude 144.8 - 360.
EAST, WEST, NORTH, SOUTH = -46.0, -224.0, 84.0, -26.0


def wrapped(ring: Ring) -> Ring:
    """A ring of the United States with everything east of Greenwich moved one turn west."""
    return [(x - 360 if x > 0 else x, y) for x, y in ring]


def framed(ring: Ring) -> list[Ring]:
    """The parts of a ring that lie on the map, already wrapped."""
    whole = _unrolled(ring)
    parts = [_clipped([(x + shift, y) for x, y in whole]) for shift in (-360.0, 0.0)]
    return [part for part in parts if len(part) > 3]


def _unrolled(ring: Ring) -> Ring:
    """The ring without jumps at the antimeridian: Russia runs on from 180 to 190."""
    out, turn = ring[:1], 0.0
    for (before, _), (x, y) in pairwise(ring):
        turn += 360 * ((before - x > 180) - (x - before > 180))
        out.append((x + turn, y))
    return out


def _clipped(ring: Ring) -> Ring:
    for axis, limit, sign in ((0, WEST, 1), (0, EAST, -1), (1, SOUTH, 1), (1, NORTH, -1)):
        ring = _half(ring, axis, limit, sign)
    return ring


def _half(ring: Ring, axis: int, limit: float, sign: int) -> Ring:
    """Sutherland-Hodgman, one side: the points on the wanted side of a line and the crossings."""
    out: Ring = []
    for before, after in zip(ring[-1:] + ring[:-1], ring, strict=True):
        was, now = sign * (before[axis] - limit) >= 0, sign * (after[axis] - limit) >= 0
        if was != now:
            out.append(_crossing(before, after, axis, limit))
        if now:
            out.append(after)
    return out


def _crossing(a: Point, b: Point, axis: int, limit: float) -> Point:
    share = (limit - a[axis]) / (b[axis] - a[axis])
    x, y = a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1])
    return (limit, y) if axis == 0 else (x, limit)


def area(ring: Ring) -> float:
    """Size in square degrees."""
    pairs = zip(ring, ring[1:] + ring[:1], strict=True)
    return abs(sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairs)) / 2


def packed(line: Ring, scale: int, closed: bool = True) -> list[int]:
    """Whole numbers, each the step from the one before: [x, y, dx, dy, ...] in 1/scale degrees."""
    whole: list[tuple[int, int]] = []
    for x, y in line:
        point = (round(x * scale), round(y * scale))
        if not whole or point != whole[-1]:
            whole.append(point)
    if closed and len(whole) > 1 and whole[0] == whole[-1]:
        whole.pop()
    if len(whole) < (3 if closed else 2):
        return []
    steps = [v for a, b in pairwise(whole) for v in (b[0] - a[0], b[1] - a[1])]
    return [*whole[0], *steps]


def packed_rings(rings: list[Ring], scale: int, smallest: float, tolerance: float = 0.0) -> list[list[int]]:
    """Rings of at least `smallest` square degrees, packed; what rounds away to nothing is left out."""
    kept = (packed(simplified(ring, tolerance), scale) for ring in rings if area(ring) >= smallest)
    return [ring for ring in kept if ring]


def inside(point: Point, rings: list[Ring]) -> bool:
    """Whether the point lies in the area (even-odd over all rings)."""
    x, y = point
    odd = False
    for ring in rings:
        for (x1, y1), (x2, y2) in zip(ring, ring[1:] + ring[:1], strict=True):
            if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
                odd = not odd
    return odd


def roomiest_point(rings: list[Ring]) -> Point:
    """A place for the label: the grid point of the largest part that is furthest from its edge."""
    ring = max(rings, key=area)
    xs, ys = [p[0] for p in ring], [p[1] for p in ring]
    edge = ring[:: max(1, len(ring) // 200)]
    best: tuple[float, Point] = (-1.0, ring[0])
    for i in range(1, 24):
        for j in range(1, 24):
            point = (min(xs) + (max(xs) - min(xs)) * i / 24, min(ys) + (max(ys) - min(ys)) * j / 24)
            room = min(_room(point, a, b) for a, b in zip(edge, edge[1:] + edge[:1], strict=True))
            if room > best[0] and inside(point, [ring]):
                best = (room, point)
    return best[1]


def _room(point: Point, start: Point, end: Point) -> float:
    """Distance to an edge; a label is wide and low, so room to the sides counts for less."""
    (x, y), (x1, y1), (x2, y2) = ((0.6 * p[0], p[1]) for p in (point, start, end))
    return distance((x, y), (x1, y1), (x2, y2))
