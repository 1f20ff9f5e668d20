"""Questions about the outbox."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import case, func, select

from actions.database import db
from actions.mail.models import Lane, MailState, OutboxMail

# The rate is what went out in this time: long enough for a slow relay, short enough to tell of now.
RATE_OVER = dt.timedelta(minutes=5)
# From so many that wait on, it is worth a bar.
BIG_SEND = 100
HOURS = 24
STANDINGS = ("scheduled", "due", "deferred", "held", "sent", "failed", "dropped")


@dataclass(frozen=True)
class Waiting:
    """A mail that is owed and has not gone out."""

    kind: str
    since: dt.datetime
    attempt_count: int
    outcome: str


@dataclass(frozen=True)
class Progress:
    """How far a big send is: `due` mails wait, `sent` left in the last `RATE_OVER`; `left` at that pace, if any."""

    due: int
    sent: int
    left: dt.timedelta | None


@dataclass(frozen=True)
class Hour:
    """What left, and what failed, in one of the last hours; `ago` is 0 for the hour that ends now."""

    ago: int
    sent: int
    failed: int


@dataclass(frozen=True)
class Send:
    """A big send on its way: of `count` mails `done` have left since the first of those that still wait was queued."""

    done: int
    count: int


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


def lane_counts(now: dt.datetime) -> dict[Lane, dict[str, int]]:
    """How many mails of each lane stand how (`STANDINGS`): every lane that has ever had a mail, the most urgent first.

    `due` and `deferred` (tried in vain) wait and should be out; `scheduled` are for later.
    """
    standing = case(
        (OutboxMail.state != MailState.QUEUED, OutboxMail.state),
        (OutboxMail.attempt_count > 0, "deferred"),
        (OutboxMail.due_at <= now, "due"),
        else_="scheduled",
    ).label("standing")
    grouped = select(OutboxMail.lane, standing, func.count()).group_by(OutboxMail.lane, standing)
    table: dict[Lane, dict[str, int]] = {}
    for lane, name, count in db.session.execute(grouped.order_by(OutboxMail.lane)):
        table.setdefault(Lane(lane), dict.fromkeys(STANDINGS, 0))[name] = count
    return table


def progress(lanes: Mapping[Lane, Mapping[str, int]], now: dt.datetime) -> Progress:
    """How long what is due in these lanes will take at the pace of the last minutes."""
    query = select(func.count()).where(OutboxMail.state == MailState.SENT, OutboxMail.finished_at > now - RATE_OVER)
    due, sent = sum(lane["due"] + lane["deferred"] for lane in lanes.values()), db.session.scalar(query) or 0
    return Progress(due, sent, due * RATE_OVER / sent if due and sent else None)


def big_send(progress: Progress, now: dt.datetime) -> Send | None:
    """How far the send is that goes out at this moment, if it is a big one."""
    if progress.due < BIG_SEND:
        return None
    waits = select(func.min(OutboxMail.queued_at)).where(
        OutboxMail.state == MailState.QUEUED, OutboxMail.due_at <= now, OutboxMail.attempt_count == 0
    )
    began_at = db.session.scalar(waits)
    sent = select(func.count()).where(OutboxMail.state == MailState.SENT, OutboxMail.finished_at >= began_at)
    done = db.session.scalar(sent) or 0
    return Send(done, done + progress.due)


def hours(now: dt.datetime) -> list[Hour]:
    """The last hours in which anything left or failed, the latest first."""
    ends = [now - dt.timedelta(hours=ago) for ago in range(HOURS + 1)]
    ago = case(*((OutboxMail.finished_at > end, number) for number, end in enumerate(ends[1:]))).label("ago")
    ended = (
        select(ago, OutboxMail.state, func.count())
        .where(OutboxMail.state.in_((MailState.SENT, MailState.FAILED)), OutboxMail.finished_at > ends[-1])
        .group_by(ago, OutboxMail.state)
    )
    found: dict[int, dict[str, int]] = defaultdict(dict)
    for number, state, count in db.session.execute(ended):
        found[number][state] = count
    return [
        Hour(number, found[number].get(MailState.SENT, 0), found[number].get(MailState.FAILED, 0))
        for number in sorted(found)
    ]
