"""Build `actions/geo/data/`: the gazetteer and the outlines of the states. For developers; the product never runs it.

    npm pack us-atlas@3.0.1 && tar xzf us-atlas-3.0.1.tgz
    python -m tools.build_gazetteer package/states-10m.json

Sources: `zipcodes` (USPS list; coordinates from GeoNames, CC BY 4.0), `us`, and `us-atlas` (ISC; Census Bureau).
The same sources give the same rows. The traps of the sources are guarded here, each with a test in `tests/geo/`.
"""

import argparse
import json
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import us
import zipcodes

from actions.geo import states
from actions.geo.counties import bare_county
from actions.geo.distance import miles_between
from actions.geo.gazetteer_file import GAZETTEER, NameKind
from actions.geo.names import name_key
from tools.gazetteer_names import NICKNAMES, SHORT_STATES, SPANISH_STATES, county_written, is_town, written

SCHEMA = """
CREATE TABLE states (code TEXT PRIMARY KEY, name TEXT, name_es TEXT, fips TEXT, lat INTEGER, lon INTEGER) WITHOUT ROWID;
CREATE TABLE state_names (key TEXT PRIMARY KEY, code TEXT) WITHOUT ROWID;
CREATE TABLE places (id INTEGER PRIMARY KEY, name TEXT, state TEXT, lat INTEGER, lon INTEGER, weight INTEGER);
CREATE TABLE names (key TEXT, state TEXT, kind INTEGER, place_id INTEGER, PRIMARY KEY (key, state)) WITHOUT ROWID;
CREATE TABLE counties (
    id INTEGER PRIMARY KEY, key TEXT, name TEXT, state TEXT, lat INTEGER, lon INTEGER, weight INTEGER
);
CREATE INDEX counties_key ON counties (key);
CREATE TABLE zips (
    zip INTEGER PRIMARY KEY, lat INTEGER, lon INTEGER, is_exact INTEGER, place_id INTEGER, county_id INTEGER
);
CREATE VIEW towns AS
    SELECT key, names.state, kind, name, lat, lon, weight FROM names JOIN places ON places.id = place_id;
"""
# Coordinates are kept as whole ten-thousandths of a degree (11 yards), which is all that the source has.
SCALE = 10_000
# Outlines need less: thousandths (120 yards).
OUTLINE_SCALE = 1_000
# A ZIP this far outside its state has a wrong coordinate; nearer ones are piers, islets and shared post offices.
STRAY_MILES = 10.0

Point = tuple[float, float]


@dataclass(frozen=True)
class Zip:
    """One ZIP of the list; `point` is empty where the list has none that can be believed."""

    code: str
    kind: str
    city: str
    state: str
    county: str
    point: Point | None
    names: tuple[tuple[NameKind, str], ...]


@dataclass(frozen=True)
class Town:
    """A name in a state, with the ZIPs that carry it."""

    name: str
    state: str
    kind: NameKind
    point: Point
    weight: int


def read_zips(rows: Iterable[dict[str, Any]], is_inside: Callable[[str, float, float, float], bool]) -> list[Zip]:
    """The usable ZIPs, by number: active, civil, and in one of the states and territories we serve."""
    known = {state.abbr for state in served_states()}
    usable = [row for row in rows if row["active"] and row["state"] in known and row["zip_code_type"] != "MILITARY"]
    return [_zip(row, is_inside) for row in sorted(usable, key=lambda row: str(row["zip_code"]))]


def _zip(row: dict[str, Any], is_inside: Callable[[str, float, float, float], bool]) -> Zip:
    # Coordinates come as text; 0 is how the list writes "unknown", and 0, 0 is in no state.
    # The time zone field is wrong in places: it is never read.
    latitude, longitude = float(row["lat"] or 0), float(row["long"] or 0)
    believable = is_inside(row["state"], latitude, longitude, STRAY_MILES)
    names = [(NameKind.OFFICIAL, row["city"])]
    # The aliases of a ZIP of one organization are its departments, not towns.
    if row["zip_code_type"] != "UNIQUE":
        names += [(NameKind.ACCEPTED, name) for name in row["acceptable_cities"]]
        names += [(NameKind.LOCAL, name) for name in row["unacceptable_cities"]]
    return Zip(
        code=row["zip_code"],
        kind=row["zip_code_type"],
        city=row["city"],
        state=row["state"],
        county=county_written(row["county"], row["state"]),
        point=(latitude, longitude) if believable else None,
        names=tuple(names),
    )


