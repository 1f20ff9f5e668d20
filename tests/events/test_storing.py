"""Events that come out of a file."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
import sqlalchemy
from flask import Flask

from actions.database import db
from actions.events import service
from actions.events.draft import EventDraft, TimeslotDraft
from actions.events.models import Event, EventState, Timeslot
from actions.events.queries import events_by_reference
from actions.events.service import Stored, StoredEvent
from actions.events.timeslots import TimeslotTaken
from actions.geo.location import Location, Precision
from tests.factories import NOW, a_campaign, an_rsvp, timeslots_of

STARTS_AT = dt.datetime(2026, 12, 5, 17, tzinfo=dt.UTC)
HOURS = dt.timedelta(hours=2)
DRAFT = EventDraft(
    title="Rally",
    time_zone="America/Chicago",
    timeslots=(TimeslotDraft(STARTS_AT, STARTS_AT + HOURS, 50),),
    city="Chicago",
    region="IL",
    location=Location(41.87, -87.66, Precision.CITY, "offline"),
)


@contextmanager
def statements() -> Iterator[list[str]]:
    """The statements sent to the database meanwhile."""
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if not statement.startswith("BEGIN"):
            sent.append(statement)

    sqlalchemy.event.listen(db.engine, "before_cursor_execute", note)
    yield sent
    sqlalchemy.event.remove(db.engine, "before_cursor_execute", note)


def store(
    draft: EventDraft, campaign: object, reference: str = "a", known: dict[str, Event] | None = None
) -> StoredEvent:
    return service.store_event(
        draft,
        campaign=campaign,
        host_id=None,
        state=EventState.APPROVED,
        reference=reference,
        now=NOW,
        known=known,
    )


def test_stored_event_has_its_state_place_and_times(app: Flask) -> None:
    event, did = store(DRAFT, a_campaign())
    db.session.commit()
    (slot,) = timeslots_of(event)
    assert (did, event.state, event.reference, event.precision) == (Stored.CREATED, "approved", "a", "city")
    assert (slot.starts_at, slot.capacity, event.first_starts_at) == (STARTS_AT, 50, STARTS_AT)


def test_nothing_changes_when_the_same_file_is_stored_again(app: Flask) -> None:
    campaign = a_campaign()
    first = store(DRAFT, campaign).event
    db.session.commit()
    again = store(DRAFT, campaign)
    db.session.commit()
    assert again == StoredEvent(first, Stored.UNCHANGED)
    assert (len(db.session.scalars(db.select(Event)).all()), len(db.session.scalars(db.select(Timeslot)).all())) == (
        1,
        1,
    )


def test_stored_event_keeps_its_timeslot_and_state_when_the_file_moved_it(app: Flask) -> None:
    campaign = a_campaign()
    event = store(DRAFT, campaign).event
    event.state = "cancelled"
    db.session.commit()
    an_rsvp(event)
    number = timeslots_of(event)[0].id
    later = replace(DRAFT, timeslots=(TimeslotDraft(STARTS_AT + HOURS, STARTS_AT + 2 * HOURS, 50),))
    assert store(later, campaign).did is Stored.CHANGED
    db.session.commit()
    (slot,) = timeslots_of(event)
    assert (slot.id, slot.starts_at, slot.going_count, event.state) == (number, STARTS_AT + HOURS, 1, "cancelled")


def test_stored_event_is_refused_when_people_are_coming_to_a_time_that_is_gone(app: Flask) -> None:
    campaign = a_campaign()
    two = replace(DRAFT, timeslots=(*DRAFT.timeslots, TimeslotDraft(STARTS_AT + HOURS, STARTS_AT + 2 * HOURS)))
    event = store(two, campaign).event
    db.session.commit()
    an_rsvp(event)
    with pytest.raises(TimeslotTaken):
        store(replace(two, timeslots=two.timeslots[1:]), campaign)


@pytest.mark.parametrize(("source", "latitude"), [("offline", 41.9), ("host", 41.87)])
def test_exact_point_of_a_file_is_taken_unless_the_host_set_a_pin(app: Flask, source: str, latitude: float) -> None:
    campaign = a_campaign()
    event = store(DRAFT, campaign).event
    event.location_source = source
    db.session.commit()
    store(replace(DRAFT, location=Location(41.9, -87.65, Precision.ROOFTOP, "import")), campaign)
    assert event.latitude == latitude


def test_row_that_comes_twice_in_one_batch_is_one_event(app: Flask) -> None:
    campaign, known = a_campaign(), {}
    first = store(DRAFT, campaign, known=known)
    second = store(replace(DRAFT, title="Vigil"), campaign, known=known)
    db.session.commit()
    assert (first.event is second.event, second.did, first.event.title) == (True, Stored.CHANGED, "Vigil")


def test_a_batch_of_new_events_is_looked_up_together_and_written_at_the_end(app: Flask) -> None:
    campaign = a_campaign()
    references = [f"row-{number}" for number in range(200)]
    db.session.commit()
    with statements() as sent:
        campaign_id = campaign.id
        known = events_by_reference(campaign_id, references)
        for reference in references:
            store(DRAFT, campaign, reference, known)
        before_flush = len(sent)
        db.session.commit()
    assert before_flush == 2  # the campaign that the commit had expired, and the look-up of the whole batch
    assert len(events_by_reference(campaign_id, references)) == 200
