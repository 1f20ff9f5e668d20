"""What wants an organizer's attention though it is public: what its host rewrote, and what visitors report."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select

from actions.coalition.models import Campaign
from actions.database import db
from actions.events.models import Event, EventRewrite, EventState
from actions.moderation.models import ProblemReport
from actions.moderation.queries import COLUMNS, ROWS_A_PAGE, Listed


@dataclass(frozen=True)
class Rewritten(Listed):
    """A public event that its host rewrote since an organizer looked at it."""

    campaign: str
    changed_at: dt.datetime
    fields: tuple[str, ...]


@dataclass(frozen=True)
class Reported(Listed):
    """A public event that visitors reported, with the reports that nobody has settled."""

    campaign: str
    first_at: dt.datetime
    count: int


def rewritten_events(may_review: ColumnElement[bool], now: dt.datetime) -> list[Rewritten]:
    """Public events to come that their hosts rewrote, the longest unseen first; one page, settled from the top."""
    rows = db.session.execute(
        select(*COLUMNS, Campaign.title, EventRewrite.changed_at, EventRewrite.before)
        .join(EventRewrite, EventRewrite.event_id == Event.id)
        .join(Campaign, Campaign.id == Event.campaign_id)
        .where(may_review, Event.state == EventState.APPROVED)
        .where(or_(Event.last_ends_at.is_(None), Event.last_ends_at > now))
        .order_by(EventRewrite.began_at, Event.id)
        .limit(ROWS_A_PAGE)
    )
    return [_rewritten(*row) for row in rows]


def reported_events(may_review: ColumnElement[bool]) -> list[Reported]:
    """Events with reports that nobody has settled, most reports first; one page, settled from the top."""
    rows = db.session.execute(
        select(*COLUMNS, Campaign.title, func.min(ProblemReport.created_at), func.count(ProblemReport.id))
        .join(ProblemReport, ProblemReport.event_id == Event.id)
        .join(Campaign, Campaign.id == Event.campaign_id)
        .where(may_review, ProblemReport.settled_at.is_(None))
        .group_by(*COLUMNS, Campaign.title)
        .order_by(func.count(ProblemReport.id).desc(), func.min(ProblemReport.created_at), Event.id)
        .limit(ROWS_A_PAGE)
    )
    return [Reported(*tuple(row)) for row in rows]


def open_reports(event_id: int) -> list[ProblemReport]:
    """What visitors reported about an event and nobody has settled, oldest first."""
    query = select(ProblemReport).where(ProblemReport.event_id == event_id, ProblemReport.settled_at.is_(None))
    return list(db.session.scalars(query.order_by(ProblemReport.id)))


def open_report_count(event_id: int) -> int:
    """How many reports about an event nobody has settled."""
    query = select(func.count(ProblemReport.id))
    return db.session.scalar(query.where(ProblemReport.event_id == event_id, ProblemReport.settled_at.is_(None))) or 0


def rewrite_of(event: Event) -> EventRewrite | None:
    """What the host of a public event rewrote since an organizer looked at it."""
    return db.session.get(EventRewrite, event.id) if event.state == EventState.APPROVED else None


def _rewritten(*values: Any) -> Rewritten:
    row: tuple[Any, ...] = (*values[:-1], tuple(values[-1]))
    return Rewritten(*row)
