"""Deeds of the geocoders' cache: ask once, remember, forget in time."""

import datetime as dt

from sqlalchemy import delete
from sqlalchemy.dialects import postgresql, sqlite

from actions.database import db
from actions.geo.geocoder import OnlineGeocoders
from actions.geo.location import Address, Location
from actions.geo.models import GeocodeCache
from actions.geo.queries import cache_key, remembered

REMEMBER = dt.timedelta(days=30)
# Maps are amended: an address that nobody knew is asked about again sooner.
REMEMBER_UNKNOWN = dt.timedelta(days=3)


def locate_online(geocoders: OnlineGeocoders, address: Address, *, now: dt.datetime) -> Location | None:
    """Where the online geocoders say an address is, out of the cache where they said so before.

    Call it with nothing pending in the session: no transaction stays open while a stranger's server thinks.

    Raises:
        AskLater: no answer now, and a service that might have one failed or rests.
    """
    key = cache_key(address, geocoders.names)
    is_known, location = remembered(key, now)
    db.session.commit()
    if is_known:
        return location
    location = geocoders.locate(address, now)
    _remember(key, location, now)
    db.session.commit()
    return location


def forget_expired(*, now: dt.datetime) -> int:
    """Remove the answers that have expired; how many."""
    removed = db.session.execute(delete(GeocodeCache).where(GeocodeCache.expires_at <= now))
    db.session.commit()
    return int(removed.rowcount)  # type: ignore[attr-defined]


def _remember(key: bytes, location: Location | None, now: dt.datetime) -> None:
    answer = {
        "point": f"{location.latitude} {location.longitude}" if location else None,
        "precision": location.precision if location else None,
        "source": location.source if location else None,
        "created_at": now,
        "expires_at": now + (REMEMBER if location else REMEMBER_UNKNOWN),
    }
    insert = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
    statement = insert(GeocodeCache).values(key=key, **answer)
    # Two workers may have asked the same; the later answer stands.
    db.session.execute(statement.on_conflict_do_update(index_elements=["key"], set_=answer))
