"""Mail that organizers hold: one row stops it, however much there is, and the worker does the rest batch by batch.

The row may be written at any moment. A worker that claims a batch puts aside what falls under an active hold, in the
same transaction and before it leases the rest; what was released it brings back, some thousands at a time.
"""

import datetime as dt
from collections.abc import Collection, Sequence

from sqlalchemy import (
    ColumnElement,
    ScalarSelect,
    bindparam,
    case,
    column,
    exists,
    func,
    null,
    or_,
    select,
    table,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from actions.database import db, run, table_of
from actions.mail import composing
from actions.mail.models import HoldScope, MailHold, MailState, OutboxMail

BACK_AT_ONCE = 5_000
_HOLD, _OUTBOX = table_of(MailHold).c, table_of(OutboxMail).c
# This room stands below that of events; of their table it knows what a hold goes by, and no more.
_EVENT = table("events", column("id"), column("us_state"), column("campaign_id")).c
IS_ANY_STANDING = exists().where(_HOLD.settled_at.is_(None)).label("is_any_hold_standing")


def _its_hold() -> ScalarSelect[int]:
    """The first active hold that a mail falls under, if there is one."""
    outbox, mail_holds = table_of(OutboxMail), table_of(MailHold)
    is_where_held = or_(_EVENT.us_state == _HOLD.us_state, _EVENT.campaign_id == _HOLD.campaign_id)
    by_event = exists().where(_EVENT.id == _OUTBOX.event_id, is_where_held).correlate(outbox, mail_holds)
    falls_under = or_(_HOLD.scope == HoldScope.ALL, _HOLD.event_id == _OUTBOX.event_id, by_event)
    is_active = _HOLD.settled_at.is_(None) & _HOLD.released_at.is_(None)
    first = select(func.min(_HOLD.id)).where(is_active, falls_under)
    return first.correlate(outbox).scalar_subquery()


# Shared: a worker that brings the last of a hold back waits until none still puts aside for it.
_ACTIVE = select(_HOLD.id).where(_HOLD.settled_at.is_(None), _HOLD.released_at.is_(None)).with_for_update(read=True)
_PUT_ASIDE = (
    update(table_of(OutboxMail))
    .where(
        _OUTBOX.id.in_(bindparam("ids", expanding=True)),
        _OUTBOX.kind.not_in(bindparam("never_held", expanding=True)),
        _its_hold().is_not(None),
    )
    .values(state=MailState.HELD, hold_id=_its_hold(), lease_token=None)
    .returning(_OUTBOX.id)
)
_HELD_EVENTS = select(_EVENT.id).where(
    _EVENT.id.in_(bindparam("ids", expanding=True)),
    exists().where(
        _HOLD.settled_at.is_(None),
        _HOLD.released_at.is_(None),
        or_(
            _HOLD.scope == HoldScope.ALL,
            _HOLD.event_id == _EVENT.id,
            _HOLD.us_state == _EVENT.us_state,
            _HOLD.campaign_id == _EVENT.campaign_id,
        ),
    ),
)
_RELEASED = (
    select(_HOLD.id)
    .where(_HOLD.settled_at.is_(None), _HOLD.released_at.is_not(None))
    .order_by(_HOLD.released_at, _HOLD.id)
)


def _is_held_by(hold_id: ColumnElement[int]) -> ColumnElement[bool]:
    return (_OUTBOX.state == MailState.HELD) & (_OUTBOX.hold_id == hold_id)


_SOME = (
    select(_OUTBOX.id)
    .where(_is_held_by(bindparam("its_hold")))
    .order_by(_OUTBOX.id)
    .limit(BACK_AT_ONCE)
    .with_for_update(skip_locked=True)
    .cte("some")
)
_AT = bindparam("now", type_=_OUTBOX.due_at.type)
# The time that it lay aside is not held against it: from now on it has as long as any other to find an open door.
_LEAVES_AT = case((_OUTBOX.due_at > _AT, _OUTBOX.due_at), else_=_AT)
_BRING_BACK = (
    update(table_of(OutboxMail))
    .where(_OUTBOX.id.in_(select(_SOME.c.id)))
    .values(state=MailState.QUEUED, hold_id=null(), due_at=_LEAVES_AT, ready_at=_LEAVES_AT)
    # SQLite counts no rows of a statement that begins with WITH.
    .returning(_OUTBOX.id)
)
_LOCK = select(_HOLD.id).where(_HOLD.id == bindparam("its_hold"), _HOLD.settled_at.is_(None)).with_for_update()
_SETTLE = (
    update(table_of(MailHold))
    .where(_HOLD.id == bindparam("its_hold"), ~exists().where(_is_held_by(_HOLD.id)))
    .values(settled_at=_AT)
)


def hold(
    scope: HoldScope,
    *,
    now: dt.datetime,
    campaign_id: int | None = None,
    us_state: str | None = None,
    event_id: int | None = None,
    user_id: int | None = None,
) -> bool:
    """Hold mail from now on; false when just that is held already."""
    insert = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
    row = {
        "scope": scope,
        "campaign_id": campaign_id,
        "us_state": us_state,
        "event_id": event_id,
        "held_at": now,
        "held_by_id": user_id,
    }
    made = run(insert(table_of(MailHold)).on_conflict_do_nothing().returning(_HOLD.id), row).all()
    db.session.commit()
    return bool(made)


def release(hold_id: int, *, now: dt.datetime, user_id: int | None = None) -> bool:
    """End a hold; false when it had ended. The worker brings back what it held."""
    statement = update(table_of(MailHold)).where(_HOLD.id == hold_id, _HOLD.released_at.is_(None)).returning(_HOLD.id)
    ended = run(statement, {"released_at": now, "released_by_id": user_id}).all()
    db.session.commit()
    return bool(ended)


def kept_active() -> bool:
    """Whether any hold is active; in the caller's transaction none ends before that does."""
    return bool(run(_ACTIVE, {}).all())


def put_aside(mail_ids: Sequence[int]) -> set[int]:
    """Put aside those of these locked mails that fall under an active hold, in the caller's transaction."""
    # Without a kind that is never held the list would be empty, which SQL has no word for.
    never_held = composing.never_held() or [""]
    return set(run(_PUT_ASIDE, {"ids": mail_ids, "never_held": never_held}).scalars()) if mail_ids else set()


def held_events(event_ids: Collection[int]) -> set[int]:
    """Those of these events whose mail is held, by whatever hold."""
    return set(run(_HELD_EVENTS, {"ids": list(event_ids)}).scalars()) if event_ids else set()


def bring_back(now: dt.datetime) -> int:
    """Queue again some of what a hold had that was released; how many. Another hold may put them aside anew."""
    for hold_id in run(_RELEASED, {}).scalars().all():
        count = len(run(_BRING_BACK, {"its_hold": hold_id, "now": now}).all())
        if not count and run(_LOCK, {"its_hold": hold_id}).scalar() is not None:
            # Two statements: what others put aside until the lock was ours, only the second one sees.
            run(_SETTLE, {"its_hold": hold_id, "now": now})
        # One lock at a time: two that wait for each other's would never end.
        db.session.commit()
        if count:
            return count
    return 0
