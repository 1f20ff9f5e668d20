"""Files of `static/` that travel as one."""

from pathlib import Path

import pytest
from flask import Flask

from actions.bundles import BUNDLES, LEAFLET
from actions.static_files import STATIC, packed_copy
from actions.templating import bundle


def test_a_bundle_holds_its_files_in_their_order(tmp_path: Path) -> None:
    copy = packed_copy(STATIC, tmp_path / "copy")
    text = (copy / "bundles/finder.js").read_text()
    places = [text.index((STATIC / part).read_text().strip()) for part in BUNDLES["finder.js"]]
    assert places == sorted(places)
    assert (copy / "bundles/finder.js.br").is_file()


def test_leaflet_comes_first_and_is_compiled_ahead_with_all_that_travels_with_it(tmp_path: Path) -> None:
    copy = packed_copy(STATIC, tmp_path / "copy")
    leaflet = (STATIC / LEAFLET).read_text().removesuffix("//# sourceMappingURL=leaflet.js.map")
    for name in ("events-map.js", "place-map.js"):
        assert (copy / "bundles" / name).read_text().startswith("//# allFunctionsCalledOnLoad\n" + leaflet), name
    assert "allFunctionsCalledOnLoad" not in (copy / "bundles/finder.js").read_text()


def test_every_part_of_a_bundle_is_there() -> None:
    assert [part for parts in BUNDLES.values() for part in parts if not (STATIC / part).is_file()] == []


def test_files_are_served_apart_where_there_are_no_bundles(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    prefix = app.config["ASSET_PREFIX"]
    assert bundle("finder.css") == [f"{prefix}/bundles/finder.css"]
    monkeypatch.setitem(app.config, "HAS_BUNDLES", False)
    assert bundle("finder.css") == [f"{prefix}/css/map.css", f"{prefix}/css/finder.css"]
