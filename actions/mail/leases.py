"""Who has which mail: rows of the outbox are leased for a while, so that any number of workers share one queue.

Each function is one short transaction. None is open while a worker talks to a mail server.
"""

import datetime as dt
import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select, update
from sqlalchemy.sql.elements import ColumnElement

from actions.database import db
from actions.mail.models import MailState, OutboxMail

# Longer than a server may take to answer after the message (see relay.py), so that a slow answer is not a lost lease.
LEASE = dt.timedelta(minutes=4)
LONGEST_OUTCOME = 300


@dataclass(frozen=True)
class Claimed:
    """A mail that this worker has for now. `token` proves it."""

    id: int
    key: str
    kind: str
    lane: int
    queued_at: dt.datetime
    due_at: dt.datetime
    attempt_count: int
    token: str


def claim(now: dt.datetime, most: int) -> list[Claimed]:
    """Lease the mails that are due, the most urgent lane first, each lane in order."""
    due = (
        select(OutboxMail)
        .where(is_due(now))
        .order_by(OutboxMail.lane, OutboxMail.due_at, OutboxMail.id)
        .limit(most)
        # PostgreSQL: workers step over each other's rows. SQLite: BEGIN IMMEDIATE already lets in one at a time.
        .with_for_update(skip_locked=True)
    )
    token = secrets.token_hex(16)
    claimed = []
    for mail in db.session.scalars(due):
        mail.leased_until, mail.lease_token = now + LEASE, token
        claimed.append(
            Claimed(mail.id, mail.key, mail.kind, mail.lane, mail.queued_at, mail.due_at, mail.attempt_count, token)
        )
    db.session.commit()
    return claimed


def is_due(now: dt.datetime) -> ColumnElement[bool]:
    """Owed by now, and in nobody's hands."""
    in_no_hands = or_(OutboxMail.leased_until.is_(None), OutboxMail.leased_until <= now)
    return (OutboxMail.state == MailState.QUEUED) & (OutboxMail.due_at <= now) & in_no_hands


def renew(mail: Claimed, now: dt.datetime) -> bool:
    """Extend the lease; false when it ran out and another worker took the mail. Asked right before sending."""
    return _update_if_ours(mail, leased_until=now + LEASE)


def release(mails: Sequence[Claimed]) -> None:
    """Hand mails back untried."""
    if mails:
        ours = OutboxMail.id.in_([mail.id for mail in mails]) & (OutboxMail.lease_token == mails[0].token)
        db.session.execute(update(OutboxMail).where(ours).values(leased_until=None, lease_token=None))
        db.session.commit()


def finish(mail: Claimed, state: MailState, outcome: str, now: dt.datetime) -> bool:
    """Record the end of a mail; false when it was no longer ours to end."""
    return _update_if_ours(
        mail,
        state=state,
        outcome=outcome[:LONGEST_OUTCOME],
        finished_at=now,
        attempt_count=mail.attempt_count + (state != MailState.DROPPED),
        leased_until=None,
        lease_token=None,
    )


def put_off(mail: Claimed, outcome: str, until: dt.datetime) -> bool:
    """Record a try in vain: nobody takes the mail before `until`. Its place in the order stays."""
    return _update_if_ours(
        mail,
        outcome=outcome[:LONGEST_OUTCOME],
        attempt_count=mail.attempt_count + 1,
        leased_until=until,
        lease_token=None,
    )


def _update_if_ours(mail: Claimed, **values: object) -> bool:
    ours = (OutboxMail.id == mail.id) & (OutboxMail.lease_token == mail.token) & (OutboxMail.state == MailState.QUEUED)
    changed = db.session.execute(update(OutboxMail).where(ours).values(**values).returning(OutboxMail.id)).all()
    db.session.commit()
    return bool(changed)
