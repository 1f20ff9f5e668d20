"""A new answer, and the mail it is owed."""

import datetime as dt
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import String, bindparam, cast, literal, select
from sqlalchemy.dialects import postgresql
from sqlalchemy.sql.dml import ReturningInsert

from actions.database import db, insert_once, run, table_of
from actions.mail import outbox
from actions.mail.models import OutboxMail
from actions.rsvps.models import Rsvp
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
    # The code of the link that brought them, or nothing.
    source: str = ""


def write_down(event_id: int, details: RsvpDetails, now: dt.datetime) -> int | None:
    """A new answer's number, its mail owed; or nothing, and nothing done, when this address has answered this event."""
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
    number: int | None
    if db.engine.dialect.name == "postgresql":
        number = run(_answer_and_mail(tuple(row)), row).scalar()
        return number
    number = run(insert_once(Rsvp, "event_id", "email_hash").returning(table_of(Rsvp).c.id), row).scalar()
    if number is not None:
        owe(CONFIRMED, number, event_id, FIRST_REVISION, now)
    return number


def owe(kind: str, rsvp_id: int, event_id: int, revision: int, now: dt.datetime) -> None:
    """Owe the mail that tells of one revision of an answer, in the caller's transaction."""
    outbox.queue(kind, f"{kind}:{rsvp_id}:{revision}", now=now, rsvp_id=rsvp_id, event_id=event_id)


# Both rows in one statement: a tenth less of a processor for every sign-up (benchmarks/rsvps.py). SQLite cannot.
@cache
def _answer_and_mail(names: tuple[str, ...]) -> ReturningInsert[Any]:
    columns = table_of(Rsvp).c
    answer = (
        postgresql.insert(table_of(Rsvp))
        .values({name: bindparam(name, type_=columns[name].type) for name in names})
        .on_conflict_do_nothing(index_elements=["event_id", "email_hash"])
        .returning(columns.id, columns.event_id, columns.created_at)
        .cte("answer")
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
    return owed.returning(table_of(OutboxMail).c.rsvp_id)
