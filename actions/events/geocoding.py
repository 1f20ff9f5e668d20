"""The worker's part in places: events whose address an online geocoder may know better.

`actions.geo.worker` asks the geocoders; this file brings it the questions and takes the answers, one transaction each.
No transaction is open while an answer is waited for.
"""

import datetime as dt

from sqlalchemy import or_, select

from actions.database import db
from actions.events import publication
from actions.events.changes import location_of, set_location
from actions.events.models import AddressVisibility, Event, EventState
from actions.events.queries import timeslots_of
from actions.events.schedule import ClockTimeMissing
from actions.events.timeslots import keep_wall_times
from actions.geo.geocoder import OnlineGeocoders
from actions.geo.location import HOST, Address, Location
from actions.geo.timezones import zone_at
from actions.geo.worker import Outcome, Question, Refined, TryLater, geocode_waiting

# Asking costs a second each; what nobody will see is not asked about.
ASKED_ABOUT = (EventState.DRAFT, EventState.PENDING, EventState.APPROVED)


def refine_waiting(geocoders: OnlineGeocoders, now: dt.datetime, limit: int) -> int:
    """Ask about the places that wait, the longest waiting first; how many were asked about."""
    questions = _questions(now, limit)
    # The answers are waited for without a transaction, and so is the next time when there was nothing to ask: on
    # SQLite one that is left open locks everybody out.
    db.session.commit()
    asked = {question.subject_id: question.address for question in questions}

    def take(event_id: int, outcome: Outcome) -> None:
        settle(event_id, asked[event_id], outcome, now)

    return geocode_waiting(geocoders, questions, take, now=now)


def settle(event_id: int, asked: Address, outcome: Outcome, now: dt.datetime) -> None:
    """Take one answer. A pin that the host set meanwhile stands; an address that changed meanwhile goes on waiting."""
    query = select(Event).where(Event.id == event_id).with_for_update(key_share=True)
    event = db.session.scalar(query.execution_options(populate_existing=True))
    if event is None or not event.wants_geocoding or _address(event) != asked:
        db.session.rollback()
        return
    if isinstance(outcome, TryLater):
        event.geocode_after = outcome.at
    else:
        event.wants_geocoding, event.geocode_after = False, None
    if isinstance(outcome, Refined) and event.location_source != HOST:
        _take(event, outcome.location, now)
    db.session.commit()


def _questions(now: dt.datetime, limit: int) -> list[Question]:
    rows = db.session.scalars(
        select(Event)
        .where(
            Event.wants_geocoding,
            # An address that only those who are coming may see is told to no other service either.
            Event.address_visibility == AddressVisibility.PUBLIC,
            Event.state.in_(ASKED_ABOUT),
            or_(Event.geocode_after.is_(None), Event.geocode_after <= now),
            or_(Event.location_source.is_(None), Event.location_source != HOST),
        )
        .order_by(Event.geocode_after.is_not(None), Event.geocode_after, Event.id)
        .limit(limit)
    )
    return [Question(event.id, _address(event), location_of(event)) for event in rows]


def _address(event: Event) -> Address:
    return Address(event.address, event.city, event.region, event.postal_code)


def _take(event: Event, location: Location, now: dt.datetime) -> None:
    before = location_of(event)
    set_location(event, location)
    zone = zone_at(location.latitude, location.longitude)
    came_from_place = before is None or zone_at(before.latitude, before.longitude) == event.time_zone
    if zone != event.time_zone and came_from_place and not _keep_wall_times(event, zone):
        # The times cannot be said there; the coarser place with its zone stands until the host looks.
        set_location(event, before)
        return
    event.changed_at = now
    if event.is_public:
        publication.mark_changed()


def _keep_wall_times(event: Event, zone: str) -> bool:
    slots = timeslots_of(event.id)
    # What people have been told stands: only the host moves a time under somebody who is coming.
    if any(slot.going_count for slot in slots):
        return False
    try:
        keep_wall_times(event, slots, zone)
    except ClockTimeMissing:
        return False
    event.sequence += event.is_public
    return True
