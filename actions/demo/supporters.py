"""Made-up supporters in proportion to the attendance that was reported in 2018."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from random import Random
from typing import NamedTuple

from sqlalchemy import bindparam, insert, select

from actions.database import db, table_of
from actions.demo.rallies import FAMILY_NAMES, GIVEN_NAMES, rallies
from actions.events.models import Event, Timeslot
from actions.rsvps.models import Attendance, Rsvp
from actions.sealing import lookup_hash

# One RSVP stands for so many people on the street.
REPORTED_FOR_ONE_RSVP = 40
ROWS_AT_ONCE = 1_000
PARTY_SIZES = (1, 1, 1, 2, 2, 3)


def add_rsvps(campaign_id: int, now: dt.datetime) -> int:
    """RSVPs for every demo event that has none yet; returns how many."""
    wanted = {rally.reference: 1 + (rally.reported_attendance or 0) // REPORTED_FOR_ONE_RSVP for rally in rallies()}
    answered = select(Rsvp.event_id).distinct()
    query = (
        select(Event.id, Event.reference, Event.postal_code, Timeslot.id)
        .join(Timeslot, Timeslot.event_id == Event.id)
        .where(Event.campaign_id == campaign_id, Event.id.not_in(answered))
        .order_by(Event.id)
    )
    rows = db.session.execute(query).all()
    awaited = (Awaited(event, zip_code, slot, wanted.get(ref or "", 0)) for event, ref, zip_code, slot in rows)
    return add_people(awaited, now)


class Awaited(NamedTuple):
    """An event's timeslot, and how many RSVPs it is to have."""

    event_id: int
    postal_code: str
    timeslot_id: int
    wanted: int


def add_people(
    awaited: Iterable[Awaited],
    now: dt.datetime,
    *,
    party_sizes: Sequence[int] = PARTY_SIZES,
    progress: Callable[[int], None] = lambda rows: None,
) -> int:
    """Bring in made-up supporters, in the caller's transaction; returns how many."""
    people = _people(awaited, now, party_sizes)
    added = 0
    while batch := list(islice(people, ROWS_AT_ONCE)):
        _store(batch, now)
        added += len(batch)
        progress(len(batch))
    return added


def _people(
    awaited: Iterable[Awaited], now: dt.datetime, party_sizes: Sequence[int]
) -> Iterator[tuple[int, dict[str, object]]]:
    """Timeslot and RSVP columns of each supporter; the same ones every time."""
    for event_id, postal_code, timeslot_id, count in awaited:
        chance = Random(event_id)
        for number in range(count):
            email = f"supporter{event_id}.{number}@example.org"
            row = {
                "event_id": event_id,
                "given_name": chance.choice(GIVEN_NAMES),
                "family_name": chance.choice(FAMILY_NAMES),
                "email": email,
                "email_hash": lookup_hash(email),
                "phone": "",
                "postal_code": postal_code or "00000",
                "language": chance.choice(("en", "en", "en", "es")),
                "party_size": chance.choice(party_sizes),
                "may_be_contacted": chance.random() < 0.4,
                "created_at": now,
                "changed_at": now,
            }
            yield timeslot_id, row


def _store(batch: list[tuple[int, dict[str, object]]], now: dt.datetime) -> None:
    stored = insert(Rsvp).returning(Rsvp.id, sort_by_parameter_order=True)
    ids = db.session.scalars(stored, [row for _timeslot, row in batch]).all()
    places = [
        {"rsvp_id": rsvp_id, "timeslot_id": timeslot_id, "created_at": now}
        for rsvp_id, (timeslot_id, _row) in zip(ids, batch, strict=True)
    ]
    db.session.execute(insert(Attendance), places)
    going: dict[int, int] = {}
    for timeslot_id, row in batch:
        going[timeslot_id] = going.get(timeslot_id, 0) + int(str(row["party_size"]))
    slots = table_of(Timeslot)
    more = (
        slots.update()
        .where(slots.c.id == bindparam("slot"))
        .values(going_count=slots.c.going_count + bindparam("people"))
    )
    # Always in one order, as whoever takes places does it.
    db.session.execute(more, [{"slot": slot, "people": people} for slot, people in sorted(going.items())])
