"""Deeds of hosts: post an event, change it, put its pin right, send it for review, cancel it."""

import datetime as dt
from collections.abc import Callable, Mapping
from enum import Enum
from typing import NamedTuple

from flask_babel import lazy_gettext as _l

from actions.coalition.models import Campaign
from actions.database import db
from actions.errors import Conflict
from actions.events import lifecycle, publication
from actions.events.changes import Outcome, apply_fields, apply_location, changed_since, location_of, set_location
from actions.events.draft import EventDraft
from actions.events.history import Before, note_move, note_rewrite
from actions.events.lifecycle import Move
from actions.events.locking import locked, locked_timeslots
from actions.events.models import Event, EventState, Timeslot
from actions.events.pins import check_pin, follow_zone, is_news
from actions.events.postponing import end_postponement
from actions.events.queries import events_by_reference, timeslots_of
from actions.events.timeslots import put_timeslots, set_bounds
from actions.geo.location import Location

# `tell(event_id, kind, now, details)` owes a mail to everybody who is coming. RSVPs are a higher room than events, so
# the route brings it along.
Tell = Callable[[int, str, dt.datetime, Mapping[str, object]], None]
# `settle(event_id, now)` gives places that came free to those who wait for them; it comes along likewise.
Settle = Callable[[int, dt.datetime], None]


class CampaignClosed(Conflict):
    """The campaign takes no events any more."""

    def __init__(self) -> None:
        super().__init__(_l("This campaign takes no new actions any more."))


class ChangedMeanwhile(Conflict):
    """Somebody else changed the event since the form was filled; `fields` names what is different now."""

    def __init__(self, fields: list[str]) -> None:
        super().__init__(_l("Somebody else changed this action while you were writing."))
        self.fields = fields


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


def edit_event(
    event_id: int,
    draft: EventDraft,
    *,
    seen: str,
    now: dt.datetime,
    tell: Tell,
    settle: Settle,
    is_reviewer: bool = False,
) -> Outcome:
    """Make an event what the draft says. `seen` is the fingerprint of what the form was filled from.

    An approved event stays approved; organizers are asked for another look unless one of them edits. Those who are
    coming are told when time, place or link changed. A postponed event is on again once it has a new date.

    Raises:
        ChangedMeanwhile, TimeslotTaken, StillPostponed, NotNow, and what `settle` refuses: nothing was changed.
    """
    event = locked(event_id)
    lifecycle.check_editable(event.state)
    timeslots = locked_timeslots(event_id)
    different = changed_since(seen, event, timeslots)
    if different:
        raise ChangedMeanwhile(different)
    before = Before.of(event, timeslots, now)
    outcome = _put(event, timeslots, draft)
    _note(event, outcome, now)
    note_move(event, timeslots, before, now, pin=False)
    if not is_reviewer:
        note_rewrite(event, before, now, pin=False)
    _tell_if_it_matters(event, outcome, now, tell)
    if outcome != Outcome():
        settle(event_id, now)
    db.session.commit()
    return outcome


def place_pin(
    event_id: int, latitude: float, longitude: float, *, now: dt.datetime, tell: Tell, is_reviewer: bool = False
) -> None:
    """Put the event where its host says. Times stay what they are on the wall, should the zone be another there.

    Raises:
        PinElsewhere, ClockTimeMissing, NotNow: nothing was changed.
    """
    event = locked(event_id)
    lifecycle.check_editable(event.state)
    check_pin(event, latitude, longitude)
    timeslots = locked_timeslots(event_id)
    old, pin, before = location_of(event), Location.from_host(latitude, longitude), Before.of(event, timeslots, now)
    if old == pin:
        return
    set_location(event, pin)
    event.wants_geocoding = False
    moved_ids, is_elsewhere = follow_zone(event, old, timeslots), is_news(old, pin)
    outcome = Outcome(frozenset({"address"} if is_elsewhere else ()), moved_ids, is_place_new=True)
    _note(event, outcome, now)
    note_move(event, timeslots, before, now, pin=is_elsewhere)
    if not is_reviewer:
        note_rewrite(event, before, now, pin=is_elsewhere)
    _tell_if_it_matters(event, outcome, now, tell)
    db.session.commit()


def set_host_words(event_id: int, words: str, *, now: dt.datetime, is_reviewer: bool = False) -> None:
    """Put a host's paragraph into the reminders. Those of a public event have it at once, as with every other edit of
    one, and organizers are asked for another look unless one of them writes.

    Raises:
        NotNow: nothing was changed.
    """
    event = locked(event_id)
    lifecycle.check_editable(event.state)
    before = Before.of(event, (), now)
    event.host_words = words
    if not event.is_public:
        # The public is shown nothing of it, so what is public has not changed; a declined event has.
        event.changed_at = now
    if not is_reviewer:
        note_rewrite(event, before, now, pin=False)
    db.session.commit()


def submit_event(event_id: int, *, now: dt.datetime) -> None:
    """Send a draft, or a declined event that was changed, for review.

    Raises:
        TimesOver, NotNow: nothing was changed.
    """
    event = locked(event_id)
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
    event = locked(event_id)
    state = lifecycle.follows(event.state, Move.CANCEL)
    if event.is_over(now):
        raise TimesOver(_l("This action is over; there is nothing left to cancel."))
    event.state, event.cancel_reason, event.cancelled_at = str(state), reason, now
    event.sequence, event.changed_at, event.wants_geocoding = event.sequence + 1, now, False
    db.session.flush()
    tell(event_id, "event-cancelled", now, {})
    publication.mark_changed()
    db.session.commit()


def postpone_event(event_id: int, reason: str, *, now: dt.datetime, tell: Tell) -> None:
    """Take the date of a public event off, a new one is to come; its page says so, and those who are coming are told.

    Raises:
        TimesOver, NotNow: nothing was changed.
    """
    event = locked(event_id)
    lifecycle.check_postponable(event)
    if event.is_over(now):
        raise TimesOver(_l("This action is over; there is nothing left to postpone."))
    event.postponed_at, event.postpone_reason = now, reason
    event.sequence, event.changed_at = event.sequence + 1, now
    set_bounds(event, ())
    db.session.flush()
    tell(event_id, "event-postponed", now, {})
    publication.mark_changed()
    db.session.commit()


def discard_event(event_id: int) -> None:
    """Remove an event that was never public.

    Raises:
        NotNow: it is or was public.
    """
    event = locked(event_id)
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
    outcome = _put(event, locked_timeslots(event.id), draft)
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
    end_postponement(event, timeslots, draft)
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
    # While there is no date nobody goes anywhere: the mail with the new one says how things are then.
    is_on = event.state == EventState.APPROVED and event.postponed_at is None and not event.is_over(now)
    if is_on and outcome.concerns_those_going:
        tell(event.id, "event-changed", now, {"changed": outcome.told_as, "timeslot_ids": list(outcome.moved_ids)})
