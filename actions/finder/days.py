"""Local days in SQL: "on December 5" means December 5 where the event is, in Guam and in Hawaii alike."""

import datetime as dt

from sqlalchemy import ColumnElement, and_, exists, or_

from actions.events.days import Bounds, zones_by_bounds
from actions.events.models import Event, Timeslot


def on_days(first: dt.date | None, last: dt.date | None, now: dt.datetime) -> ColumnElement[bool]:
    """Whether an event has a timeslot to come that touches the days from `first` to `last` in its own zone."""
    in_some_zone = [
        and_(Event.time_zone.in_(zones), *_between(bounds)) for bounds, zones in zones_by_bounds(first, last).items()
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
