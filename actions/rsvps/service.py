"""Deeds of those who are coming: take a place, change the answer, give the place up; and tell all who come."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, Result, String, cast, literal, select, update

from actions.database import UtcDateTime, db, insert_once
from actions.errors import Conflict, DomainError
from actions.events.models import Event, Timeslot
from actions.mail import outbox
from actions.mail.models import OutboxMail
from actions.rsvps.answers import CONFIRMED, RsvpDetails, owe, write_down
from actions.rsvps.models import Attendance, Rsvp
from actions.rsvps.offer import EventCancelled, EventFull, Offer, OfferedTimeslot
from actions.rsvps.places import attend, move_places
from actions.sealing import lookup_hash

# A double click or a reload sends the same form again within this time.
SAME_FORM_AGAIN = dt.timedelta(minutes=10)


class AnswerWithdrawn(Conflict):
    """The supporter gave the place up in the meantime."""

    def __init__(self) -> None:
        super().__init__(_l("You gave this place up. To go after all, sign up again on the action's page."))


@dataclass(frozen=True)
class RsvpChange:
    """What a supporter's own page can change."""

    given_name: str
    family_name: str
    phone: str
    party_size: int
    timeslot_ids: tuple[int, ...]


def take_place(offer: Offer, details: RsvpDetails, *, now: dt.datetime) -> None:
    """Hold a place for this address; asking twice holds one place and owes one mail.

    Raises:
        EventCancelled, EventOver, EventFull, TimeslotNotChosen: nothing was changed.
    """
    timeslots = offer.chosen(details.timeslot_ids, now)
    refusal = _answer_first(offer, timeslots, details, now)
    if refusal is not None:
        _answer_again(offer, timeslots, details, now, otherwise=refusal)
    db.session.commit()


def change_answer(rsvp_id: int, change: RsvpChange, offer: Offer, *, now: dt.datetime) -> None:
    """Take over what a supporter changed on their own page. Timeslots that have ended stay as they were.

    Raises:
        EventCancelled, EventOver, EventFull, TimeslotNotChosen, AnswerWithdrawn: nothing was changed.
    """
    chosen = {timeslot.id for timeslot in offer.chosen(change.timeslot_ids, now)}
    rsvp = _locked(Rsvp.id == rsvp_id).scalar_one()
    if rsvp.cancelled_at is not None:
        raise AnswerWithdrawn
    current = _timeslot_ids(rsvp_id)
    wanted = chosen | (current - {timeslot.id for timeslot in offer.to_come(now)})
    move_places(
        {
            timeslot_id: change.party_size * (timeslot_id in wanted) - rsvp.party_size * (timeslot_id in current)
            for timeslot_id in wanted | current
        }
    )
    attend(rsvp_id, sorted(wanted - current), 0, now)
    _leave(rsvp_id, current - wanted, now)
    rsvp.given_name, rsvp.family_name, rsvp.phone = change.given_name, change.family_name, change.phone
    rsvp.party_size, rsvp.changed_at, rsvp.revision = change.party_size, now, rsvp.revision + 1
    if wanted != current:
        owe(CONFIRMED, rsvp_id, rsvp.event_id, rsvp.revision, now)
    db.session.commit()


def confirm_place(rsvp_id: int, offer: Offer, *, now: dt.datetime) -> None:
    """Note for the host that somebody said again that they are coming. Their places and their answer stay as they are.

    Raises:
        EventCancelled, EventPostponed, EventOver, AnswerWithdrawn: nothing was changed.
    """
    offer.check_open(now)
    rsvp = _locked(Rsvp.id == rsvp_id).scalar_one()
    if rsvp.cancelled_at is not None:
        raise AnswerWithdrawn
    rsvp.confirmed_at = now
    db.session.commit()


def give_up_place(rsvp_id: int, *, now: dt.datetime) -> None:
    """Free the places of an answer and tell its owner; doing it again changes nothing."""
    rsvp = _locked(Rsvp.id == rsvp_id).scalar_one()
    if rsvp.cancelled_at is not None:
        return
    current = _timeslot_ids(rsvp_id)
    move_places(dict.fromkeys(current, -rsvp.party_size))
    _leave(rsvp_id, current, now)
    rsvp.cancelled_at, rsvp.changed_at, rsvp.revision = now, now, rsvp.revision + 1
    owe("rsvp-cancelled", rsvp_id, rsvp.event_id, rsvp.revision, now)
    db.session.commit()


