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
from tests.checking_client import CheckingClient
from tests.factories import an_event

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "static"
BUNDLED = MapConfig(base_url="/static/abc/basemap")
TILED = MapConfig(
    base_url="/static/abc/basemap",
    tiles_url="https://tiles.example.org/{z}/{x}/{y}.png",
    tiles_attribution='<a href="https://example.org/credit">Example</a>',
)


OWN_SCRIPTS = sorted(path.name for path in (STATIC / "js").glob("*.js"))
# What somebody downloads who only reads the list.
OF_THE_LIST = ["bundles/finder.css", "bundles/finder.js", "css/site.css", "img/icon.svg"]


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


@pytest.mark.parametrize("name", OWN_SCRIPTS)
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
    ],
)
def test_base_map_stays_light(file: str, kilobytes: int) -> None:
    assert len(gzip.compress((STATIC / file).read_bytes(), 9)) <= kilobytes * 1024


def test_base_map_names_every_state_and_territory() -> None:
    labels = json.loads((STATIC / "basemap/labels.json").read_text())
    land = json.loads((STATIC / "basemap/land.json").read_text())
    assert len(set(labels["names"][: labels["states"]])) == 56
    assert [len(layer["shapes"]) for layer in land["layers"] if layer["class"] == "state"] == [56]


@pytest.mark.parametrize("name", OWN_SCRIPTS)
def test_scripts_stay_short_and_say_first_what_they_are_for(name: str) -> None:
    source = (STATIC / "js" / name).read_text()
    assert len(source.splitlines()) <= 300
    assert source.startswith(("/*", "//"))


def test_near_me_asks_for_nothing_and_keeps_nothing() -> None:
    source = (STATIC / "js/near-me.js").read_text()
    words = re.findall(
        r"\b(?:fetch|XMLHttpRequest|sendBeacon|submit|requestSubmit|localStorage|sessionStorage|href)\b", source
    )
    assert words == []


def test_list_alone_loads_no_file_of_the_map(client: CheckingClient) -> None:
    page = client.page("/")
    loaded = [
        e.get("src") or e.get("href")
        for e in page.elements
        if e.tag == "script" or e.get("rel") in ("stylesheet", "icon")
    ]
    assert sorted(path.split("/", 3)[3] for path in loaded) == sorted(OF_THE_LIST)


def test_box_of_the_map_names_every_file_that_the_map_needs(client: CheckingClient) -> None:
    box = next(e for e in client.page("/").elements if e.get("data-mode") == "finder")

    def named(attribute: str) -> list[str]:
        return [re.sub(r"^/static/\w+/", "", address) for address in box.get(attribute).split()]

    assert named("data-list-scripts") == ["bundles/live-list.js"]
    assert named("data-map-scripts") == ["bundles/events-map.js"]
    assert named("data-early") == ["/events.json"]
    assert named("data-later") == ["basemap/land.json", "basemap/labels.json"]
    files = [box.get(name) for name in ("data-list-scripts", "data-map-scripts", "data-later")]
    for address in " ".join(files).split():
        with client.get(address) as answer:
            assert answer.status_code == 200


def test_use_my_location_looks_through_the_whole_country_with_the_same_filters(client: CheckingClient) -> None:
    an_event()
    box = next(e for e in client.page("/?near=60602&miles=50&kind=rally").elements if e.get("data-mode") == "finder")
    assert box.get("data-all-events") == "/events.json?kind=rally"
    assert (box.get("data-events"), box.get("data-reach")) == ("/events.json?near=60602&miles=50&kind=rally", "50")


def test_live_list_carries_one_pattern_of_a_card_and_stays_out_of_sight(client: CheckingClient) -> None:
    answer = client.get("/").get_data(as_text=True)
    assert answer.count("<template data-live-card>") == 1
    live = next(e for e in client.page("/").elements if "data-live" in e.attributes)
    assert "hidden" in live.attributes
