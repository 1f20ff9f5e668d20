"""Questions about events, as their hosts ask them."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import case, func, select

from actions.coalition.models import Campaign
from actions.database import db
from actions.events.models import Event, EventState, Timeslot, slug_of

ACTIONS_A_PAGE = 50
LARGEST_ID = 2**31 - 1


@dataclass(frozen=True)
class HostedEvent:
    """One of somebody's own actions, as the desk lists it."""

    id: int
    title: str
    state: str
    city: str
    region: str
    online_url: str
    time_zone: str
    starts_at: dt.datetime | None
    last_ends_at: dt.datetime | None
    postponed_at: dt.datetime | None
    going_count: int

    @property
    def zone(self) -> ZoneInfo:
        """The event's own time zone."""
        return ZoneInfo(self.time_zone)

    @property
    def slug(self) -> str:
        """The tail of its public address."""
        return slug_of(self.id, self.title, self.city)

    @property
    def is_public(self) -> bool:
        """Whether its page is open to everybody."""
        return self.state in (EventState.APPROVED, EventState.CANCELLED)

    @property
    def is_postponed(self) -> bool:
        """Whether it is public without a date."""
        return self.state == EventState.APPROVED and self.postponed_at is not None

    def is_over(self, now: dt.datetime) -> bool:
        """Whether the last timeslot has ended."""
        return self.last_ends_at is not None and self.last_ends_at <= now


def event_of(event_id: int) -> Event | None:
    """One event; nothing for numbers that no database has."""
    return db.session.get(Event, event_id) if 0 < event_id <= LARGEST_ID else None


def timeslots_of(event_id: int) -> list[Timeslot]:
    """An event's timeslots, earliest first."""
    query = select(Timeslot).where(Timeslot.event_id == event_id).order_by(Timeslot.starts_at, Timeslot.id)
    return list(db.session.scalars(query))


def hosted_by(user_id: int, now: dt.datetime, page: int = 1) -> list[HostedEvent]:
    """Somebody's own actions, one page and one more: those to come first, soonest first, then the past, latest first.

    One statement however many there are, and no sealed column among those it reads.
    """
    going = func.coalesce(func.sum(Timeslot.going_count), 0)
    columns = (
        Event.id,
        Event.title,
        Event.state,
        Event.city,
        Event.region,
        Event.online_url,
        Event.time_zone,
        Event.first_starts_at,
        Event.last_ends_at,
        Event.postponed_at,
    )
    is_over = func.coalesce(Event.last_ends_at <= now, False)
    start_to_come = case((is_over, None), else_=Event.first_starts_at)
    query = (
        select(*columns, going)
        .outerjoin(Timeslot, Timeslot.event_id == Event.id)
        .where(Event.host_id == user_id)
        .group_by(*columns)
        .order_by(is_over, start_to_come, Event.last_ends_at.desc(), Event.id)
        .limit(ACTIONS_A_PAGE + 1)
        .offset(ACTIONS_A_PAGE * (page - 1))
    )
    return [_hosted(*row) for row in db.session.execute(query)]


def _hosted(*values: Any) -> HostedEvent:
    # PostgreSQL sums whole numbers to decimals.
    row: tuple[Any, ...] = (*values[:-1], int(values[-1]))
    return HostedEvent(*row)


def open_campaigns() -> Sequence[Campaign]:
    """The campaigns that take events, by title."""
    return db.session.scalars(select(Campaign).where(Campaign.is_open).order_by(Campaign.title, Campaign.id)).all()


def events_by_reference(campaign_id: int, references: Sequence[str]) -> dict[str, Event]:
    """A campaign's events that an import knows by these ids of its own; one statement for a whole batch."""
    query = select(Event).where(Event.campaign_id == campaign_id, Event.reference.in_(references))
    return {str(event.reference): event for event in db.session.scalars(query)}