def tell_going(event_id: int, kind: str, now: dt.datetime, details: Mapping[str, object] | None = None) -> None:
    """Owe everybody who is coming a mail of `kind` about the event's present sequence: one INSERT, however many.

    Call it after the event itself was changed and flushed. `details` are facts of the deed, as in
    `{"changed": ["time", "place"]}`; the event's sequence is part of the key, so the same change is told once.
    """
    # Whoever is taking a place at this moment holds its timeslot: wait for them, so that they are told too.
    db.session.execute(
        select(Timeslot.id).where(Timeslot.event_id == event_id).order_by(Timeslot.id).with_for_update(key_share=True)
    )
    columns = {
        "rsvp_id": Rsvp.id,
        "event_id": Rsvp.event_id,
        **outbox.columns(
            kind,
            literal(f"{kind}:") + cast(Rsvp.id, String) + ":" + cast(Event.sequence, String),
            queued_at=literal(now, UtcDateTime()),
            details=details,
        ),
    }
    going = (
        select(*columns.values())
        .join(Event, Event.id == Rsvp.event_id)
        .where(Rsvp.event_id == event_id, Rsvp.cancelled_at.is_(None))
    )
    db.session.execute(insert_once(OutboxMail, "key").from_select(list(columns), going))


def _answer_first(
    offer: Offer, timeslots: tuple[OfferedTimeslot, ...], details: RsvpDetails, now: dt.datetime
) -> DomainError | None:
    """Places, answer and mail of somebody new; or nothing done, and what somebody new is told then."""
    if not all(timeslot.has_room_for(details.party_size) for timeslot in timeslots):
        return EventFull()
    timeslot_ids = [timeslot.id for timeslot in timeslots]
    try:
        move_places(dict.fromkeys(timeslot_ids, details.party_size))
    except EventFull as full:
        return full
    if write_down(offer.event_id, timeslot_ids, details, now):
        return None
    db.session.rollback()
    return EventCancelled()


def _answer_again(
    offer: Offer,
    timeslots: tuple[OfferedTimeslot, ...],
    details: RsvpDetails,
    now: dt.datetime,
    *,
    otherwise: DomainError,
) -> None:
    """Add what is new to what this address answered before; whoever types it never changes what was said first.

    Raises:
        EventFull, EventCancelled: nothing was changed.
        otherwise: the address is new, so there is nothing to answer again.
    """
    same_address = (Rsvp.event_id == offer.event_id) & (Rsvp.email_hash == lookup_hash(details.email))
    rsvp = _locked(same_address).scalar_one_or_none()
    if rsvp is None:
        db.session.rollback()
        raise otherwise
    current = _timeslot_ids(rsvp.id)
    if rsvp.cancelled_at is not None:
        _take_over(rsvp, details)
    elif not _is_same_form(rsvp, details, now):
        if not all(timeslot.has_room_for(details.party_size) for timeslot in timeslots):
            # What anybody else would be told: otherwise a full event gives away who is coming to it.
            db.session.rollback()
            raise EventFull
        # Nor is a party larger than the one typed refused where a stranger would not be: it stays where it is.
        timeslots = tuple(timeslot for timeslot in timeslots if timeslot.has_room_for(rsvp.party_size))
    added = [timeslot.id for timeslot in timeslots if timeslot.id not in current]
    if not added:
        return
    rsvp.cancelled_at, rsvp.changed_at, rsvp.revision = None, now, rsvp.revision + 1
    attend(rsvp.id, added, rsvp.party_size, now)
    owe(CONFIRMED, rsvp.id, rsvp.event_id, rsvp.revision, now)


def _is_same_form(rsvp: Rsvp, details: RsvpDetails, now: dt.datetime) -> bool:
    """Whether this is the form that made the answer, sent a second time."""
    said = (rsvp.given_name, rsvp.family_name, rsvp.postal_code, rsvp.phone, rsvp.party_size)
    says = (details.given_name, details.family_name, details.postal_code, details.phone, details.party_size)
    return said == says and now - rsvp.changed_at < SAME_FORM_AGAIN


def _take_over(rsvp: Rsvp, details: RsvpDetails) -> None:
    """Somebody who had given up comes after all: what they say now counts."""
    rsvp.given_name, rsvp.family_name, rsvp.email = details.given_name, details.family_name, details.email
    rsvp.postal_code, rsvp.phone, rsvp.language = details.postal_code, details.phone, details.language
    rsvp.party_size, rsvp.may_be_contacted, rsvp.source = details.party_size, details.may_be_contacted, details.source
    rsvp.confirmed_at = None


def _locked(condition: ColumnElement[bool]) -> Result[Rsvp]:
    """One answer, held against other deeds. Not against foreign keys: mails that are being queued refer to it."""
    statement = select(Rsvp).where(condition).with_for_update(key_share=True)
    return db.session.execute(statement, execution_options={"populate_existing": True})


def _timeslot_ids(rsvp_id: int) -> set[int]:
    query = select(Attendance.timeslot_id).where(Attendance.rsvp_id == rsvp_id, Attendance.cancelled_at.is_(None))
    return set(db.session.scalars(query))


def _leave(rsvp_id: int, timeslot_ids: set[int], now: dt.datetime) -> None:
    db.session.execute(
        update(Attendance)
        .where(Attendance.rsvp_id == rsvp_id, Attendance.timeslot_id.in_(timeslot_ids))
        .values(cancelled_at=now)
    )
