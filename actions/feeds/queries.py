"""What the feeds read: events without a single sealed column, and their timeslots; two statements for any number."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, exists, func, or_, select

from actions.coalition.models import Campaign
from actions.database import db
from actions.events.ahead import next_start
from actions.events.calendar import Dated
from actions.events.days import Days
from actions.events.models import Event, EventState, Timeslot, slug_of
from actions.events.redaction import public_point

COLUMNS = (
    Event.id,
    Event.title,
    Event.description,
    Event.kind,
    Event.state,
    Event.venue,
    Event.address,
    Event.city,
    Event.region,
    Event.postal_code,
    Event.latitude,
    Event.longitude,
    Event.precision,
    Event.address_visibility,
    Event.time_zone,
    Event.online_url,
    Event.is_wheelchair_accessible,
    Event.has_sign_language,
    Event.sequence,
    Event.created_at,
    Event.changed_at,
    Event.decided_at,
    Event.cancelled_at,
    Event.postponed_at,
)
_IS_OFF = or_(
    Event.state == EventState.CANCELLED,
    and_(Event.state == EventState.APPROVED, Event.postponed_at.is_not(None)),
)
PUBLIC_STATES = (EventState.APPROVED, EventState.CANCELLED)
# Event numbers on one page of the sitemap: each is named once a language, and 5,000 addresses a page are the limit.
EVENTS_A_SITEMAP = 2_500


def dated_events(
    conditions: Sequence[ColumnElement[bool]],
    page_url: str,
    *,
    days: Days,
    now: dt.datetime,
    limit: int,
    newest_first: bool = False,
) -> list[Dated]:
    """The events for which the conditions hold, the next to begin on the days first, with their timeslots on the days.

    Those that are over are left out, but not of what is called off or postponed: calendars are to take them back.
    `page_url` is the beginning of the address of every event's page. `newest_first` puts the latest change first.
    """
    soonest_first = (next_start(days, now).nulls_first(), Event.id)
    order = (Event.changed_at.desc(), Event.id.desc()) if newest_first else soonest_first
    rows = db.session.execute(select(*COLUMNS).where(*conditions).order_by(*order).limit(limit)).all()
    slots = _slots(conditions, order, limit, days, now)
    return [Dated(row, slots.get(row.id, ()), page_url + slug_of(row.id, row.title, row.city)) for row in rows]


def still_ahead(now: dt.datetime) -> list[ColumnElement[bool]]:
    """Events that a calendar must know about: to come, or called off or postponed before they were over."""
    to_come = and_(Event.state == EventState.APPROVED, Event.last_ends_at > now)
    slot_ahead = exists().where(Timeslot.event_id == Event.id, Timeslot.ends_at > now).correlate(Event)
    return [or_(to_come, and_(_IS_OFF, slot_ahead))]


def sitemap_pages() -> Sequence[Row[int, dt.datetime]]:
    """Number and latest change of every page of the sitemap that has events."""
    number = (Event.id - 1) // EVENTS_A_SITEMAP + 1
    query = select(number, func.max(Event.changed_at)).where(Event.state.in_(PUBLIC_STATES)).group_by(number)
    return db.session.execute(query.order_by(number)).all()


def sitemap_events(number: int) -> list[tuple[str, dt.datetime]]:
    """The tail of each address on one page of the sitemap, and when it last changed."""
    last = number * EVENTS_A_SITEMAP
    rows = db.session.execute(
        select(Event.id, Event.title, Event.city, Event.changed_at)
        .where(Event.id > last - EVENTS_A_SITEMAP, Event.id <= last, Event.state.in_(PUBLIC_STATES))
        .order_by(Event.id)
    )
    return [(slug_of(event_id, title, city), changed_at) for event_id, title, city, changed_at in rows]


def campaign_slugs() -> list[str]:
    """Every campaign's slug, in order."""
    return list(db.session.scalars(select(Campaign.slug).order_by(Campaign.slug)))


def public_places(campaign_id: int | None, now: dt.datetime) -> tuple[tuple[float, float], ...]:
    """Where the events to come are, as far as everybody may know."""
    query = select(Event.latitude, Event.longitude, Event.address_visibility).where(
        Event.state == EventState.APPROVED, Event.last_ends_at > now
    )
    if campaign_id is not None:
        query = query.where(Event.campaign_id == campaign_id)
    rows = db.session.execute(query).all()
    return tuple(
        public_point(latitude, longitude, visibility)
        for latitude, longitude, visibility in rows
        if latitude is not None and longitude is not None
    )


def _slots(
    conditions: Sequence[ColumnElement[bool]], order: Sequence[Any], limit: int, days: Days, now: dt.datetime
) -> dict[int, list[Row[int, int, dt.datetime, dt.datetime, str]]]:
    # The same events by the same conditions: to send thousands of numbers back would take longer.
    columns = (Event.id, Event.time_zone, _IS_OFF.label("is_off"))
    chosen = select(*columns).where(*conditions).order_by(*order).limit(limit).subquery()
    query = (
        select(Timeslot.id, Timeslot.event_id, Timeslot.starts_at, Timeslot.ends_at, chosen.c.time_zone)
        .join(chosen, chosen.c.id == Timeslot.event_id)
        .where(or_(chosen.c.is_off, Timeslot.ends_at > now))
        .order_by(Timeslot.starts_at, Timeslot.id)
    )
    found: dict[int, list[Row[int, int, dt.datetime, dt.datetime, str]]] = {}
    for row in db.session.execute(query):
        if days.are_touched(row.starts_at, row.ends_at, row.time_zone):
            found.setdefault(row.event_id, []).append(row)
    return found
