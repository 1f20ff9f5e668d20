"""Questions of the organizer's desk. Lists open no sealed column, and ask a fixed number of times."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Row, case, exists, func, select
from sqlalchemy.orm import joinedload

from actions.accounts.models import User
from actions.coalition.models import Campaign
from actions.database import db
from actions.events.models import Event, EventState, Timeslot
from actions.events.queries import LARGEST_ID
from actions.events.selection import Selection
from actions.mail.models import OutboxMail

ROWS_A_PAGE = 50
MOST_SIMILAR = 5
SOON = dt.timedelta(days=2)
DECISION_MAILS = ("event-approved", "event-declined")
COLUMNS = (
    Event.id,
    Event.title,
    Event.state,
    Event.venue,
    Event.city,
    Event.region,
    Event.online_url,
    Event.time_zone,
    Event.first_starts_at,
    Event.last_ends_at,
)


@dataclass(frozen=True)
class Steered:
    """A campaign of somebody's, with how many of its events are in each state."""

    slug: str
    title: str
    day_on: dt.date | None
    counts: Mapping[str, int]


@dataclass(frozen=True)
class Listed:
    """One event in a list of the desk."""

    id: int
    title: str
    state: str
    venue: str
    city: str
    region: str
    online_url: str
    time_zone: str
    starts_at: dt.datetime | None
    last_ends_at: dt.datetime | None

    @property
    def zone(self) -> ZoneInfo:
        """The event's own time zone."""
        return ZoneInfo(self.time_zone)

    @property
    def town(self) -> str:
        """As in `Chicago, IL`."""
        return ", ".join(part for part in (self.city, self.region) if part)

    def is_over(self, now: dt.datetime) -> bool:
        """Whether the last timeslot has ended."""
        return self.last_ends_at is not None and self.last_ends_at <= now

    def is_soon(self, now: dt.datetime) -> bool:
        """Whether it begins within two days."""
        return self.starts_at is not None and not self.is_over(now) and self.starts_at < now + SOON


@dataclass(frozen=True)
class Waiting(Listed):
    """An event that waits for review."""

    campaign: str
    submitted_at: dt.datetime


@dataclass(frozen=True)
class Counted(Listed):
    """An event with how many timeslots and people it has; `capacity` is empty when a timeslot has no limit."""

    slot_count: int
    going_count: int
    capacity: int | None


@dataclass(frozen=True)
class Totals:
    """How many events are in each state, and how many people are going to them."""

    counts: Mapping[str, int]
    going_count: int

    @property
    def event_count(self) -> int:
        """All of them."""
        return sum(self.counts.values())


def steered_campaigns(may_review: ColumnElement[bool]) -> list[Steered]:
    """The campaigns that fit the condition, latest day first, each with its counts."""
    rows = db.session.execute(
        select(Campaign.slug, Campaign.title, Campaign.day_on, Event.state, func.count(Event.id))
        .outerjoin(Event, Event.campaign_id == Campaign.id)
        .where(may_review)
        .group_by(Campaign.id, Campaign.slug, Campaign.title, Campaign.day_on, Event.state)
        .order_by(Campaign.day_on.is_(None), Campaign.day_on.desc(), Campaign.title, Campaign.id)
    )
    found: dict[str, tuple[str, dt.date | None, dict[str, int]]] = {}
    for slug, title, day_on, state, count in rows:
        found.setdefault(slug, (title, day_on, {}))[2][state] = count
    return [Steered(slug, *rest) for slug, rest in found.items()]


def waiting_events(may_review: ColumnElement[bool], page: int = 1) -> list[Waiting]:
    """What waits for review in the campaigns that fit the condition, oldest first; one page."""
    since = func.coalesce(Event.submitted_at, Event.created_at)
    rows = db.session.execute(
        select(*COLUMNS, Campaign.title, since)
        .join(Campaign, Campaign.id == Event.campaign_id)
        .where(may_review, Event.state == EventState.PENDING)
        .order_by(since, Event.id)
        .limit(ROWS_A_PAGE)
        .offset(ROWS_A_PAGE * (page - 1))
    )
    return [Waiting(*_values(row)) for row in rows]


