"""The map's frame, made by folium once per configuration; the events come later, from the reader's own browser.

This is the only file that imports folium. Nothing a user wrote ever goes through it, because folium escapes neither
popups nor tooltips; `static/js/map-events.js` builds those with textContent from the snapshot instead.
"""

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

import folium
from branca.element import Figure, MacroElement
from jinja2 import Template

MAP_ID = "actions"
LOWER_48 = (39.0, -97.0)
# The bundled base map knows no streets; closer than this it would only be empty.
CLOSEST_WITHOUT_TILES = 11
CLOSEST_WITH_TILES = 18
FURTHEST = 3


@dataclass(frozen=True)
class MapConfig:
    """What the frame depends on: the bundled base map's address, and the operator's tile server if there is one."""

    base_url: str
    tiles_url: str = ""
    tiles_attribution: str = ""
    theme: Literal["auto", "light", "dark"] = "auto"


@dataclass(frozen=True)
class MapShell:
    """A script to serve as a file (named by its digest), the one element to put into the page, and where the bundled
    base map is: a page asks for its files while the scripts are still on their way."""

    script: str
    html: str
    digest: str
    base_url: str


class OwnMap(folium.Map):
    """A folium map that names no outside library; the page loads the vendored ones."""

    default_js: list[tuple[str, str]] = []
    default_css: list[tuple[str, str]] = []


class EventLayer(MacroElement):
    """Hands the finished map and its settings to the site's own script."""

    _template = Template(
        "{% macro script(this, kwargs) %}\n"
        "ActionsMap.start({{ this._parent.get_name() }}, {{ this.settings|tojson }});\n"
        "{% endmacro %}"
    )

    def __init__(self, settings: dict[str, Any]) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # branca leaves this one without types
        self._name = "EventLayer"
        self.settings = settings


@lru_cache(maxsize=8)
def map_script(config: MapConfig) -> MapShell:
    """The frame for this configuration; the same configuration gives the same bytes in every process."""
    figure = Figure()
    figure.add_child(_framed_map(config))
    # Rendering the whole is what fills the parts; the whole itself, with its inline styles, is thrown away.
    figure.render()
    script = figure.script.render().strip() + "\n"
    html = figure.html.render().strip()
    digest = hashlib.sha256(script.encode()).hexdigest()[:12]
    return MapShell(script, html, digest, _base_url(config))


def _base_url(config: MapConfig) -> str:
    return "" if config.tiles_url else config.base_url


def _framed_map(config: MapConfig) -> OwnMap:
    closest = CLOSEST_WITH_TILES if config.tiles_url else CLOSEST_WITHOUT_TILES
    map_ = OwnMap(location=LOWER_48, zoom_start=4, tiles=None, zoom_control=False)
    # Set here because folium hands these to a tile layer only, and clusters need them without one too.
    map_.options.update(
        min_zoom=FURTHEST,
        max_zoom=closest,
        attribution_control=False,
        scroll_wheel_zoom=False,
        max_bounds=[[-40, -230], [80, -30]],
        max_bounds_viscosity=0.7,
    )
    map_._id = MAP_ID
    if config.tiles_url:
        tiles = folium.TileLayer(config.tiles_url, attr=config.tiles_attribution, max_zoom=closest)
        tiles._id = MAP_ID
        tiles.add_to(map_)
    layer = EventLayer(
        {
            "base": config.base_url,
            "streets": bool(config.tiles_url),
            "attribution": config.tiles_attribution,
            "theme": config.theme,
        }
    )
    layer._id = MAP_ID
    layer.add_to(map_)
    return map_
