"""Deeds of those who are coming or wait: take a place, change the answer, give the place up; and tell all of them."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, Result, String, cast, literal, select

from actions.database import UtcDateTime, db, insert_once
from actions.errors import Conflict, DomainError
from actions.events.models import Event, Timeslot
from actions.mail import outbox
from actions.mail.models import OutboxMail
from actions.rsvps.answers import CONFIRMED, RsvpDetails, owe, write_down
from actions.rsvps.models import Rsvp
from actions.rsvps.offer import Choice, EventCancelled, EventFull, Offer, OfferedTimeslot
from actions.rsvps.places import attend, fitting, held, hold, leave, move_places
from actions.rsvps.waitlist import WAITLISTED, move_up, stop_waiting, wait, waited_for
from actions.sealing import lookup_hash

# A double click or a reload sends the same form again within this time.
SAME_FORM_AGAIN = dt.timedelta(minutes=10)


class AnswerWithdrawn(Conflict):
    """The supporter gave the place up in the meantime."""

    def __init__(self) -> None:
        super().__init__(_l("You gave this place up. To go after all, sign up again on the action's page."))


class StillWaiting(Conflict):
    """The supporter has no place yet that they could confirm."""

    def __init__(self) -> None:
        super().__init__(_l("You are on the waiting list and have no place yet."))


@dataclass(frozen=True)
class RsvpChange:
    """What a supporter's own page can change."""

    given_name: str
    family_name: str
    phone: str
    party_size: int
    timeslot_ids: tuple[int, ...]
    waitlist_ids: tuple[int, ...] = ()


def take_place(offer: Offer, details: RsvpDetails, *, now: dt.datetime) -> None:
    """Hold a place for this address, or put it on the waiting list where it asks for that; asking twice holds one
    place, or waits once, and owes one mail.

    Raises:
        EventCancelled, EventOver, EventFull, TimeslotNotChosen: nothing was changed.
    """
    choice = offer.chosen(details.timeslot_ids, details.waitlist_ids, now)
    if choice.waits:
        _answer_holding_all(offer, choice, details, now)
    else:
        refusal = _answer_first(offer, offer.named(choice.places), details, now)
        if refusal is not None:
            _answer_again(offer, choice, details, now, otherwise=refusal)
    db.session.commit()


def change_answer(rsvp_id: int, change: RsvpChange, offer: Offer, *, now: dt.datetime) -> None:
    """Take over what a supporter changed on their own page. Timeslots that have ended stay as they were.

    Raises:
        EventCancelled, EventOver, EventFull, TimeslotNotChosen, AnswerWithdrawn: nothing was changed.
    """
    choice = offer.chosen(change.timeslot_ids, change.waitlist_ids, now)
    room = hold(offer.event_id)
    rsvp = _locked(Rsvp.id == rsvp_id).scalar_one()
    if rsvp.cancelled_at is not None:
        raise AnswerWithdrawn
    current, waiting = held(rsvp_id), waited_for(rsvp_id)
    # Who moved up while the page was open still says "wait" with it, and keeps the place.
    fits = (choice.waits & current) | fitting(room, choice.waits, change.party_size)
    wanted = set(choice.places) | fits | (current - {timeslot.id for timeslot in offer.to_come(now)})
    queue = set(choice.waits) - fits
    changes = {
        number: change.party_size * (number in wanted) - rsvp.party_size * (number in current)
        for number in wanted | current
    }
    move_places(changes)
    attend(rsvp_id, sorted(wanted - current), 0, now)
    leave(rsvp_id, current - wanted, now)
    stop_waiting(rsvp_id, waiting - queue)
    wait(rsvp_id, sorted(queue - waiting), now)
    rsvp.given_name, rsvp.family_name, rsvp.phone = change.given_name, change.family_name, change.phone
    rsvp.party_size, rsvp.changed_at, rsvp.revision = change.party_size, now, rsvp.revision + 1
    rsvp.is_waiting = not wanted
    if (wanted, queue) != (current, waiting):
        owe(_kind_for(rsvp), rsvp_id, rsvp.event_id, rsvp.revision, now)
    if any(people < 0 for people in changes.values()):
        move_up(rsvp.event_id, now)
    db.session.commit()


def confirm_place(rsvp_id: int, offer: Offer, *, now: dt.datetime) -> None:
    """Note for the host that somebody said again that they are coming. Their places and their answer stay as they are.

    Raises:
        EventCancelled, EventPostponed, EventOver, AnswerWithdrawn, StillWaiting: nothing was changed.
    """
    offer.check_open(now)
    rsvp = _locked(Rsvp.id == rsvp_id).scalar_one()
    if rsvp.cancelled_at is not None:
        raise AnswerWithdrawn
    if rsvp.is_waiting:
        raise StillWaiting
    rsvp.confirmed_at = now
    db.session.commit()


