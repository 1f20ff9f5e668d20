"""Events as a GeoJSON FeatureCollection (RFC 7946), with what the public may know of their places."""

import datetime as dt
import json
from collections.abc import Iterable
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from actions import localtime
from actions.events.calendar import Dated
from actions.events.redaction import Audience, shown_place

CONTENT_TYPE = "application/geo+json"


def feature_collection(dated: Iterable[Dated]) -> str:
    """Every event that has a timeslot, as one feature with the first of them."""
    features = [_feature(one) for one in dated if one.timeslots]
    shaped = {"type": "FeatureCollection", "features": features}
    return json.dumps(shaped, ensure_ascii=False, separators=(",", ":"))


def _feature(dated: Dated) -> dict[str, Any]:
    event, place = dated.event, shown_place(dated.event, Audience.PUBLIC)
    timeslots = [
        {"starts_at": _local(slot.starts_at, event.time_zone), "ends_at": _local(slot.ends_at, event.time_zone)}
        for slot in dated.timeslots
    ]
    has_point = place.latitude is not None and place.longitude is not None
    return {
        "type": "Feature",
        "id": event.id,
        "geometry": {"type": "Point", "coordinates": [place.longitude, place.latitude]} if has_point else None,
        "properties": {
            "id": event.id,
            "title": event.title,
            "url": dated.url,
            **timeslots[0],
            "timeslots": timeslots,
            "time_zone": event.time_zone,
            "kind": event.kind,
            "venue": place.venue,
            "address": place.address,
            "city": place.city,
            "state": place.region,
            "postal_code": place.postal_code,
            "precision": place.precision,
            "online": bool(event.online_url),
            "accessible": event.is_wheelchair_accessible,
            "sign_language": event.has_sign_language,
        },
    }


# On the day of action thousands of events share a few times.
@lru_cache(maxsize=4096)
def _local(instant: dt.datetime, zone: str) -> str:
    return localtime.machine_time(instant, ZoneInfo(zone))
