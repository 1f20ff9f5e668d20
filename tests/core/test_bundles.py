"""Files of `static/` that travel as one."""

import shutil
from pathlib import Path

import pytest
from flask import Flask

from actions.bundles import BUNDLES, LEAFLET, OtherLeaflet, write_bundles
from actions.static_files import STATIC, packed_copy
from actions.templating import bundle


def test_a_bundle_holds_its_files_in_their_order(tmp_path: Path) -> None:
    copy = packed_copy(STATIC, tmp_path / "copy")
    text = (copy / "bundles/finder.js").read_text()
    places = [text.index((STATIC / part).read_text().strip()) for part in BUNDLES["finder.js"]]
    assert places == sorted(places)
    assert (copy / "bundles/finder.js.br").is_file()


def test_leaflet_is_as_it_was_but_for_its_brackets_and_the_map_of_its_source(tmp_path: Path) -> None:
    copy = packed_copy(STATIC, tmp_path / "copy")
    leaflet = (STATIC / LEAFLET).read_text()
    head, middle, tail = leaflet.partition("}(this,function(t){")
    whole = (
        head
        + "}(this,(function(t){"
        + tail.replace("window.L=t});\n//# sourceMappingURL=leaflet.js.map", "window.L=t}));")
    )
    assert middle
    assert (copy / "bundles/events-map.js").read_text().startswith(whole)


def test_another_leaflet_is_noticed(tmp_path: Path) -> None:
    copy = tmp_path / "static"
    shutil.copytree(STATIC, copy)
    (copy / LEAFLET).write_text("var L = {};")
    with pytest.raises(OtherLeaflet):
        write_bundles(copy)


def test_every_part_of_a_bundle_is_there() -> None:
    assert [part for parts in BUNDLES.values() for part in parts if not (STATIC / part).is_file()] == []


def test_files_are_served_apart_where_there_are_no_bundles(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    prefix = app.config["ASSET_PREFIX"]
    assert bundle("finder.css") == [f"{prefix}/bundles/finder.css"]
    monkeypatch.setitem(app.config, "HAS_BUNDLES", False)
    assert bundle("finder.css") == [f"{prefix}/css/map.css", f"{prefix}/css/finder.css"]