def towns(zips: list[Zip]) -> Iterator[Town]:
    """Every name in every state once, in order; a post office's own name goes before one it merely accepts."""
    carriers: dict[tuple[str, str], dict[NameKind, list[tuple[str, Zip]]]] = defaultdict(lambda: defaultdict(list))
    for entry in zips:
        for kind, name in entry.names:
            if entry.point and is_town(name, entry.state):
                carriers[name_key(name), entry.state][kind].append((name, entry))
    for (_key, state), by_kind in sorted(carriers.items()):
        kind = min(by_kind)
        found = by_kind[kind]
        delivered = [entry for _name, entry in found if entry.kind == "STANDARD"]
        points = [entry.point for entry in delivered or [entry for _name, entry in found] if entry.point]
        # A point in the bay is the nearest there is for some ZIPs; on dry land is better where there is a choice.
        if len(points) > 1:
            points = [point for point in points if states.is_inside(state, *point, tolerance_miles=0)] or points
        yield Town(written(found[0][0]), state, kind, middle(points), max(1, len(delivered)))


def middle(points: list[Point]) -> Point:
    """The one of the points that is nearest to all others; the first (the downtown post office's ZIP) in a tie.

    An average may fall into a bay or across a state line; one of the ZIPs' own points cannot.
    """
    if len(points) <= 2:
        return points[0]
    return min(points, key=lambda point: round(sum(miles_between(point[0], point[1], *other) for other in points), 6))


def served_states() -> list[Any]:
    """The 50 states, DC, Puerto Rico and the four island territories, by code."""
    return sorted([*us.states.STATES, us.states.DC, *us.states.TERRITORIES], key=lambda state: state.abbr)


def write_gazetteer(path: Path, zips: list[Zip]) -> None:
    """Write the tables of `Gazetteer` to a new file."""
    path.unlink(missing_ok=True)
    database = sqlite3.connect(path)
    database.executescript(SCHEMA)
    place_ids, points = _write_towns(database, zips)
    _write_states(database, zips)
    county_ids = _write_counties(database, zips)
    for entry in zips:
        place_id = place_ids.get((name_key(entry.city), entry.state))
        point = entry.point or (points[place_id] if place_id else None)
        if point is None or place_id is None:
            # Mail programmes and sorting centres: nobody lives in them.
            continue
        values = (
            int(entry.code),
            *_whole(point),
            entry.point is not None,
            place_id,
            county_ids.get((entry.county, entry.state)),
        )
        database.execute("INSERT INTO zips VALUES (?, ?, ?, ?, ?, ?)", values)
    database.commit()
    database.execute("VACUUM")
    database.close()


def _write_towns(database: sqlite3.Connection, zips: list[Zip]) -> tuple[dict[tuple[str, str], int], dict[int, Point]]:
    ids: dict[tuple[str, str], int] = {}
    points: dict[int, Point] = {}
    for number, town in enumerate(towns(zips), 1):
        key = name_key(town.name)
        ids[key, town.state], points[number] = number, town.point
        values = (number, town.name, town.state, *_whole(town.point), town.weight)
        database.execute("INSERT INTO places VALUES (?, ?, ?, ?, ?, ?)", values)
        database.execute("INSERT INTO names VALUES (?, ?, ?, ?)", (key, town.state, town.kind, number))
    for (name, state), nicknames in NICKNAMES.items():
        rows = [(name_key(nickname), state, NameKind.NICKNAME, ids[name_key(name), state]) for nickname in nicknames]
        # A nickname beats a neighbourhood of the same name ("Manhattan" is also one post office there).
        database.executemany("INSERT OR REPLACE INTO names VALUES (?, ?, ?, ?)", rows)
    return ids, points


