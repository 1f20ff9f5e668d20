"""Files of `static/` that travel as one: on a slow phone each request costs more than what most of these files hold.

The files stay apart where they are written and read. While the site is being developed they are served apart, too.
"""

from collections.abc import Mapping
from pathlib import Path

LEAFLET = "vendor/leaflet/leaflet.js"
_ANY_MAP = (LEAFLET, "js/map-base.js", "js/map-marks.js")
BUNDLES: Mapping[str, tuple[str, ...]] = {
    "finder.css": ("css/map.css", "css/finder.css"),
    "finder.js": ("js/suggest.js", "js/map-loader.js", "js/near-me.js", "js/finder.js"),
    "event.js": ("js/map-loader.js", "js/event.js"),
    "live-list.js": ("js/snapshot.js", "js/live-list.js", "js/on-device.js"),
    "events-map.js": (*_ANY_MAP, "js/map-clusters.js", "js/map-events.js", "js/map.js"),
    "place-map.js": (*_ANY_MAP, "js/map-pin.js", "js/map.js"),
}
FOLDER = "bundles"
# How Leaflet's wrapper hands over its one large function, and how it ends.
_HANDED_OVER, _END = "}(this,function(t){", "});"
_SOURCE_MAP = "//# sourceMappingURL="


class OtherLeaflet(Exception):
    """The vendored Leaflet does not begin and end as the one that `_compiled_at_once` was written for."""


def write_bundles(folder: Path) -> None:
    """Write every bundle below a copy of `static/`.

    Raises:
        OtherLeaflet: as above.
    """
    (folder / FOLDER).mkdir()
    for name, parts in BUNDLES.items():
        text = "".join(_text(folder, part) for part in parts)
        (folder / FOLDER / name).write_text(text, encoding="utf-8")


def _text(folder: Path, part: str) -> str:
    # Not `splitlines`, for which a line also ends where a script's string may go on.
    lines = (folder / part).read_text(encoding="utf-8").split("\n")
    text = "\n".join(line for line in lines if not line.startswith(_SOURCE_MAP)).strip()
    return (_compiled_at_once(text) if part == LEAFLET else text) + "\n"


def _compiled_at_once(leaflet: str) -> str:
    """The same with its function in brackets. Browsers take that as a sign that it is about to be called, and compile
    it beside the page while it arrives; otherwise they only skim it then, and compile it when all wait for it.
    """
    if leaflet.count(_HANDED_OVER) != 1 or not leaflet.endswith(_END):
        raise OtherLeaflet
    return leaflet.replace(_HANDED_OVER, "}(this,(function(t){").removesuffix(_END) + "}));"
