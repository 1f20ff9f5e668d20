"""Questions about who is coming."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import bindparam, exists, false, func, or_, select, true
from sqlalchemy.orm import aliased

from actions.coalition.models import Campaign, Organization
from actions.database import db, run, table_of
from actions.events.models import Event, EventState, Timeslot, slug_of
from actions.mail.models import MailState, OutboxMail, Suppression
from actions.mail.suppression import UNREACHABLE
from actions.rsvps.models import Attendance, Rsvp, WaitlistEntry
from actions.rsvps.offer import Offer, OfferedTimeslot

ATTENDEES_A_PAGE = 50
MOST_WAITING_SHOWN = 50


# Made once and over plain tables, for every sign-up asks it: building a statement takes longer than sending it.
_EVENTS, _TIMESLOTS = table_of(Event), table_of(Timeslot)
_CAMPAIGNS, _ORGANIZATIONS = table_of(Campaign), table_of(Organization)
_OFFER = (
    select(
        _EVENTS.c.title,
        _EVENTS.c.city,
        _EVENTS.c.state,
        _EVENTS.c.time_zone,
        _ORGANIZATIONS.c.slug,
        _EVENTS.c.postponed_at,
        _TIMESLOTS.c.id,
        _TIMESLOTS.c.starts_at,
        _TIMESLOTS.c.ends_at,
        _TIMESLOTS.c.capacity - _TIMESLOTS.c.going_count,
    )
    .join_from(_EVENTS, _CAMPAIGNS, _CAMPAIGNS.c.id == _EVENTS.c.campaign_id)
    .outerjoin(
        _ORGANIZATIONS,
        _ORGANIZATIONS.c.id == func.coalesce(_EVENTS.c.organization_id, _CAMPAIGNS.c.organization_id),
    )
    .outerjoin(_TIMESLOTS, _TIMESLOTS.c.event_id == _EVENTS.c.id)
    .where(
        _EVENTS.c.id == bindparam("event_id"),
        # An IN would be written out anew each time.
        or_(_EVENTS.c.state == EventState.APPROVED, _EVENTS.c.state == EventState.CANCELLED),
    )
    .order_by(_TIMESLOTS.c.id)
)

_COMES_BACK = exists().where(Suppression.email_hash == Rsvp.email_hash, Suppression.kind == UNREACHABLE)
_NOT_HANDED_OVER = exists().where(OutboxMail.rsvp_id == Rsvp.id, OutboxMail.state == MailState.FAILED)


@dataclass(frozen=True)
class Attendee:
    """One answer as the host reads it: who, how many, when; no address and no phone."""

    rsvp_id: int
    name: str = field(repr=False)
    party_size: int
    timeslot_ids: tuple[int, ...]
    created_at: dt.datetime
    confirmed_at: dt.datetime | None = None
    # Mail to this address comes back, or one about this event could not be handed over.
    is_unreachable: bool = False


@dataclass(frozen=True)
class Times:
    """The timeslots that somebody has places at, and those they wait for, each earliest first."""

    held: list[Timeslot]
    waited: list[Timeslot]


@dataclass(frozen=True)
class Turn:
    """A timeslot that somebody waits for, which number they are in its line, and whether it has yet to begin: only then
    anybody moves up."""

    timeslot: Timeslot
    number: int
    is_to_come: bool


@dataclass(frozen=True)
class WaitingOne:
    """One turn in a line as the host reads it."""

    name: str = field(repr=False)
    party_size: int
    timeslot_id: int
    since: dt.datetime


@dataclass(frozen=True)
class Waiting:
    """How many people wait for places at an event, each once, and the first turns, in their order."""

    people: int
    first: list[WaitingOne]
    has_more: bool


@dataclass(frozen=True)
class GoingTotals:
    """How many answered that they are coming, how many people that makes, and how many answers were given again."""

    answers: int
    people: int
    confirmed: int


def offer_of(event_id: int) -> Offer | None:
    """What a public event offers, in one statement; nothing when there is no such event or it is not public."""
    rows: Sequence[Any] = run(_OFFER, {"event_id": event_id}).all()
    if not rows:
        return None
    title, city, state, time_zone, organization_slug, postponed_at = rows[0][:6]
    timeslots = tuple(OfferedTimeslot(*row[6:]) for row in rows if row[6] is not None)
    slug, is_postponed = slug_of(event_id, title, city), postponed_at is not None
    return Offer(event_id, slug, state, time_zone, organization_slug, timeslots, is_postponed)


def rsvp_of(rsvp_id: int) -> Rsvp | None:
    """One answer with its event."""
    return db.session.get(Rsvp, rsvp_id)


def email_hashes_of(rsvp_ids: Collection[int]) -> dict[int, bytes]:
    """The keyed hash of the address behind each of these answers."""
    rows = db.session.execute(select(Rsvp.id, Rsvp.email_hash).where(Rsvp.id.in_(rsvp_ids)))
    return {row.id: row.email_hash for row in rows}


def timeslots_of(rsvp_id: int) -> list[Timeslot]:
    """The timeslots somebody is coming to, earliest first."""
    return list(
        db.session.scalars(
            select(Timeslot)
            .join(Attendance, Attendance.timeslot_id == Timeslot.id)
            .where(Attendance.rsvp_id == rsvp_id, Attendance.cancelled_at.is_(None))
            .order_by(Timeslot.starts_at, Timeslot.id)
        )
    )


def times_of(rsvp_id: int) -> Times:
    """The timeslots somebody is coming to, and those they wait for, in one statement."""
    held = select(Attendance.timeslot_id.label("id"), true().label("is_held")).where(
        Attendance.rsvp_id == rsvp_id, Attendance.cancelled_at.is_(None)
    )
    waited = select(WaitlistEntry.timeslot_id, false()).where(WaitlistEntry.rsvp_id == rsvp_id)
    both = held.union_all(waited).subquery()
    query = select(Timeslot, both.c.is_held).join(both, both.c.id == Timeslot.id)
    rows = db.session.execute(query.order_by(Timeslot.starts_at, Timeslot.id)).all()
    return Times([slot for slot, is_held in rows if is_held], [slot for slot, is_held in rows if not is_held])


def turns_of(rsvp_id: int, now: dt.datetime) -> list[Turn]:
    """What somebody waits for and how many are before them, earliest timeslot first."""
    ahead = aliased(WaitlistEntry)
    number = (
        select(func.count())
        .where(ahead.timeslot_id == WaitlistEntry.timeslot_id, ahead.id <= WaitlistEntry.id)
        .correlate(WaitlistEntry)
        .scalar_subquery()
    )
    query = (
        select(Timeslot, number)
        .join(WaitlistEntry, WaitlistEntry.timeslot_id == Timeslot.id)
        .where(WaitlistEntry.rsvp_id == rsvp_id)
        .order_by(Timeslot.starts_at, Timeslot.id)
    )
    rows = db.session.execute(query).all()
    return [Turn(timeslot, number, timeslot.starts_at > now) for timeslot, number in rows]


def going_count(event_id: int) -> int:
    """How many people are coming to an event, parties counted, each once whatever number of timeslots."""
    # No more than this: the picture that stands in for the database has it, and nothing else of an answer.
    people = select(func.coalesce(func.sum(Rsvp.party_size), 0)).where(Rsvp.event_id == event_id, Rsvp.is_going)
    return int(db.session.scalar(people) or 0)


def going_totals(event_id: int) -> GoingTotals:
    """Answers and people of an event."""
    answers, people, confirmed = db.session.execute(
        select(func.count(), func.coalesce(func.sum(Rsvp.party_size), 0), func.count(Rsvp.confirmed_at)).where(
            Rsvp.event_id == event_id, Rsvp.is_going
        )
    ).one()
    return GoingTotals(answers, int(people), confirmed)


def attendees(event_id: int, page: int = 1) -> list[Attendee]:
    """Those who are coming, in the order they answered, fifty a page; two statements whatever their number."""
    rows = db.session.execute(
        select(
            Rsvp.id,
            Rsvp.given_name,
            Rsvp.family_name,
            Rsvp.party_size,
            Rsvp.created_at,
            Rsvp.confirmed_at,
            or_(_COMES_BACK, _NOT_HANDED_OVER).label("is_unreachable"),
        )
        .where(Rsvp.event_id == event_id, Rsvp.is_going)
        .order_by(Rsvp.id)
        .limit(ATTENDEES_A_PAGE)
        .offset(ATTENDEES_A_PAGE * (page - 1))
    ).all()
    timeslots = _timeslot_ids([row.id for row in rows])
    return [
        Attendee(
            row.id,
            f"{row.given_name} {row.family_name}".strip(),
            row.party_size,
            tuple(timeslots[row.id]),
            row.created_at,
            row.confirmed_at,
            bool(row.is_unreachable),
        )
        for row in rows
    ]


def waiting(event_id: int) -> Waiting:
    """Who waits for places at an event; two statements whatever their number."""
    people = select(func.coalesce(func.sum(Rsvp.party_size), 0)).where(
        Rsvp.event_id == event_id, exists().where(WaitlistEntry.rsvp_id == Rsvp.id)
    )
    turns = (
        select(Rsvp.given_name, Rsvp.family_name, Rsvp.party_size, WaitlistEntry.timeslot_id, WaitlistEntry.created_at)
        .join(Rsvp, Rsvp.id == WaitlistEntry.rsvp_id)
        .where(Rsvp.event_id == event_id)
        .order_by(WaitlistEntry.id)
        .limit(MOST_WAITING_SHOWN + 1)
    )
    rows = db.session.execute(turns).all()
    first = [
        WaitingOne(f"{given} {family}".strip(), party_size, timeslot_id, since)
        for given, family, party_size, timeslot_id, since in rows[:MOST_WAITING_SHOWN]
    ]
    return Waiting(int(db.session.scalar(people) or 0), first, len(rows) > MOST_WAITING_SHOWN)


def _timeslot_ids(rsvp_ids: list[int]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    if not rsvp_ids:
        return found
    rows = db.session.execute(
        select(Attendance.rsvp_id, Attendance.timeslot_id)
        .where(Attendance.rsvp_id.in_(rsvp_ids), Attendance.cancelled_at.is_(None))
        .order_by(Attendance.timeslot_id)
    )
    for rsvp_id, timeslot_id in rows:
        found[rsvp_id].append(timeslot_id)
    return found