def _write_counties(database: sqlite3.Connection, zips: list[Zip]) -> dict[tuple[str, str], int]:
    """A county stands where its ZIPs are. Independent cities have no key: whoever looks for one means the town."""
    found: dict[tuple[str, str], list[Zip]] = defaultdict(list)
    for entry in zips:
        if entry.county and entry.point:
            found[name_key(entry.county), entry.state].append(entry)
    ids = {}
    for number, ((_key, state), located) in enumerate(sorted(found.items()), 1):
        delivered = [entry for entry in located if entry.kind == "STANDARD"]
        centre = middle([entry.point for entry in delivered or located if entry.point])
        # Some ZIPs write "Dupage" and "St Louis" where the others have "DuPage" and "St. Louis".
        spellings = Counter(entry.county for entry in located)
        name = max(sorted(spellings), key=lambda spelling: spellings[spelling])
        ids |= {(spelling, state): number for spelling in spellings}
        values = (number, name_key(bare_county(name)), name, state, *_whole(centre), max(1, len(delivered)))
        database.execute("INSERT INTO counties VALUES (?, ?, ?, ?, ?, ?, ?)", values)
    return ids


def _write_states(database: sqlite3.Connection, zips: list[Zip]) -> None:
    names: dict[str, str] = {}
    for state in served_states():
        located = [entry for entry in zips if entry.state == state.abbr and entry.point]
        delivered = [entry for entry in located if entry.kind == "STANDARD"]
        points = [entry.point for entry in delivered or located if entry.point]
        # Some eighty ZIPs are enough to find the middle of a state, and much faster than all.
        centre = middle(points[:: max(1, len(points) // 80)])
        spanish = SPANISH_STATES.get(state.abbr, state.name)
        values = (state.abbr, state.name, spanish, state.fips, *_whole(centre))
        database.execute("INSERT INTO states VALUES (?, ?, ?, ?, ?, ?)", values)
        short = SHORT_STATES.get(state.abbr, ())
        # "New York" is the city; these are what nothing but the whole state is called.
        whole = (f"{state.name} State", f"State of {state.name}", f"Estado de {spanish}")
        names |= {name_key(name): state.abbr for name in (state.abbr, state.name, spanish, *short, *whole)}
    database.executemany("INSERT INTO state_names VALUES (?, ?)", sorted(names.items()))


def _whole(point: Point) -> tuple[int, int]:
    return round(point[0] * SCALE), round(point[1] * SCALE)


def write_outlines(path: Path, atlas: dict[str, Any]) -> None:
    """Write the rings of every state as differences of whole thousandths of a degree."""
    arcs = [_arc(arc, atlas["transform"]) for arc in atlas["arcs"]]
    codes = {state.fips: state.abbr for state in served_states()}
    shapes = atlas["objects"]["states"]["geometries"]
    rings = {codes[shape["id"]]: _rings(shape, arcs) for shape in shapes if shape["id"] in codes}
    stored = {"scale": OUTLINE_SCALE, "states": dict(sorted(rings.items()))}
    path.write_text(json.dumps(stored, separators=(",", ":")) + "\n")


def _arc(arc: list[list[int]], transform: dict[str, list[float]]) -> list[tuple[int, int]]:
    (wide, tall), (west, south) = transform["scale"], transform["translate"]
    x = y = 0
    points = []
    for dx, dy in arc:
        x, y = x + dx, y + dy
        points.append((round((x * wide + west) * OUTLINE_SCALE), round((y * tall + south) * OUTLINE_SCALE)))
    return points


def _rings(shape: dict[str, Any], arcs: list[list[tuple[int, int]]]) -> list[list[int]]:
    polygons = shape["arcs"] if shape["type"] == "MultiPolygon" else [shape["arcs"]]
    return [_ring(ring, arcs) for polygon in polygons for ring in polygon]


def _ring(numbers: list[int], arcs: list[list[tuple[int, int]]]) -> list[int]:
    points: list[tuple[int, int]] = []
    for number in numbers:
        # TopoJSON: ~n means arc n backwards; each arc begins where the last one ended.
        arc = arcs[number] if number >= 0 else arcs[~number][::-1]
        points += arc[1:] if points else arc
    kept = [point for place, point in enumerate(points) if place == 0 or point != points[place - 1]]
    before = [(0, 0), *kept]
    return [part for (x0, y0), (x, y) in zip(before, kept, strict=False) for part in (x - x0, y - y0)]


def main() -> None:
    """Write both files and say how large they are."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("atlas", type=Path, help="states-10m.json of us-atlas")
    write_outlines(states.OUTLINES, json.loads(parser.parse_args().atlas.read_text()))
    write_gazetteer(GAZETTEER, read_zips(zipcodes.list_all(), states.is_inside))
    for path in (states.OUTLINES, GAZETTEER):
        print(f"{path}: {path.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
