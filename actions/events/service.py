"""Deeds of hosts: post an event, change it, put its pin right, send it for review, cancel it."""

import datetime as dt
from collections.abc import Callable, Mapping
from enum import Enum
from typing import NamedTuple

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from actions.coalition.models import Campaign
from actions.database import db
from actions.errors import Conflict, DomainError
from actions.events import lifecycle, publication
from actions.events.changes import Outcome, apply_fields, apply_location, changed_since, location_of, set_location
from actions.events.draft import EventDraft
from actions.events.lifecycle import Move
from actions.events.models import Event, EventState, Timeslot
from actions.events.queries import events_by_reference, timeslots_of
from actions.events.timeslots import keep_wall_times, put_timeslots
from actions.geo.distance import miles_between
from actions.geo.location import Location, is_on_earth
from actions.geo.states import is_inside
from actions.geo.timezones import zone_at

# `tell(event_id, kind, now, details)` owes a mail to everybody who is coming. RSVPs are a higher room than events, so
# the route brings it along.
Tell = Callable[[int, str, dt.datetime, Mapping[str, object]], None]
# People who stand on the old spot do not see the new one; a nudge within a square is no news.
PIN_MOVED_MILES = 0.1


class CampaignClosed(Conflict):
    """The campaign takes no events any more."""

    def __init__(self) -> None:
        super().__init__(_l("This campaign takes no new actions any more."))


class ChangedMeanwhile(Conflict):
    """Somebody else changed the event since the form was filled; `fields` names what is different now."""

    def __init__(self, fields: list[str]) -> None:
        super().__init__(_l("Somebody else changed this action while you were writing."))
        self.fields = fields


class PinElsewhere(DomainError):
    """The pin is not in the state that the address names."""


class TimesOver(Conflict):
    """Every timeslot of the event has begun or is over."""


class Stored(Enum):
    """What storing an imported event did."""

    CREATED = "created"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


class StoredEvent(NamedTuple):
    """An imported event and what became of it."""

    event: Event
    did: Stored


def create_event(draft: EventDraft, *, campaign_id: int, host_id: int, now: dt.datetime) -> int:
    """A new event as a draft that only its host and staff see; its id."""
    campaign = db.session.get(Campaign, campaign_id)
    if campaign is None or not campaign.is_open:
        raise CampaignClosed
    event = _new(draft, campaign, host_id, EventState.DRAFT, now)
    db.session.flush()
    number = event.id
    db.session.commit()
    return number


def edit_event(event_id: int, draft: EventDraft, *, seen: str, now: dt.datetime, tell: Tell) -> Outcome:
    """Make an event what the draft says. `seen` is the fingerprint of what the form was filled from.

    An approved event stays approved. Those who are coming are told when time, place or link changed.

    Raises:
        ChangedMeanwhile, TimeslotTaken, NotNow: nothing was changed.
    """
    event = _locked(event_id)
    lifecycle.check_editable(event.state)
    timeslots = _locked_timeslots(event_id)
    different = changed_since(seen, event, timeslots)
    if different:
        raise ChangedMeanwhile(different)
    outcome = _put(event, timeslots, draft)
    _note(event, outcome, now)
    _tell_if_it_matters(event, outcome, now, tell)
    db.session.commit()
    return outcome


def place_pin(event_id: int, latitude: float, longitude: float, *, now: dt.datetime, tell: Tell) -> None:
    """Put the event where its host says. Times stay what they are on the wall, should the zone be another there.

    Raises:
        PinElsewhere, ClockTimeMissing, NotNow: nothing was changed.
    """
    event = _locked(event_id)
    lifecycle.check_editable(event.state)
    _check_pin(event, latitude, longitude)
    before, pin = location_of(event), Location.from_host(latitude, longitude)
    if before == pin:
        return
    set_location(event, pin)
    event.wants_geocoding = False
    moved_ids = _follow_zone(event, before, _locked_timeslots(event_id))
    is_news = before is not None and before.precision.is_exact and _miles(before, pin) > PIN_MOVED_MILES
    outcome = Outcome(frozenset({"address"} if is_news else ()), moved_ids, is_place_new=True)
    _note(event, outcome, now)
    _tell_if_it_matters(event, outcome, now, tell)
    db.session.commit()


def submit_event(event_id: int, *, now: dt.datetime) -> None:
    """Send a draft, or a declined event that was changed, for review.

    Raises:
        TimesOver, NotNow: nothing was changed.
    """
    event = _locked(event_id)
    state = lifecycle.follows(event.state, Move.SUBMIT)
    if not any(slot.starts_at > now for slot in timeslots_of(event_id)):
        raise TimesOver(_l("All its times are past. Choose a new date first."))
    event.state, event.submitted_at, event.decline_reason = str(state), now, ""
    db.session.commit()


def cancel_event(event_id: int, reason: str, *, now: dt.datetime, tell: Tell) -> None:
    """Call a public event off; its page stays up and says so, and those who are coming are told.

    Raises:
        TimesOver, NotNow: nothing was changed.
    """
    event = _locked(event_id)
    state = lifecycle.follows(event.state, Move.CANCEL)
    if event.is_over(now):
        raise TimesOver(_l("This action is over; there is nothing left to cancel."))
    event.state, event.cancel_reason, event.cancelled_at = str(state), reason, now
    event.sequence, event.changed_at, event.wants_geocoding = event.sequence + 1, now, False
    db.session.flush()
    tell(event_id, "event-cancelled", now, {})
    publication.mark_changed()
    db.session.commit()