def events_of(selection: Selection, page: int = 1) -> list[Counted]:
    """One page of the chosen events, by state and town."""
    rows = db.session.execute(
        select(*COLUMNS, *_sums())
        .outerjoin(Timeslot, Timeslot.event_id == Event.id)
        .where(*selection.of_events())
        .group_by(*COLUMNS)
        .order_by(Event.region, Event.city, Event.first_starts_at, Event.id)
        .limit(ROWS_A_PAGE)
        .offset(ROWS_A_PAGE * (page - 1))
    )
    return [_counted(row) for row in rows]


def totals_of(selection: Selection) -> Totals:
    """Figures over all the chosen events; nobody goes to a cancelled one."""
    going = (
        select(func.coalesce(func.sum(Timeslot.going_count), 0)).where(Timeslot.event_id == Event.id).scalar_subquery()
    )
    each = (
        select(Event.state, case((Event.state == EventState.CANCELLED, 0), else_=going).label("going"))
        .where(*selection.of_events())
        .subquery()
    )
    rows = db.session.execute(select(each.c.state, func.count(), func.sum(each.c.going)).group_by(each.c.state)).all()
    return Totals({state: count for state, count, _people in rows}, sum(int(people) for _state, _count, people in rows))


def regions_of(campaign_id: int) -> list[str]:
    """The states that a campaign has events in."""
    query = select(Event.region).where(Event.campaign_id == campaign_id, Event.region != "").distinct()
    return list(db.session.scalars(query.order_by(Event.region)))


def event_to_review(event_id: int) -> Event | None:
    """One event with its campaign and host; drafts are their host's own business."""
    if not 0 < event_id <= LARGEST_ID:
        return None
    return db.session.scalar(
        select(Event)
        .where(Event.id == event_id, Event.state != EventState.DRAFT)
        .options(joinedload(Event.campaign), joinedload(Event.host))
    )


def counts_of_host(host_id: int | None) -> dict[str, int]:
    """How many events of each state somebody hosts."""
    if host_id is None:
        return {}
    query = select(Event.state, func.count()).where(Event.host_id == host_id).group_by(Event.state)
    return dict(db.session.execute(query).all())


def similar_events(event: Event) -> list[Listed]:
    """Others of the campaign in the same town that overlap in time, which may be the same one posted twice."""
    if not event.city or event.first_starts_at is None or event.last_ends_at is None:
        return []
    rows = db.session.execute(
        select(*COLUMNS)
        .where(
            Event.campaign_id == event.campaign_id,
            Event.id != event.id,
            Event.state.in_((EventState.PENDING, EventState.APPROVED)),
            Event.region == event.region,
            func.lower(Event.city) == func.lower(event.city),
            Event.first_starts_at < event.last_ends_at,
            Event.last_ends_at > event.first_starts_at,
        )
        .order_by(Event.id)
        .limit(MOST_SIMILAR)
    )
    return [Listed(*_values(row)) for row in rows]


def reviewer_of(event: Event) -> User | None:
    """Who decided last."""
    return db.session.get(User, event.decided_by_id) if event.decided_by_id else None


def last_mail_about(event_id: int) -> int:
    """The number of the latest mail about an event; each decision that is told raises it."""
    return db.session.scalar(select(func.max(OutboxMail.id)).where(OutboxMail.event_id == event_id)) or 0


def is_overtaken(mail: OutboxMail) -> bool:
    """Whether a newer decision about the same event is owed or was told."""
    newer = exists().where(
        OutboxMail.event_id == mail.event_id, OutboxMail.kind.in_(DECISION_MAILS), OutboxMail.id > mail.id
    )
    return bool(db.session.scalar(select(newer)))


def _sums() -> tuple[ColumnElement[Any], ...]:
    has_limit = func.count(Timeslot.capacity) == func.count(Timeslot.id)
    return (
        func.count(Timeslot.id),
        func.coalesce(func.sum(Timeslot.going_count), 0),
        case((has_limit, func.sum(Timeslot.capacity)), else_=None),
    )


def _counted(row: Row[*tuple[Any, ...]]) -> Counted:
    # PostgreSQL sums whole numbers to decimals.
    *plain, slots, going, capacity = _values(row)
    values: tuple[Any, ...] = (*plain, slots, int(going), None if capacity is None else int(capacity))
    return Counted(*values)


def _values(row: Row[*tuple[Any, ...]]) -> tuple[Any, ...]:
    return tuple(row)
