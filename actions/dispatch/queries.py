"""Questions of the queue's page: what is held, and what failed. None of them opens an address or a supporter's name."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, false, func, or_, select
from sqlalchemy.orm import aliased

from actions.accounts.models import User
from actions.coalition.models import Campaign
from actions.database import db
from actions.events.models import Event
from actions.events.queries import LARGEST_ID
from actions.mail.models import HoldScope, MailHold, MailState, OutboxMail

ROWS_A_PAGE = 50


@dataclass(frozen=True)
class Held:
    """An active hold: what it is about, who held it, since when, and how many mails it has put aside so far."""

    id: int
    scope: str
    us_state: str | None
    campaign: str | None
    event_id: int | None
    event: str | None
    held_at: dt.datetime
    held_by: str | None
    mail_count: int
    may_release: bool


@dataclass(frozen=True)
class Failed:
    """A mail that could not be delivered. `alike_count` is how many failed with the same answer, itself included."""

    id: int
    kind: str
    finished_at: dt.datetime
    attempt_count: int
    outcome: str
    event_id: int | None
    event: str | None
    alike_count: int


def active_holds(mine: ColumnElement[bool], *, is_all_mine: bool) -> list[Held]:
    """The holds that concern whoever steers the campaigns that fit the condition, the latest first."""
    of_event = aliased(Campaign)
    campaign_ids = select(Campaign.id).where(mine)
    is_mine = or_(MailHold.campaign_id.in_(campaign_ids), Event.campaign_id.in_(campaign_ids))
    for_all = MailHold.scope.in_((HoldScope.ALL, HoldScope.STATE))
    rows = db.session.execute(
        select(
            MailHold.id,
            MailHold.scope,
            MailHold.us_state,
            func.coalesce(Campaign.title, of_event.title),
            MailHold.event_id,
            Event.title,
            MailHold.held_at,
            User.name,
        )
        .outerjoin(Campaign, Campaign.id == MailHold.campaign_id)
        .outerjoin(Event, Event.id == MailHold.event_id)
        .outerjoin(of_event, of_event.id == Event.campaign_id)
        .outerjoin(User, User.id == MailHold.held_by_id)
        .where(MailHold.released_at.is_(None), or_(for_all, is_mine))
        .order_by(MailHold.held_at.desc(), MailHold.id.desc())
    ).all()
    counts = _held_counts()
    shared = (HoldScope.ALL, HoldScope.STATE)
    return [Held(*row, counts.get(row[0], 0), is_all_mine or row[1] not in shared) for row in rows]


def hold_of_event(event_id: int) -> int | None:
    """The active hold of just this event's mail."""
    return db.session.scalar(select(MailHold.id).where(MailHold.event_id == event_id, MailHold.released_at.is_(None)))


def wider_hold_of(event: Event) -> str | None:
    """The scope of an active hold that stops this event's mail with that of others; nothing when there is none."""
    is_wider = or_(
        MailHold.scope == HoldScope.ALL,
        MailHold.campaign_id == event.campaign_id,
        MailHold.us_state == event.region,
    )
    return db.session.scalar(select(MailHold.scope).where(MailHold.released_at.is_(None), is_wider).limit(1))


def active_hold(hold_id: int) -> MailHold | None:
    """One hold, while it lasts."""
    if not 0 < hold_id <= LARGEST_ID:
        return None
    return db.session.scalar(select(MailHold).where(MailHold.id == hold_id, MailHold.released_at.is_(None)))


def active_hold_of(scope: HoldScope, **target: int | str | None) -> int | None:
    """The active hold of just this target."""
    query = select(MailHold.id).where(MailHold.scope == scope, MailHold.released_at.is_(None))
    return db.session.scalar(query.filter_by(**target))


def campaign_of(hold: MailHold) -> Campaign | None:
    """The campaign whose organizers may release a hold; none when it is for the whole coalition's."""
    if hold.event_id is not None:
        return db.session.scalar(select(Campaign).join(Event).where(Event.id == hold.event_id))
    return db.session.get(Campaign, hold.campaign_id) if hold.campaign_id else None


def campaigns(mine: ColumnElement[bool]) -> Sequence[tuple[str, str]]:
    """Slug and title of the campaigns that fit the condition."""
    return [
        (slug, title)
        for slug, title in db.session.execute(
            select(Campaign.slug, Campaign.title).where(mine).order_by(Campaign.title, Campaign.id)
        )
    ]


def failed(*columns: Any) -> Select[Any]:
    """Mails that failed, with their event and its campaign; a condition on campaigns leaves out those without."""
    return (
        select(*columns)
        .select_from(OutboxMail)
        .outerjoin(Event, Event.id == OutboxMail.event_id)
        .outerjoin(Campaign, Campaign.id == Event.campaign_id)
        .where(OutboxMail.state == MailState.FAILED)
    )


def failed_count(may_see: ColumnElement[bool]) -> int:
    """How many failed mails there are."""
    return db.session.scalar(failed(func.count()).where(may_see)) or 0


def failed_mails(may_see: ColumnElement[bool], page: int = 1) -> list[Failed]:
    """One page of the failed mails, the latest first."""
    rows = db.session.execute(
        failed(
            OutboxMail.id,
            OutboxMail.kind,
            OutboxMail.finished_at,
            OutboxMail.attempt_count,
            OutboxMail.outcome,
            Event.id.label("event_id"),
            Event.title.label("event"),
        )
        .where(may_see)
        .order_by(OutboxMail.finished_at.desc(), OutboxMail.id.desc())
        .limit(ROWS_A_PAGE)
        .offset(ROWS_A_PAGE * (page - 1))
    ).all()
    alike = OutboxMail.outcome.in_({row.outcome for row in rows}) if rows else false()
    counted = failed(OutboxMail.outcome, func.count()).where(may_see, alike).group_by(OutboxMail.outcome)
    counts: dict[str, int] = dict(db.session.execute(counted).all())
    return [Failed(**row._mapping, alike_count=counts.get(row.outcome, 1)) for row in rows]


def _held_counts() -> dict[int, int]:
    query = select(OutboxMail.hold_id, func.count()).where(OutboxMail.state == MailState.HELD)
    return {hold_id: count for hold_id, count in db.session.execute(query.group_by(OutboxMail.hold_id)) if hold_id}
