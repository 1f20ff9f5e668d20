"""A new answer, who comes when, and the mail it is owed."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import ARRAY, Integer, String, bindparam, cast, func, insert, literal, select
from sqlalchemy.dialects import postgresql
from sqlalchemy.sql.dml import ReturningInsert

from actions.database import db, insert_once, run, table_of
from actions.events.models import Event, EventState
from actions.mail import outbox
from actions.mail.models import OutboxMail
from actions.rsvps.models import Attendance, Rsvp
from actions.sealing import lookup_hash

CONFIRMED = "rsvp-confirmed"
FIRST_REVISION = 1


@dataclass(frozen=True)
class RsvpDetails:
    """What somebody typed who wants to come."""

    given_name: str
    family_name: str
    email: str
    postal_code: str
    phone: str
    language: str
    party_size: int
    may_be_contacted: bool
    timeslot_ids: tuple[int, ...]
    # The timeslots they would wait for.
    waitlist_ids: tuple[int, ...] = ()
    # The code of the link that brought them, or nothing.
    source: str = ""


def write_down(event_id: int, timeslot_ids: Sequence[int], details: RsvpDetails, now: dt.datetime) -> bool:
    """A new answer, who comes when, and the mail it is owed, in the caller's transaction.

    Call it when the places are taken, and so their timeslots locked. A host who cancels or postpones locks them too,
    before asking who must be told; so either the host's list has this answer, or it is not written because the event
    is not on. False, and nothing written, when that is so or when this address has answered this event before.
    """
    row = {
        "event_id": event_id,
        "given_name": details.given_name,
        "family_name": details.family_name,
        "email": details.email,
        "email_hash": lookup_hash(details.email),
        "phone": details.phone,
        "postal_code": details.postal_code,
        "language": details.language,
        "party_size": details.party_size,
        "revision": FIRST_REVISION,
        "may_be_contacted": details.may_be_contacted,
        "source": details.source,
        "created_at": now,
        "changed_at": now,
    }
    dialect = db.engine.dialect.name
    if dialect == "postgresql":
        return run(_all_at_once(tuple(row)), {**row, "timeslot_ids": list(timeslot_ids)}).scalar() is not None
    number = run(_answer(dialect, tuple(row)), row).scalar()
    if number is None:
        return False
    for timeslot_id in timeslot_ids:
        run(insert(table_of(Attendance)), {"rsvp_id": number, "timeslot_id": timeslot_id, "created_at": now})
    owe(CONFIRMED, number, event_id, FIRST_REVISION, now)
    return True


def owe(kind: str, rsvp_id: int, event_id: int, revision: int, now: dt.datetime) -> None:
    """Owe the mail that tells of one revision of an answer, in the caller's transaction."""
    outbox.queue(kind, f"{kind}:{rsvp_id}:{revision}", now=now, rsvp_id=rsvp_id, event_id=event_id)


# The statements are made once, for each dialect its own: building one takes longer than sending it.
@cache
def _answer(_dialect: str, names: tuple[str, ...]) -> ReturningInsert[Any]:
    """The answer alone, unless its event is off or its address has answered before."""
    columns = table_of(Rsvp).c
    values = [bindparam(name, type_=columns[name].type) for name in names]
    on = select(*values).where(
        Event.id == bindparam("event_id"), Event.state == EventState.APPROVED, Event.postponed_at.is_(None)
    )
    answer = insert_once(Rsvp, "event_id", "email_hash").from_select(list(names), on)
    return answer.returning(columns.id, columns.event_id, columns.created_at)


# One statement for all rows: a sixth less of a processor for every sign-up (benchmarks/rsvps.py). SQLite cannot.
@cache
def _all_at_once(names: tuple[str, ...]) -> ReturningInsert[Any]:
    answer = _answer("postgresql", names).cte("answer")
    attendance = postgresql.insert(table_of(Attendance)).from_select(
        ["rsvp_id", "timeslot_id", "created_at"],
        select(answer.c.id, func.unnest(bindparam("timeslot_ids", type_=ARRAY(Integer))), answer.c.created_at),
    )
    mail = {
        "rsvp_id": answer.c.id,
        "event_id": answer.c.event_id,
        **outbox.columns(
            CONFIRMED,
            literal(f"{CONFIRMED}:") + cast(answer.c.id, String) + f":{FIRST_REVISION}",
            queued_at=answer.c.created_at,
        ),
    }
    owed = postgresql.insert(table_of(OutboxMail)).from_select(list(mail), select(*mail.values()))
    return owed.add_cte(attendance.cte("attendance")).returning(table_of(OutboxMail).c.rsvp_id)
