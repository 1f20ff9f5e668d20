"""Timeslots to come, in SQL. "On December 5" means December 5 where the event is, in Guam and in Hawaii alike."""

import datetime as dt

from sqlalchemy import ColumnElement, and_, exists, or_

from actions.events.days import Bounds, Days, zones_by_bounds
from actions.events.models import Event, Timeslot


def on_days(days: Days, now: dt.datetime) -> ColumnElement[bool]:
    """Whether an event has a timeslot to come that touches the days in its own zone."""
    # Said outright: a query that itself joins timeslots would otherwise claim these ones too.
    return exists().where(*_ahead(days, now)).correlate(Event)


def _ahead(days: Days, now: dt.datetime) -> list[ColumnElement[bool]]:
    """What holds for an event's timeslots that have not ended and touch the days; `Days.are_touched` says the same."""
    conditions = [Timeslot.event_id == Event.id, Timeslot.ends_at > now]
    if not days.are_any:
        by_zone = zones_by_bounds(days.first, days.last).items()
        conditions.append(or_(*(and_(Event.time_zone.in_(zones), *_between(bounds)) for bounds, zones in by_zone)))
    return conditions


def _between(bounds: Bounds) -> list[ColumnElement[bool]]:
    begins, ends = bounds
    conditions: list[ColumnElement[bool]] = []
    if begins is not None:
        conditions.append(Timeslot.ends_at > begins)
    if ends is not None:
        conditions.append(Timeslot.starts_at < ends)
    return conditions
