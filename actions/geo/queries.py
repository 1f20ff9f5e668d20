"""Questions to the cache of the geocoders' answers."""

import datetime as dt

from sqlalchemy import select

from actions.database import db
from actions.geo.location import Address, Location, Precision
from actions.geo.models import GeocodeCache
from actions.geo.names import words
from actions.sealing import lookup_hash


def cache_key(address: Address, geocoders: str) -> bytes:
    """The keyed hash under which the answer of these geocoders about this address is kept."""
    return lookup_hash(f"geocode_cache {geocoders} {' '.join(words(address.one_line))}")


def remembered(key: bytes, now: dt.datetime) -> tuple[bool, Location | None]:
    """Whether there is an answer that has not expired, and the answer; it may be that nobody knows the place."""
    answer = db.session.scalar(select(GeocodeCache).where(GeocodeCache.key == key, GeocodeCache.expires_at > now))
    if answer is None:
        return False, None
    if answer.point is None or answer.precision is None or answer.source is None:
        return True, None
    latitude, longitude = answer.point.split()
    return True, Location(float(latitude), float(longitude), Precision(answer.precision), answer.source)
