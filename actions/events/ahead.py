"""Timeslots to come, in SQL. "On December 5" means December 5 where the event is, in Guam and in Hawaii alike."""

import datetime as dt

from sqlalchemy import ColumnElement, and_, case, exists, func, or_, select

from actions.events.days import Bounds, Days, zones_by_bounds
from actions.events.models import Event, Timeslot


def on_days(days: Days, now: dt.datetime) -> ColumnElement[bool]:
    """Whether an event has a timeslot to come that touches the days in its own zone."""
    # Said outright: a query that itself joins timeslots would otherwise claim these ones too.
    return exists().where(*_ahead(days, now)).correlate(Event)


def next_start(days: Days, now: dt.datetime) -> ColumnElement[dt.datetime | None]:
    """When an event's first timeslot to come begins that touches the days; when it began, if it is on now.

    Nothing for a postponed one, whose timeslots are of a day that was taken off.
    """
    looked_up = select(func.min(Timeslot.starts_at)).where(*_ahead(days, now)).correlate(Event).scalar_subquery()
    is_known: ColumnElement[bool] = Event.first_starts_at.is_(None)
    if days.are_any:
        # Most events have yet to begin: then their first start is the next, and nothing has to be looked up.
        is_known = or_(is_known, Event.first_starts_at > now)
    return case((is_known, Event.first_starts_at), else_=looked_up)


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
