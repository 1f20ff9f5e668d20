"""Local days in SQL: "on December 5" means December 5 where the event is, in Guam and in Hawaii alike."""

import datetime as dt
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

from sqlalchemy import ColumnElement, and_, exists, or_

from actions.events.models import Event, Timeslot

Bounds = tuple[dt.datetime | None, dt.datetime | None]


def on_days(first: dt.date | None, last: dt.date | None, now: dt.datetime) -> ColumnElement[bool]:
    """Whether an event has a timeslot to come that touches the days from `first` to `last` in its own zone."""
    in_some_zone = [
        and_(Event.time_zone.in_(zones), *_between(bounds)) for bounds, zones in _zones_by_bounds(first, last).items()
    ]
    slot = exists().where(Timeslot.event_id == Event.id, Timeslot.ends_at > now, or_(*in_some_zone))
    # Said outright: a query that itself joins timeslots would otherwise claim these ones too.
    return slot.correlate(Event)


def _between(bounds: Bounds) -> list[ColumnElement[bool]]:
    begins, ends = bounds
    conditions: list[ColumnElement[bool]] = []
    if begins is not None:
        conditions.append(Timeslot.ends_at > begins)
    if ends is not None:
        conditions.append(Timeslot.starts_at < ends)
    return conditions


@lru_cache(maxsize=64)
def _zones_by_bounds(first: dt.date | None, last: dt.date | None) -> dict[Bounds, tuple[str, ...]]:
    """Every zone of the tz database, gathered by the instants at which those days begin and end there."""
    found: dict[Bounds, list[str]] = {}
    for name in sorted(available_timezones()):
        zone = ZoneInfo(name)
        begins = _midnight(first, zone) if first else None
        ends = _midnight(last + dt.timedelta(days=1), zone) if last else None
        found.setdefault((begins, ends), []).append(name)
    return {bounds: tuple(names) for bounds, names in found.items()}


def _midnight(day: dt.date, zone: ZoneInfo) -> dt.datetime:
    return dt.datetime.combine(day, dt.time.min, zone).astimezone(dt.UTC)
