"""Questions about the outbox."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from sqlalchemy import func, select

from actions.database import db
from actions.mail.models import MailState, OutboxMail


@dataclass(frozen=True)
class Waiting:
    """A mail that is owed and has not gone out."""

    kind: str
    since: dt.datetime
    attempt_count: int
    outcome: str


def counts() -> dict[str, dict[str, int]]:
    """How many mails of each kind are in each state."""
    table: dict[str, dict[str, int]] = defaultdict(dict)
    grouped = select(OutboxMail.kind, OutboxMail.state, func.count()).group_by(OutboxMail.kind, OutboxMail.state)
    for kind, state, count in db.session.execute(grouped.order_by(OutboxMail.kind)):
        table[kind][state] = count
    return dict(table)


def oldest_waiting(now: dt.datetime) -> Waiting | None:
    """The mail that has been due for longest."""
    row = db.session.execute(
        select(OutboxMail.kind, OutboxMail.due_at, OutboxMail.attempt_count, OutboxMail.outcome)
        .where(OutboxMail.state == MailState.QUEUED, OutboxMail.due_at <= now)
        .order_by(OutboxMail.due_at, OutboxMail.id)
        .limit(1)
    ).first()
    return None if row is None else Waiting(*row)
