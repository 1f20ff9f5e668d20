"""Which events a search finds. Distances are reckoned from the public's point of an event, so that a withheld door
cannot be measured out from three sides; boxes in SQL are cut a little larger for it."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import pi, sqrt

from sqlalchemy import ColumnElement, Row, and_, func, or_, select

from actions.coalition.models import Campaign, Organization
from actions.database import db
from actions.events.ahead import next_start, on_days
from actions.events.models import Event, EventState
from actions.events.redaction import public_point
from actions.finder.search import Filters
from actions.geo.distance import EARTH_RADIUS_MILES, Box, box_around, miles_between

Point = tuple[float, float]
# How far rounding moves a withheld point at most: half of 0.01 degrees both ways is 0.49 miles.
MOST_ROUNDED_MILES = 0.5
FIRST_RADIUS_MILES = 2.0
SQUARE_MILES = 3_500_000
FURTHEST_MILES = pi * EARTH_RADIUS_MILES
_POINT_COLUMNS = (Event.id, Event.latitude, Event.longitude, Event.address_visibility)


@dataclass(frozen=True, order=True)
class Hit:
    """An event and how far it is."""

    miles: float
    event_id: int


@dataclass(frozen=True)
class Tally:
    """How many events there are to come, by state (empty for online ones without a town) and by kind."""

    count: int
    by_region: dict[str, int]
    by_kind: dict[str, int]

    @property
    def state_count(self) -> int:
        """In how many states and territories."""
        return sum(bool(region) for region in self.by_region)


def upcoming(filters: Filters, now: dt.datetime) -> list[ColumnElement[bool]]:
    """What holds for every event that the public may find."""
    return [Event.state == EventState.APPROVED, Event.last_ends_at > now, *fitting(filters, now)]


def fitting(filters: Filters, now: dt.datetime) -> list[ColumnElement[bool]]:
    """What the filters ask for, whatever state an event is in."""
    conditions: list[ColumnElement[bool]] = []
    if filters.kinds:
        conditions.append(Event.kind.in_(filters.kinds))
    if filters.is_online:
        conditions.append(Event.online_url != "")
    if filters.is_accessible:
        conditions.append(Event.is_wheelchair_accessible.is_(True))
    if filters.has_sign_language:
        conditions.append(Event.has_sign_language.is_(True))
    if filters.region:
        conditions.append(Event.region == filters.region)
    if filters.organization is not None:
        conditions.append(is_hosted_by(filters.organization.id))
    if filters.campaign_id is not None:
        conditions.append(Event.campaign_id == filters.campaign_id)
    if not filters.days.are_any:
        conditions.append(on_days(filters.days, now))
    return conditions


def is_hosted_by(organization_id: int) -> ColumnElement[bool]:
    """Events that name the organization, and those that name none in a campaign that it runs: its name is on both."""
    run_by_it = select(Campaign.id).where(Campaign.organization_id == organization_id)
    return or_(
        Event.organization_id == organization_id,
        and_(Event.organization_id.is_(None), Event.campaign_id.in_(run_by_it)),
    )


def tally(filters: Filters, now: dt.datetime) -> Tally:
    """Counts of what the filters let through, in one query."""
    query = (
        select(Event.region, Event.kind, func.count()).where(*upcoming(filters, now)).group_by(Event.region, Event.kind)
    )
    by_region, by_kind = Counter[str](), Counter[str]()
    for region, kind, count in db.session.execute(query):
        by_region[region] += count
        by_kind[kind] += count
    return Tally(by_region.total(), dict(by_region), dict(by_kind))


def within(
    point: Point,
    miles: float,
    *,
    filters: Filters,
    now: dt.datetime,
    ahead: Sequence[ColumnElement[bool]] | None = None,
) -> list[Hit]:
    """Every event within `miles` of the point, nearest first. `ahead` widens it to more than what is to come."""
    among = upcoming(filters, now) if ahead is None else [*ahead, *fitting(filters, now)]
    box = box_around(*point, miles + MOST_ROUNDED_MILES)
    query = select(*_POINT_COLUMNS).where(*among, inside(box))
    return sorted(hit for hit in _hits(point, db.session.execute(query)) if hit.miles <= miles)


def nearest(point: Point, limit: int, *, filters: Filters, now: dt.datetime, out_of: int | None = None) -> list[Hit]:
    """The `limit` nearest events, exactly: a box is widened until the circle in it holds enough of them.

    `out_of` is how many there are, where that is known; it makes a better first guess.
    """
    radius = _first_radius(limit, out_of) if out_of else FIRST_RADIUS_MILES
    while True:
        found = within(point, radius, filters=filters, now=now)
        if len(found) >= limit or radius >= FURTHEST_MILES:
            return found[:limit]
        radius = _wider(radius, len(found), limit)


def located_count(filters: Filters, now: dt.datetime) -> int:
    """How many of the events have a place on the map."""
    # Every latitude there is, said as a range: SQLite then counts along the places' index, twenty times as fast.
    query = select(func.count()).where(*upcoming(filters, now), Event.latitude.between(-90, 90))
    return db.session.scalar(query) or 0


def soonest(filters: Filters, now: dt.datetime, *, limit: int, offset: int = 0) -> Sequence[int]:
    """Event ids, by their next start; of those that are on now, by the one that they are on since."""
    query = (
        select(Event.id)
        .where(*upcoming(filters, now))
        .order_by(next_start(filters.days, now), Event.id)
        .limit(limit)
        .offset(offset)
    )
    return db.session.scalars(query).all()


def counts_near(points: Sequence[Point], miles: float, *, filters: Filters, now: dt.datetime) -> list[int]:
    """How many events there are within `miles` of each of the points, in one query."""
    boxes = [box_around(*point, miles + MOST_ROUNDED_MILES) for point in points]
    near_any = or_(*(inside(box) for box in boxes))
    rows = db.session.execute(select(*_POINT_COLUMNS).where(*upcoming(filters, now), near_any)).all()
    return [
        sum(hit.miles <= miles for hit in _hits(point, (row for row in rows if box.contains(row[1] or 0, row[2] or 0))))
        for point, box in zip(points, boxes, strict=True)
    ]


def organizations(filters: Filters, now: dt.datetime) -> Sequence[Row[str, str]]:
    """Slug and name of every organization that has events to come, by name."""
    # One look along the index of each organization, which ends at the first event that will do.
    named = select(Event.id).where(Event.organization_id == Organization.id, *upcoming(filters, now))
    unnamed = (
        select(Event.id)
        .join(Campaign, Campaign.id == Event.campaign_id)
        .where(Campaign.organization_id == Organization.id, Event.organization_id.is_(None), *upcoming(filters, now))
    )
    query = select(Organization.slug, Organization.name).where(or_(named.exists(), unnamed.exists()))
    return db.session.execute(query.order_by(Organization.name, Organization.id)).all()


def upcoming_campaigns(now: dt.datetime, limit: int = 3) -> Sequence[Row[str, str, dt.date | None]]:
    """Slug, title and day of the campaigns that have events to come, the next day first."""
    has_events = select(Event.id).where(
        Event.campaign_id == Campaign.id, Event.state == EventState.APPROVED, Event.last_ends_at > now
    )
    query = (
        select(Campaign.slug, Campaign.title, Campaign.day_on)
        .where(has_events.exists())
        .order_by(Campaign.day_on.is_(None), Campaign.day_on, Campaign.id)
        .limit(limit)
    )
    return db.session.execute(query).all()


def inside(box: Box) -> ColumnElement[bool]:
    """Whether an event lies in the box, which may cross the date line."""
    spans = [Event.longitude.between(west, east) for west, east in box.longitudes]
    return and_(Event.latitude.between(box.south, box.north), or_(*spans))


def _hits(point: Point, rows: Iterable[Row[int, float | None, float | None, str]]) -> Iterable[Hit]:
    for event_id, latitude, longitude, visibility in rows:
        if latitude is None or longitude is None:
            continue
        yield Hit(miles_between(*point, *public_point(latitude, longitude, visibility)), event_id)


def _first_radius(limit: int, count: int) -> float:
    """Where so many events lie about as people live, in the US: a good deal closer than if they were spread evenly."""
    return max(FIRST_RADIUS_MILES, sqrt(limit / count * SQUARE_MILES / pi) / 3)


def _wider(radius: float, found: int, limit: int) -> float:
    """Where events lie about evenly, the area needed follows from the number found; some are added to be sure."""
    factor = sqrt(limit / found) * 1.2 if found else 4.0
    return min(FURTHEST_MILES, radius * min(4.0, max(1.4, factor)))
