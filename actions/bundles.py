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
_SOURCE_MAP = "//# sourceMappingURL="
# Chromium compiles such a script beside the page while it arrives. Otherwise it skims it then, and compiles what is
# called when all wait for it. https://v8.dev/blog/explicit-compile-hints
COMPILED_AHEAD = "//# allFunctionsCalledOnLoad\n"


def write_bundles(folder: Path) -> None:
    """Write every bundle below a copy of `static/`."""
    (folder / FOLDER).mkdir()
    for name, parts in BUNDLES.items():
        text = (COMPILED_AHEAD if LEAFLET in parts else "") + "".join(_text(folder, part) for part in parts)
        (folder / FOLDER / name).write_text(text, encoding="utf-8")


def _text(folder: Path, part: str) -> str:
    # Not `splitlines`, for which a line also ends where a script's string may go on.
    lines = (folder / part).read_text(encoding="utf-8").split("\n")
    return "\n".join(line for line in lines if not line.startswith(_SOURCE_MAP)).strip() + "\n"
