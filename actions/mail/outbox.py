"""The outbox: a mail is a debt, recorded in the same transaction as the deed that owes it."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from sqlalchemy import JSON, SQLColumnExpression, literal

from actions.database import insert_once, run
from actions.mail.composing import lane_of
from actions.mail.models import MailState, OutboxMail


def queue(
    kind: str,
    key: str,
    *,
    now: dt.datetime,
    due_at: dt.datetime | None = None,
    user_id: int | None = None,
    event_id: int | None = None,
    rsvp_id: int | None = None,
    timeslot_id: int | None = None,
    details: Mapping[str, object] | None = None,
) -> None:
    """Owe a mail, in the caller's transaction. Owing the same `key` again changes nothing.

    Raises:
        UnknownKind: no room composes mails of this kind.
    """
    row = {
        "kind": kind,
        "key": key,
        "lane": lane_of(kind),
        "state": MailState.QUEUED,
        "user_id": user_id,
        "event_id": event_id,
        "rsvp_id": rsvp_id,
        "timeslot_id": timeslot_id,
        "details": dict(details or {}),
        "queued_at": now,
        "due_at": due_at or now,
        "ready_at": due_at or now,
        "attempt_count": 0,
        "outcome": "",
    }
    run(insert_once(OutboxMail, "key"), row)


def columns(
    kind: str,
    key: SQLColumnExpression[str],
    *,
    queued_at: SQLColumnExpression[dt.datetime],
    due_at: SQLColumnExpression[dt.datetime] | None = None,
    details: Mapping[str, object] | None = None,
) -> dict[str, SQLColumnExpression[Any]]:
    """What `queue` writes, for many mails in one INSERT from a SELECT; to whom and about what, the caller adds.

    Raises:
        UnknownKind: no room composes mails of this kind.
    """
    leaves_at = queued_at if due_at is None else due_at
    return {
        "kind": literal(kind),
        "key": key,
        "lane": literal(int(lane_of(kind))),
        "state": literal(MailState.QUEUED.value),
        "details": literal(dict(details or {}), JSON()),
        "queued_at": queued_at,
        "due_at": leaves_at,
        "ready_at": leaves_at,
        "attempt_count": literal(0),
        "outcome": literal(""),
    }
