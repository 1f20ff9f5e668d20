"""The map's frame: the same bytes for the same settings, nobody else's host, nothing that a user wrote."""

import gzip
import hashlib
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from actions.finder.map import MapConfig, map_script

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "static"
BUNDLED = MapConfig(base_url="/static/abc/basemap")
TILED = MapConfig(
    base_url="/static/abc/basemap",
    tiles_url="https://tiles.example.org/{z}/{x}/{y}.png",
    tiles_attribution='<a href="https://example.org/credit">Example</a>',
)


def hosts(text: str) -> set[str]:
    return set(re.findall(r"(?:https?:)?//([a-z0-9.-]+\.[a-z]+)", text))


def test_shell_is_the_same_when_another_process_makes_it() -> None:
    code = "from actions.finder.map import *; print(map_script(MapConfig('/static/abc/basemap')).digest)"
    other = subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True, text=True)
    assert other.stdout.strip() == map_script(BUNDLED).digest


def test_shell_digest_changes_when_the_configuration_changes() -> None:
    dark = MapConfig(base_url=BUNDLED.base_url, theme="dark")
    assert len({map_script(config).digest for config in (BUNDLED, TILED, dark)}) == 3


def test_shell_names_no_host_when_no_tiles_are_configured() -> None:
    shell = map_script(BUNDLED)
    assert hosts(shell.script + shell.html) == set()


def test_shell_names_only_the_operators_hosts_when_tiles_are_configured() -> None:
    shell = map_script(TILED)
    assert hosts(shell.script + shell.html) == {"tiles.example.org", "example.org"}


def test_shell_html_is_one_bare_element() -> None:
    assert map_script(BUNDLED).html == '<div class="folium-map" id="map_actions" ></div>'


def test_shell_script_only_makes_the_map_and_hands_it_over() -> None:
    script = map_script(BUNDLED).script
    assert re.findall(r"^\s*(?:var \w+ = )?([A-Za-z]+\.\w+)\(", script, re.M) == ["L.map", "ActionsMap.start"]


@pytest.mark.parametrize(("config", "closest"), [(BUNDLED, 11), (TILED, 18)])
def test_map_stops_zooming_where_it_has_nothing_more_to_show(config: MapConfig, closest: int) -> None:
    assert f'"maxZoom": {closest},' in map_script(config).script


def test_tiles_attribution_cannot_end_the_script_when_it_holds_markup() -> None:
    config = MapConfig("/b", "https://tiles.example.org/{z}/{x}/{y}.png", "</script><script>alert(1)</script>")
    assert "<" not in map_script(config).script


def test_folium_is_imported_by_one_file() -> None:
    importers = [
        p for p in (ROOT / "actions").rglob("*.py") if re.search(r"^\s*(import|from) folium", p.read_text(), re.M)
    ]
    assert importers == [ROOT / "actions/finder/map.py"]


@pytest.mark.parametrize("name", ["map.js", "map-base.js", "map-events.js", "map-pin.js", "near-me.js"])
def test_scripts_never_put_text_into_the_page_as_markup(name: str) -> None:
    source = (STATIC / "js" / name).read_text()
    assert re.findall(r"innerHTML\s*\+?=|outerHTML\s*=|insertAdjacentHTML|document\.write|\beval\(", source) == []


def test_map_markup_holds_no_inline_handler_or_style() -> None:
    markup = (ROOT / "templates/macros/map.html").read_text()
    assert re.findall(r"\son\w+=|\sstyle=|<script>", markup) == []


def test_vendored_files_are_the_ones_listed() -> None:
    listed = re.findall(r"^\| (\S+) \|.*`([0-9a-f]{64})`", (STATIC / "vendor/README.md").read_text(), re.M)
    found = {
        str(path.relative_to(STATIC / "vendor")): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in (STATIC / "vendor").rglob("*")
        if path.is_file() and path.name != "README.md" and path.suffix not in {".gz", ".br"}
    }
    assert dict(listed) == found


@pytest.mark.parametrize(
    ("file", "kilobytes"),
    [
        ("basemap/land.json", 110),
        ("basemap/labels.json", 40),
        ("basemap/counties.json", 120),
        ("geo/zip-points.json", 150),
    ],
)
def test_base_map_stays_light(file: str, kilobytes: int) -> None:
    assert len(gzip.compress((STATIC / file).read_bytes(), 9)) <= kilobytes * 1024


def test_base_map_names_every_state_and_territory() -> None:
    labels = json.loads((STATIC / "basemap/labels.json").read_text())
    land = json.loads((STATIC / "basemap/land.json").read_text())
    assert len(set(labels["names"][: labels["states"]])) == 56
    assert [len(layer["shapes"]) for layer in land["layers"] if layer["class"] == "state"] == [56]


def test_zip_points_give_the_loop_when_summed() -> None:
    points = json.loads((STATIC / "geo/zip-points.json").read_text())
    at = running(points["zips"]).index(60602)
    assert (running(points["latitudes"])[at], running(points["longitudes"])[at]) == (41883, -87632)


def running(steps: list[int]) -> list[int]:
    total, sums = 0, []
    for step in steps:
        total += step
        sums.append(total)
    return sums
