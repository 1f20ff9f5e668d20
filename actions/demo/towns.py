"""Where the made-up campaign takes place: towns drawn from the bundled gazetteer, about as people live."""

import sqlite3
from dataclasses import dataclass
from functools import cache

from actions.geo.gazetteer_file import GAZETTEER, SCALE

# They come first, so that a small campaign has them too: both sides of the date line, every corner, odd time zones.
EDGES = (
    96910,  # Hagåtña, Guam
    99546,  # Adak, Alaska
    96799,  # Pago Pago, American Samoa
    96950,  # Saipan, Northern Mariana Islands
    96813,  # Honolulu, Hawaii
    901,  # San Juan, Puerto Rico
    802,  # St. Thomas, Virgin Islands
    99723,  # Utqiaġvik, Alaska
    86045,  # Tuba City, Arizona: Navajo time
    47635,  # Rockport, Indiana: Central in a state that is mostly Eastern
    33040,  # Key West, Florida
    4652,  # Lubec, Maine
)
_ZIPS = """SELECT zip, zips.lat, zips.lon, name, state FROM zips JOIN places ON places.id = place_id
           WHERE is_exact AND state NOT IN ('AA', 'AE', 'AP') ORDER BY zip"""


@dataclass(frozen=True)
class Town:
    """A ZIP code as a place to meet."""

    postal_code: str
    latitude: float
    longitude: float
    name: str
    state: str


@cache
def towns() -> tuple[Town, ...]:
    """Every ZIP code with a point of its own, in order."""
    with sqlite3.connect(f"{GAZETTEER.resolve().as_uri()}?mode=ro&immutable=1", uri=True) as file:
        rows = file.execute(_ZIPS).fetchall()
    file.close()
    return tuple(Town(f"{zip_:05d}", lat / SCALE, lon / SCALE, name, state) for zip_, lat, lon, name, state in rows)


@cache
def edges() -> tuple[Town, ...]:
    """Those of `EDGES` that the gazetteer has, in that order."""
    by_code = {town.postal_code: town for town in towns()}
    return tuple(by_code[f"{code:05d}"] for code in EDGES if f"{code:05d}" in by_code)
