"""What hosts do to events, and whom it is told."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask

from actions.database import db
from actions.events import publication, service
from actions.events.draft import TimeslotDraft
from actions.events.lifecycle import NotNow
from actions.events.models import Event
from actions.events.pins import PinElsewhere
from actions.events.service import ChangedMeanwhile, TimesOver
from actions.events.timeslots import TimeslotTaken
from actions.geo.location import Location, Precision
from tests.events.drafts import Told, draft_of, nobody_waits, seen
from tests.factories import NOW, a_campaign, a_timeslot, a_user, an_event, an_rsvp, timeslots_of

HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
OFFLINE = Location(41.88, -87.62, Precision.ZIP, "offline")


def edit(event: Event, told: Told, **changes: Any) -> service.Outcome:
    return service.edit_event(
        event.id, draft_of(event, **changes), seen=seen(event), now=NOW + HOUR, tell=told, settle=nobody_waits
    )


def moved(event: Event, by: dt.timedelta, **changes: Any) -> tuple[TimeslotDraft, ...]:
    return tuple(
        TimeslotDraft(slot.starts_at + by, slot.ends_at + by, changes.get("capacity", slot.capacity), slot.id)
        for slot in timeslots_of(event)
    )


def test_edit_leaves_no_trace_when_it_changes_nothing(app: Flask) -> None:
    event, told = an_event(), Told()
    an_rsvp(event)
    version = publication.version()
    assert edit(event, told) == service.Outcome()
    assert (told.calls, event.changed_at, event.sequence, publication.version()) == ([], NOW, 0, version)


def test_edit_publishes_and_tells_nobody_when_only_words_change(app: Flask) -> None:
    event, told = an_event(), Told()
    an_rsvp(event)
    version = publication.version()
    edit(event, told, title="Vigil", description="Candles.", instructions="Bring water")
    assert (event.title, event.state, event.changed_at, event.sequence) == ("Vigil", "approved", NOW + HOUR, 0)
    assert (told.calls, publication.version()) == ([], version + 1)


@pytest.mark.parametrize(
    ("changes", "names"),
    [
        ({"online_url": "https://meet.example.org/1"}, ["online"]),
        ({"venue": "Grant Park", "access_notes": "Ramp"}, ["place", "access"]),
        ({"address": "1 Main St", "contact_name": "Ana"}, ["place", "contact"]),
        ({"time_zone": "America/New_York", "title": "New"}, ["time", "title"]),
    ],
)
def test_edit_tells_which_kinds_of_thing_changed_when_plans_depend_on_it(
    app: Flask, changes: dict[str, str], names: list[str]
) -> None:
    event, told = an_event(), Told()
    an_rsvp(event)
    edit(event, told, **changes)
    assert told.calls == [(event.id, "event-changed", {"changed": names, "timeslot_ids": []})]
    assert event.sequence == 1


def test_moved_timeslot_keeps_its_row_and_those_who_come(app: Flask) -> None:
    event, told = an_event(), Told()
    an_rsvp(event, party_size=2)
    slot = timeslots_of(event)[0]
    before = (slot.id, slot.going_count)
    edit(event, told, timeslots=moved(event, DAY))
    (slot,) = timeslots_of(event)
    assert (slot.id, slot.going_count) == before
    assert (event.first_starts_at, event.last_ends_at) == (slot.starts_at, slot.ends_at)
    assert told.calls == [(event.id, "event-changed", {"changed": ["time"], "timeslot_ids": [slot.id]})]


def test_nobody_is_told_when_a_timeslot_without_people_moves_or_one_is_added(app: Flask) -> None:
    event, told = an_event(), Told()
    an_rsvp(event)
    empty = a_timeslot(event)
    first, second = moved(event, dt.timedelta())
    added = TimeslotDraft(second.starts_at + DAY, second.ends_at + DAY, 10)
    second = replace(second, starts_at=second.starts_at + HOUR, ends_at=second.ends_at + HOUR)
    edit(event, told, timeslots=(first, second, added))
    assert (told.calls, event.sequence) == ([], 1)
    assert [slot.id for slot in timeslots_of(event)][:2] == [first.id, empty.id]
    assert event.last_ends_at == added.ends_at


def test_nobody_is_told_when_the_event_is_not_public_yet(app: Flask) -> None:
    event, told = an_event(state="pending"), Told()
    version = publication.version()
    edit(event, told, venue="Grant Park", timeslots=moved(event, DAY))
    assert (told.calls, event.sequence, event.state, publication.version()) == ([], 0, "pending", version)


def test_nobody_is_told_when_the_event_is_over(app: Flask) -> None:
    event, told = an_event(starts_at=NOW - DAY), Told()
    an_rsvp(event)
    edit(event, told, venue="Grant Park")
    assert told.calls == []


def test_timeslot_is_not_removed_when_people_are_coming_to_it(app: Flask) -> None:
    event, told = an_event(), Told()
    an_rsvp(event)
    a_timeslot(event)
    with pytest.raises(TimeslotTaken):
        edit(event, told, title="New", timeslots=moved(event, dt.timedelta())[1:])
    db.session.rollback()
    assert ([slot.going_count for slot in timeslots_of(event)], event.title) == ([1, 0], "Rally at Daley Plaza")


def test_timeslot_is_removed_when_nobody_is_coming_to_it(app: Flask) -> None:
    event = an_event()
    a_timeslot(event)
    kept = moved(event, dt.timedelta())[:1]
    edit(event, Told(), timeslots=kept)
    assert [slot.id for slot in timeslots_of(event)] == [kept[0].id]
    assert event.last_ends_at == kept[0].ends_at


def test_nobody_loses_a_place_when_the_capacity_falls_below_them(app: Flask) -> None:
    event, told = an_event(capacity=10), Told()
    an_rsvp(event, party_size=3)
    outcome = edit(event, told, timeslots=moved(event, dt.timedelta(), capacity=2))
    (slot,) = timeslots_of(event)
    assert (outcome.overfull_count, slot.capacity, slot.going_count, event.sequence, told.calls) == (1, 2, 3, 0, [])


def test_second_of_two_hosts_is_told_what_is_different(app: Flask) -> None:
    event = an_event()
    form = seen(event)
    mine = draft_of(event, title="Mine")
    edit(event, Told(), title="Theirs", timeslots=moved(event, DAY))
    with pytest.raises(ChangedMeanwhile) as refused:
        service.edit_event(event.id, mine, seen=form, now=NOW, tell=Told(), settle=nobody_waits)
    assert refused.value.fields == ["title", "timeslots"]
    assert event.title == "Theirs"


def test_edit_is_refused_when_what_the_form_was_filled_from_cannot_be_read(app: Flask) -> None:
    event = an_event()
    with pytest.raises(ChangedMeanwhile):
        service.edit_event(
            event.id, draft_of(event), seen="\x00 :: nonsense", now=NOW, tell=Told(), settle=nobody_waits
        )


def test_cancelled_event_is_not_edited(app: Flask) -> None:
    event = an_event(state="cancelled")
    with pytest.raises(NotNow):
        edit(event, Told(), title="On again")


def test_pin_outlives_an_edit_that_leaves_the_address_alone(app: Flask) -> None:
    event = an_event()
    edit(event, Told(), venue="The north steps", location=OFFLINE)
    assert (event.latitude, event.location_source) == (41.8836, "host")


def test_pin_is_dropped_when_the_address_changes(app: Flask) -> None:
    event = an_event()
    outcome = edit(event, Told(), address="1 Main St", location=OFFLINE, wants_geocoding=True)
    assert (event.latitude, event.precision, event.location_source) == (41.88, "zip", "offline")
    assert (outcome.is_place_new, event.wants_geocoding) == (True, True)


def test_new_address_is_asked_about_at_once_when_the_old_one_had_to_wait(app: Flask) -> None:
    event = an_event(geocode_after=NOW + DAY, wants_geocoding=True, location_source="offline", precision="zip")
    edit(event, Told(), address="1 Main St", location=OFFLINE, wants_geocoding=True)
    assert (event.wants_geocoding, event.geocode_after) == (True, None)


def test_pin_of_the_host_is_the_meeting_point(app: Flask) -> None:
    event = an_event(precision="zip", location_source="offline", wants_geocoding=True)
    told, version = Told(), publication.version()
    an_rsvp(event)
    service.place_pin(event.id, 41.9, -87.65, now=NOW + HOUR, tell=told)
    assert (event.latitude, event.longitude, event.precision, event.location_source) == (
        41.9,
        -87.65,
        "rooftop",
        "host",
    )
    assert (event.wants_geocoding, event.changed_at, publication.version()) == (False, NOW + HOUR, version + 1)
    # What was shown as an area before is no other place now.
    assert (told.calls, event.sequence) == ([], 0)


def test_pin_leaves_no_trace_when_it_is_where_it_was(app: Flask) -> None:
    event, told, version = an_event(), Told(), publication.version()
    service.place_pin(event.id, 41.8836, -87.6308, now=NOW + HOUR, tell=told)
    assert (told.calls, event.changed_at, publication.version()) == ([], NOW, version)


@pytest.mark.parametrize(("latitude", "calls"), [(41.9036, 1), (41.8837, 0)])
def test_those_who_come_are_told_when_an_exact_pin_moves_out_of_sight(app: Flask, latitude: float, calls: int) -> None:
    event, told = an_event(), Told()
    an_rsvp(event)
    service.place_pin(event.id, latitude, -87.6308, now=NOW, tell=told)
    details = {"changed": ["place"], "timeslot_ids": []}
    assert told.calls == [(event.id, "event-changed", details)] * calls
    assert event.sequence == calls


@pytest.mark.parametrize(
    ("latitude", "longitude", "sentence"),
    [
        (41.6, -87.3, "This point is not in IL, as the address says. Move the pin, or correct the address."),
        (0.0, 0.0, "These are no coordinates. A latitude in Chicago is 41.8836, a longitude -87.6308."),
    ],
)
def test_pin_is_refused_when_it_is_elsewhere(app: Flask, latitude: float, longitude: float, sentence: str) -> None:
    event = an_event()
    with pytest.raises(PinElsewhere) as refused:
        service.place_pin(event.id, latitude, longitude, now=NOW, tell=Told())
    assert str(refused.value.message) == sentence
    assert event.latitude == 41.8836


def test_eleven_stays_eleven_when_the_pin_lands_in_another_zone(app: Flask) -> None:
    event, told = an_event(region="IN", city="Hammond", latitude=41.58, longitude=-87.5), Told()
    an_rsvp(event)
    service.place_pin(event.id, 41.68, -86.25, now=NOW, tell=told)
    (slot,) = timeslots_of(event)
    assert (event.time_zone, slot.starts_at.astimezone(event.zone).hour) == ("America/Indiana/Indianapolis", 11)
    assert event.first_starts_at == slot.starts_at
    assert told.calls[0][2] == {"changed": ["time", "place"], "timeslot_ids": [slot.id]}


def test_zone_that_the_host_chose_outlives_the_pin(app: Flask) -> None:
    event = an_event(time_zone="America/New_York")
    service.place_pin(event.id, 41.9, -87.65, now=NOW, tell=Told())
    assert event.time_zone == "America/New_York"


@pytest.mark.parametrize("state", ["draft", "declined"])
def test_event_waits_for_review_when_it_was_submitted(app: Flask, state: str) -> None:
    event = an_event(state=state, decline_reason="Where?")
    service.submit_event(event.id, now=NOW)
    assert (event.state, event.submitted_at, event.decline_reason) == ("pending", NOW, "")


def test_event_is_not_submitted_when_all_its_times_are_past(app: Flask) -> None:
    event = an_event(state="draft", starts_at=NOW - HOUR)
    with pytest.raises(TimesOver):
        service.submit_event(event.id, now=NOW)
    assert event.state == "draft"


def test_cancelling_tells_everybody_once_and_publishes_it(app: Flask) -> None:
    event, told, version = an_event(), Told(), publication.version()
    service.cancel_event(event.id, "A storm", now=NOW, tell=told)
    assert (event.state, event.cancel_reason, event.cancelled_at, event.sequence) == ("cancelled", "A storm", NOW, 1)
    assert (told.calls, publication.version()) == ([(event.id, "event-cancelled", {})], version + 1)
    with pytest.raises(NotNow):
        service.cancel_event(event.id, "Again", now=NOW, tell=told)
    assert len(told.calls) == 1


def test_cancelling_is_refused_when_the_event_is_over(app: Flask) -> None:
    event, told = an_event(starts_at=NOW - DAY), Told()
    with pytest.raises(TimesOver):
        service.cancel_event(event.id, "Late", now=NOW, tell=told)
    assert (event.state, told.calls) == ("approved", [])


@pytest.mark.parametrize("state", ["draft", "pending", "declined"])
def test_event_that_was_never_public_can_be_deleted(app: Flask, state: str) -> None:
    number = an_event(state=state).id
    service.discard_event(number)
    assert db.session.get(Event, number) is None


@pytest.mark.parametrize("state", ["approved", "cancelled"])
def test_event_that_was_public_is_never_deleted(app: Flask, state: str) -> None:
    number = an_event(state=state).id
    with pytest.raises(NotNow):
        service.discard_event(number)


def test_new_event_is_refused_when_its_campaign_is_closed(app: Flask) -> None:
    draft = draft_of(an_event())
    closed = a_campaign(is_open=False)
    with pytest.raises(service.CampaignClosed):
        service.create_event(draft, campaign_id=closed.id, host_id=a_user().id, now=NOW)
