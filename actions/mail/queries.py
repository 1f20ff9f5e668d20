"""Questions about the outbox."""

import datetime as dt

from sqlalchemy import Label, and_, case, func, or_, select

from actions.database import db
from actions.mail.figures import HOURS, RATE_OVER, Figures, Pile, Waiting
from actions.mail.models import KeptFigures, MailState, OutboxMail

# Longer than a worker takes to count again: what is older, no worker renews.
GOOD_FOR = dt.timedelta(seconds=120)


def figures(now: dt.datetime) -> Figures:
    """How mail stands: as a worker counted it last, where there is so much that it does; else at this moment."""
    kept = db.session.get(KeptFigures, KeptFigures.ONLY)
    if kept is not None and kept.counted_at <= now < kept.counted_at + GOOD_FOR:
        return Figures.from_json(kept.counted_at, kept.figures)
    return counted(now)


def counted(now: dt.datetime) -> Figures:
    """How mail stands at this moment; reads the whole outbox, once."""
    piles = Figures(now, _piles(now))
    began_at = piles.send_began_at
    return Figures(now, piles.piles, _oldest(piles), _left_count(began_at) if began_at else 0)


def _piles(now: dt.datetime) -> tuple[Pile, ...]:
    ended_lately = OutboxMail.finished_at > now - RATE_OVER
    alike = (
        OutboxMail.kind,
        OutboxMail.lane,
        OutboxMail.state,
        (OutboxMail.attempt_count > 0).label("was_tried"),
        (OutboxMail.due_at <= now).label("is_due"),
        _ago(now),
    )
    figures = (
        func.count(),
        func.count().filter(ended_lately),
        func.min(OutboxMail.due_at),
        func.min(OutboxMail.queued_at),
    )
    return tuple(Pile._make(row) for row in db.session.execute(select(*alike, *figures).group_by(*alike)))


def _ago(now: dt.datetime) -> Label[int | None]:
    ends = [now - dt.timedelta(hours=ago) for ago in range(HOURS + 1)]
    # First, so that what ended long ago is not compared with every hour.
    is_long_ago = or_(OutboxMail.finished_at.is_(None), OutboxMail.finished_at <= ends[-1])
    hours = ((OutboxMail.finished_at > end, number) for number, end in enumerate(ends[1:]))
    return case((is_long_ago, None), *hours).label("ago")


def _oldest(figures: Figures) -> Waiting | None:
    """The mail that has been due for longest."""
    due = [pile.due_at for pile in figures.piles if pile.state == MailState.QUEUED and pile.is_due]
    if not due:
        return None
    row = db.session.execute(
        select(OutboxMail.kind, OutboxMail.due_at, OutboxMail.attempt_count, OutboxMail.outcome)
        .where(OutboxMail.state == MailState.QUEUED, OutboxMail.due_at == min(due))
        .order_by(OutboxMail.id)
        .limit(1)
    ).first()
    # A worker may have delivered it since it was counted.
    return None if row is None else Waiting(*row)


def _left_count(began_at: dt.datetime) -> int:
    left = and_(OutboxMail.state == MailState.SENT, OutboxMail.finished_at >= began_at)
    return db.session.scalar(select(func.count()).where(left)) or 0