def give_up_place(rsvp_id: int, *, now: dt.datetime) -> None:
    """Free the places of an answer, for those who wait first, stop waiting, and tell its owner; doing it again changes
    nothing.
    """
    event_id = db.session.execute(select(Rsvp.event_id).where(Rsvp.id == rsvp_id)).scalar_one()
    hold(event_id)
    rsvp = _locked(Rsvp.id == rsvp_id).scalar_one()
    if rsvp.cancelled_at is not None:
        return
    current = held(rsvp_id)
    move_places(dict.fromkeys(current, -rsvp.party_size))
    leave(rsvp_id, current, now)
    stop_waiting(rsvp_id, waited_for(rsvp_id))
    rsvp.cancelled_at, rsvp.changed_at, rsvp.revision = now, now, rsvp.revision + 1
    owe("rsvp-cancelled", rsvp_id, event_id, rsvp.revision, now)
    move_up(event_id, now)
    db.session.commit()


def tell_going(event_id: int, kind: str, now: dt.datetime, details: Mapping[str, object] | None = None) -> None:
    """Owe everybody who is coming, or waits, a mail of `kind` about the event's present sequence, in one INSERT.

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
    offer: Offer, choice: Choice, details: RsvpDetails, now: dt.datetime, *, otherwise: DomainError
) -> None:
    """Add what is new to what this address answered before; whoever types it never changes what was said first.

    Raises:
        EventFull, EventCancelled: nothing was changed.
        otherwise: the address is new, so there is nothing to answer again.
    """
    if db.session.execute(select(Rsvp.id).where(_same_address(offer, details))).first() is None:
        db.session.rollback()
        raise otherwise
    _answer_holding_all(offer, choice, details, now)


def _answer_holding_all(offer: Offer, choice: Choice, details: RsvpDetails, now: dt.datetime) -> None:
    """Places where there is room, a turn in the line where somebody would wait, for a new address or a known one.

    Raises:
        EventFull, EventCancelled: nothing was changed.
    """
    room = hold(offer.event_id)
    rsvp = _locked(_same_address(offer, details)).scalar_one_or_none()
    full = choice.places - fitting(room, choice.places, details.party_size)
    if full and rsvp is not None and _is_same_form(rsvp, details, now):
        full -= held(rsvp.id)
    if full:
        # What anybody else would be told: otherwise a full event gives away who is coming to it.
        db.session.rollback()
        raise EventFull
    if rsvp is None:
        rsvp = _new_answer(offer.event_id, details, now)
    elif rsvp.cancelled_at is not None:
        _take_over(rsvp, details)
    _add(rsvp, choice, room, now)


def _add(rsvp: Rsvp, choice: Choice, room: Mapping[int, OfferedTimeslot], now: dt.datetime) -> None:
    """What of a choice an answer has not got yet. A party larger than the one typed is not refused where a stranger
    would not be: it stays where it is.
    """
    current, waiting = held(rsvp.id), waited_for(rsvp.id)
    fits = fitting(room, choice.places | choice.waits, rsvp.party_size)
    added, queue = sorted(fits - current), sorted(choice.waits - fits - current - waiting)
    if not added and not queue:
        return
    rsvp.cancelled_at, rsvp.changed_at, rsvp.revision = None, now, rsvp.revision + 1
    rsvp.is_waiting = not added and not current
    attend(rsvp.id, added, rsvp.party_size, now)
    stop_waiting(rsvp.id, waiting & fits)
    wait(rsvp.id, queue, now)
    owe(_kind_for(rsvp), rsvp.id, rsvp.event_id, rsvp.revision, now)


def _kind_for(rsvp: Rsvp) -> str:
    """The mail that tells how an answer stands."""
    return WAITLISTED if rsvp.is_waiting else CONFIRMED


def _same_address(offer: Offer, details: RsvpDetails) -> ColumnElement[bool]:
    return (Rsvp.event_id == offer.event_id) & (Rsvp.email_hash == lookup_hash(details.email))


def _is_same_form(rsvp: Rsvp, details: RsvpDetails, now: dt.datetime) -> bool:
    """Whether this is the form that made the answer, sent a second time."""
    said = (rsvp.given_name, rsvp.family_name, rsvp.postal_code, rsvp.phone, rsvp.party_size)
    says = (details.given_name, details.family_name, details.postal_code, details.phone, details.party_size)
    return said == says and now - rsvp.changed_at < SAME_FORM_AGAIN


def _new_answer(event_id: int, details: RsvpDetails, now: dt.datetime) -> Rsvp:
    """An answer without places. Nobody else writes one of the same address meanwhile: they would hold a timeslot."""
    rsvp = Rsvp(event_id=event_id, email_hash=lookup_hash(details.email), revision=0, created_at=now, changed_at=now)
    _take_over(rsvp, details)
    db.session.add(rsvp)
    db.session.flush()
    return rsvp


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