def discard_event(event_id: int) -> None:
    """Remove an event that was never public.

    Raises:
        NotNow: it is or was public.
    """
    event = _locked(event_id)
    lifecycle.follows(event.state, Move.DISCARD)
    db.session.delete(event)
    db.session.commit()


def store_event(
    draft: EventDraft,
    *,
    campaign: Campaign,
    host_id: int | None,
    state: EventState,
    reference: str,
    now: dt.datetime,
    known: dict[str, Event] | None = None,
) -> StoredEvent:
    """Create an imported event, or bring the one with this reference up to date, in the caller's transaction.

    Nothing is committed or published: the caller commits by the batch and calls `publication.mark_changed()` once for
    each. For speed it hands in `known` (`queries.events_by_reference` of the batch), which takes in what is new; then
    there is no statement at all for a new event until the batch is flushed. An event that exists keeps its state,
    and those who are coming to it are not told: a file is brought in by staff, before people sign up.

    Raises:
        TimeslotTaken: people are coming to a timeslot that the file no longer has.
    """
    found = events_by_reference(campaign.id, [reference]) if known is None else known
    event = found.get(reference)
    if event is None:
        event = _new(draft, campaign, host_id, state, now)
        event.reference = reference
        if known is not None:
            known[reference] = event
        return StoredEvent(event, Stored.CREATED)
    db.session.flush()
    outcome = _put(event, _locked_timeslots(event.id), draft)
    _note(event, outcome, now, publish=False)
    return StoredEvent(event, Stored.CHANGED if outcome != Outcome() else Stored.UNCHANGED)


def _new(draft: EventDraft, campaign: Campaign, host_id: int | None, state: EventState, now: dt.datetime) -> Event:
    event = Event(campaign_id=campaign.id, host_id=host_id, state=state, created_at=now, changed_at=now, sequence=0)
    with db.session.no_autoflush:
        changed = apply_fields(event, draft)
        apply_location(event, draft, changed)
        db.session.add(event)
        put_timeslots(event, (), draft.timeslots)
    return event


def _put(event: Event, timeslots: list[Timeslot], draft: EventDraft) -> Outcome:
    """Write a draft into an event that exists."""
    fields = apply_fields(event, draft)
    is_place_new = apply_location(event, draft, fields)
    slots = put_timeslots(event, timeslots, draft.timeslots)
    return Outcome(fields | slots.fields, slots.moved_ids, is_place_new, slots.overfull_count)


def _note(event: Event, outcome: Outcome, now: dt.datetime, *, publish: bool = True) -> None:
    """Leave the traces of a change; one that changes nothing leaves none."""
    if outcome == Outcome():
        return
    event.changed_at = now
    if event.is_public and outcome.concerns_calendars:
        event.sequence += 1
    if event.is_public and publish:
        publication.mark_changed()
    db.session.flush()


def _tell_if_it_matters(event: Event, outcome: Outcome, now: dt.datetime, tell: Tell) -> None:
    if event.state == EventState.APPROVED and outcome.concerns_those_going and not event.is_over(now):
        tell(event.id, "event-changed", now, {"changed": outcome.told_as, "timeslot_ids": list(outcome.moved_ids)})


def _locked(event_id: int) -> Event:
    # "No key": those who take a place at this moment need not wait for the host.
    query = select(Event).where(Event.id == event_id).with_for_update(key_share=True)
    event = db.session.scalar(query.execution_options(populate_existing=True))
    if event is None:
        raise lifecycle.NotNow(_l("This action is no longer there."))
    return event


def _locked_timeslots(event_id: int) -> list[Timeslot]:
    # Whoever takes a place at this moment is waited for, so that a move is told to them too. Always in one order.
    query = select(Timeslot).where(Timeslot.event_id == event_id).order_by(Timeslot.id).with_for_update(key_share=True)
    found = db.session.scalars(query.execution_options(populate_existing=True))
    return sorted(found, key=lambda slot: (slot.starts_at, slot.id))


def _check_pin(event: Event, latitude: float, longitude: float) -> None:
    if not is_on_earth(latitude, longitude):
        raise PinElsewhere(_l("These are no coordinates. A latitude in Chicago is 41.8836, a longitude -87.6308."))
    if event.region and not is_inside(event.region, latitude, longitude):
        raise PinElsewhere(
            _l(
                "This point is not in %(state)s, as the address says. Move the pin, or correct the address.",
                state=event.region,
            )
        )


def _follow_zone(event: Event, before: Location | None, timeslots: list[Timeslot]) -> tuple[int, ...]:
    """Where the zone came from the place, let it come from the new one; the ids of timeslots that moved for people."""
    if before is None or event.latitude is None or event.longitude is None:
        return ()
    zone = zone_at(event.latitude, event.longitude)
    if zone == event.time_zone or zone_at(before.latitude, before.longitude) != event.time_zone:
        return ()
    keep_wall_times(event, timeslots, zone)
    return tuple(slot.id for slot in timeslots if slot.going_count)


def _miles(one: Location, other: Location) -> float:
    return miles_between(one.latitude, one.longitude, other.latitude, other.longitude)
