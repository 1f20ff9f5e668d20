"""Who has which mail: rows of the outbox are leased for a while, so that any number of workers share one queue.

Each function is one short transaction. None is open while a worker talks to a mail server.

A worker proves its lease by its watch and its clock, not by asking again: nobody else takes a mail before its lease has
run out, so it is this worker's until then. The watch goes on while the machine sleeps or the process is stopped.
"""

import datetime as dt
import secrets
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, bindparam, exists, select, update

from actions.database import db, run, table_of
from actions.mail import holds, parts
from actions.mail.models import Lane, MailState, OutboxMail

LEASE = dt.timedelta(minutes=4)
# What has to be left of it when the message begins: longer than a server may take to answer it (see relay.py).
LEFT_FOR_THE_MESSAGE = dt.timedelta(minutes=2, seconds=10)
# Of each batch one mail in so many is kept for every lower lane that has something: none waits for ever.
ONE_FOR_EACH_LOWER_LANE_IN = 16
LONGEST_OUTCOME = 300
Waiting = Row[Any]
_OUTBOX = table_of(OutboxMail).c


def is_due(lane: Lane) -> ColumnElement[bool]:
    """Whether a mail of this lane may be taken at `:now`."""
    return and_(_OUTBOX.state == MailState.QUEUED, _OUTBOX.lane == int(lane), _OUTBOX.ready_at <= bindparam("now"))


# With the lanes, so that it costs no statement of its own while nothing is held.
_WAITING = select(*(exists().where(is_due(lane)).label(lane.name) for lane in Lane), holds.IS_ANY_STANDING)
_READY = {
    lane: select(
        _OUTBOX.id, _OUTBOX.key, _OUTBOX.kind, _OUTBOX.lane, _OUTBOX.queued_at, _OUTBOX.due_at, _OUTBOX.attempt_count
    )
    .where(is_due(lane))
    .order_by(_OUTBOX.ready_at, _OUTBOX.id)
    .limit(bindparam("most"))
    # PostgreSQL: workers step over each other's rows. SQLite: BEGIN IMMEDIATE already lets in one at a time.
    .with_for_update(skip_locked=True)
    for lane in Lane
}
_IF_OURS = update(table_of(OutboxMail)).where(
    _OUTBOX.id == bindparam("its_id"),
    _OUTBOX.lease_token == bindparam("its_token"),
    _OUTBOX.state == MailState.QUEUED,
)
_SENT = _IF_OURS.values(state=MailState.SENT, lease_token=None)
_RELEASED = _IF_OURS.values(ready_at=_OUTBOX.due_at, lease_token=None)


@dataclass(frozen=True)
class Claimed:
    """A mail that is this worker's until `leased_until`. `token` proves it, `taken_ticks` is what the watch said."""

    id: int
    key: str
    kind: str
    lane: int
    queued_at: dt.datetime
    due_at: dt.datetime
    attempt_count: int
    token: str
    leased_until: dt.datetime
    taken_ticks: float

    def may_begin(self, now: dt.datetime) -> bool:
        """Whether so much of the lease is left, by the watch and by the clock that others take mails by, that the mail
        stays this worker's until the server has answered.
        """
        last = LEASE - LEFT_FOR_THE_MESSAGE
        return ticks() - self.taken_ticks < last.total_seconds() and now < self.leased_until - LEFT_FOR_THE_MESSAGE


@dataclass(frozen=True)
class Batch:
    """Mails to deliver, and how many more a hold put aside or gave back meanwhile."""

    mails: list[Claimed]
    moved_count: int


def ticks() -> float:
    """Seconds on a watch that nobody sets and that no sleep stops."""
    return time.clock_gettime(time.CLOCK_BOOTTIME)


def claim(now: dt.datetime, most: int) -> Batch:
    """Lease the mails that are due, the most urgent lane first, each lane in order. What is held is put aside instead,
    so that it stands in nobody's way; what was released comes back first.
    """
    taken_ticks = ticks()
    token = secrets.token_hex(16)
    brought_back_count, held_ids = 0, set[int]()
    waiting = run(_WAITING, {"now": now}).one()
    if waiting.is_any_hold_standing:
        brought_back_count = holds.bring_back(now)
        waiting = run(_WAITING, {"now": now}).one()
    is_held = bool(waiting.is_any_hold_standing) and holds.kept_active()
    mails = _ready(waiting[: len(Lane)], now, most)
    if is_held:
        parts.split([mail.id for mail in mails])
        held_ids = holds.put_aside([mail.id for mail in mails])
        mails = [mail for mail in mails if mail.id not in held_ids]
    leased_until = now + LEASE
    if mails:
        run(
            update(table_of(OutboxMail)).where(_OUTBOX.id.in_([mail.id for mail in mails])),
            {"ready_at": leased_until, "lease_token": token},
        )
    claimed = [
        Claimed(**mail._mapping, token=token, leased_until=leased_until, taken_ticks=taken_ticks) for mail in mails
    ]
    db.session.commit()
    return Batch(claimed, brought_back_count + len(held_ids))


def _ready(has_mail: Sequence[bool], now: dt.datetime, most: int) -> list[Waiting]:
    """Locked rows, most urgent first. Asked lane by lane: what is due later in one lane is no way to the next."""
    lanes = [lane for lane, has in zip(Lane, has_mail, strict=True) if has]
    found = {lane: list[Waiting]() for lane in lanes}
    for lane in lanes[1:most]:
        found[lane] = _of_lane(lane, now, max(1, most // ONE_FOR_EACH_LOWER_LANE_IN))
    room = most - sum(map(len, found.values()))
    for lane in lanes:
        if room > 0:
            more = _of_lane(lane, now, len(found[lane]) + room)
            room -= len(more) - len(found[lane])
            found[lane] = more
    return [mail for lane in lanes for mail in found[lane]]


def _of_lane(lane: Lane, now: dt.datetime, most: int) -> list[Waiting]:
    return list(run(_READY[lane], {"now": now, "most": most}))


def release(mails: Iterable[Claimed]) -> None:
    """Hand mails back untried; those that are no longer ours stay as they are."""
    ours = [{"its_id": mail.id, "its_token": mail.token} for mail in mails]
    if ours:
        db.session.connection().execute(_RELEASED, ours)
        db.session.commit()


def finish(mail: Claimed, state: MailState, outcome: str, now: dt.datetime) -> bool:
    """Record the end of a mail; false when it was no longer ours to end."""
    return _update_if_ours(
        mail,
        state=state,
        outcome=outcome[:LONGEST_OUTCOME],
        finished_at=now,
        attempt_count=mail.attempt_count + (state != MailState.DROPPED),
        lease_token=None,
    )


def finish_sent(sent: Sequence[tuple[Claimed, str]], now: dt.datetime) -> bool:
    """Record in one transaction that these arrived, with the answers; false when one was no longer ours to end."""
    ended = [
        {
            "its_id": mail.id,
            "its_token": mail.token,
            "outcome": outcome[:LONGEST_OUTCOME],
            "finished_at": now,
            "attempt_count": mail.attempt_count + 1,
        }
        for mail, outcome in sent
    ]
    changed = db.session.connection().execute(_SENT, ended).rowcount
    db.session.commit()
    return changed == len(sent)


def wait(mail: Claimed, until: dt.datetime) -> bool:
    """Give the mail another moment without having tried it."""
    return _update_if_ours(mail, ready_at=until, lease_token=None)


def put_off(mail: Claimed, outcome: str, until: dt.datetime) -> bool:
    """Record a try in vain: nobody takes the mail before `until`."""
    return _update_if_ours(
        mail,
        outcome=outcome[:LONGEST_OUTCOME],
        attempt_count=mail.attempt_count + 1,
        ready_at=until,
        lease_token=None,
    )


def _update_if_ours(mail: Claimed, **values: object) -> bool:
    ours = (_OUTBOX.id == mail.id) & (_OUTBOX.lease_token == mail.token) & (_OUTBOX.state == MailState.QUEUED)
    changed = run(update(table_of(OutboxMail)).where(ours).returning(_OUTBOX.id), values).all()
    db.session.commit()
    return bool(changed)
