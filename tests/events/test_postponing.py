"""An event without a date for a while: what it stops, whom it tells, and what brings it back."""

import datetime as dt

import pytest
from flask import Flask

from actions.database import db
from actions.events import publication, service
from actions.events.draft import TimeslotDraft
from actions.events.lifecycle import NotNow
from actions.events.models import Event
from actions.events.postponing import StillPostponed
from actions.events.service import TimesOver
from actions.finder.queries import soonest, upcoming
from actions.finder.search import Filters
from actions.rsvps.offer import EventCancelled
from actions.rsvps.places import attend
from tests import factories
from tests.events.drafts import Told, draft_of, nobody_waits, seen
from tests.factories import NOW, a_timeslot, an_event, an_rsvp, timeslots_of

HOUR, WEEK = dt.timedelta(hours=1), dt.timedelta(days=7)


def edit(event: Event, told: Told, *slots: TimeslotDraft, **changes: str) -> service.Outcome:
    given = {**changes, **({"timeslots": slots} if slots else {})}
    return service.edit_event(
        event.id, draft_of(event, **given), seen=seen(event), now=NOW + HOUR, tell=told, settle=nobody_waits
    )


def as_it_is(event: Event, number: int = 0, later: dt.timedelta = dt.timedelta(0)) -> TimeslotDraft:
    slot = timeslots_of(event)[number]
    return TimeslotDraft(slot.starts_at + later, slot.ends_at + later, slot.capacity, slot.id)


def test_postponing_tells_everybody_once_and_publishes_it(app: Flask) -> None:
    event, told, version = an_event(), Told(), publication.version()
    service.postpone_event(event.id, "The square is closed.", now=NOW, tell=told)
    assert told.calls == [(event.id, "event-postponed", {})]
    assert (event.state, event.postponed_at, event.postpone_reason) == ("approved", NOW, "The square is closed.")
    assert (event.sequence, event.changed_at, publication.version()) == (1, NOW, version + 1)


def test_postponed_event_is_found_by_nobody_and_never_over(app: Flask) -> None:
    event = an_event()
    filters = Filters()
    assert list(soonest(filters, NOW, limit=5)) == [event.id]
    service.postpone_event(event.id, "Rain.", now=NOW, tell=Told())
    assert list(soonest(filters, NOW, limit=5)) == []
    assert db.session.scalars(db.select(Event.id).where(*upcoming(filters, NOW))).all() == []
    assert event.is_over(NOW + 100 * WEEK) is False


@pytest.mark.parametrize("state", ["draft", "pending", "declined", "cancelled"])
def test_what_is_not_public_cannot_be_postponed(app: Flask, state: str) -> None:
    event, told = an_event(state=state), Told()
    with pytest.raises(NotNow):
        service.postpone_event(event.id, "Rain.", now=NOW, tell=told)
    assert (event.postponed_at, told.calls) == (None, [])


def test_postponing_is_refused_when_it_is_postponed_or_over(app: Flask) -> None:
    over, postponed, told = an_event(starts_at=NOW - WEEK), factories.postponed(an_event()), Told()
    with pytest.raises(TimesOver):
        service.postpone_event(over.id, "Rain.", now=NOW, tell=told)
    with pytest.raises(NotNow):
        service.postpone_event(postponed.id, "Rain.", now=NOW, tell=told)
    assert told.calls == []


def test_new_date_brings_it_back_and_is_told_as_a_change(app: Flask) -> None:
    event, told = factories.postponed(an_event()), Told()
    slot = timeslots_of(event)[0]
    an_rsvp(event)
    before = slot.starts_at
    edit(event, told, as_it_is(event, later=WEEK))
    assert (event.postponed_at, event.postpone_reason, event.sequence) == (None, "", 1)
    assert (event.first_starts_at, event.last_ends_at) == (before + WEEK, before + WEEK + 2 * HOUR)
    assert told.calls == [(event.id, "event-changed", {"changed": ["time"], "timeslot_ids": [slot.id]})]


def test_it_comes_back_after_its_old_date_has_passed(app: Flask) -> None:
    event = factories.postponed(an_event())
    an_rsvp(event)
    told = Told()
    late = NOW + 3 * WEEK
    draft = draft_of(event, timeslots=(as_it_is(event, later=8 * WEEK),))
    service.edit_event(event.id, draft, seen=seen(event), now=late, tell=told, settle=nobody_waits)
    assert (event.is_postponed, len(told.calls)) == (False, 1)


def test_it_stays_postponed_and_tells_nobody_when_other_things_change(app: Flask) -> None:
    event, told = factories.postponed(an_event()), Told()
    an_rsvp(event)
    edit(event, told, venue="Grant Park", title="Vigil")
    assert (event.is_postponed, event.first_starts_at, event.last_ends_at, told.calls) == (True, None, None, [])


def test_new_date_is_refused_when_another_time_keeps_the_old_one(app: Flask) -> None:
    event = an_event()
    a_timeslot(event)
    factories.postponed(event)
    with pytest.raises(StillPostponed):
        edit(event, Told(), as_it_is(event, 0, WEEK), as_it_is(event, 1))
    db.session.rollback()
    assert event.is_postponed
    edit(event, Told(), as_it_is(event, 0, WEEK), as_it_is(event, 1, WEEK))
    assert not event.is_postponed


def test_time_that_was_over_before_the_postponement_may_stay(app: Flask) -> None:
    event = an_event(starts_at=NOW - WEEK)
    a_timeslot(event, starts_at=NOW + WEEK, ends_at=NOW + WEEK + HOUR)
    factories.postponed(event)
    edit(event, Told(), as_it_is(event, 0), as_it_is(event, 1, WEEK))
    assert not event.is_postponed


def test_cancelling_a_postponed_event_tells_those_who_hold_places_whatever_its_old_date(app: Flask) -> None:
    event, told = factories.postponed(an_event()), Told()
    service.cancel_event(event.id, "It will not be.", now=NOW + 10 * WEEK, tell=told)
    assert told.calls == [(event.id, "event-cancelled", {})]
    assert (event.state, event.is_postponed, event.is_over(NOW + 20 * WEEK)) == ("cancelled", False, False)


def test_nobody_slips_in_who_read_the_offer_before_it_was_postponed(app: Flask) -> None:
    event = an_event()
    rsvp_id, slot_id = an_rsvp(an_event()).id, timeslots_of(event)[0].id
    factories.postponed(event)
    with pytest.raises(EventCancelled):
        attend(rsvp_id, [slot_id], 1, NOW)
    assert timeslots_of(event)[0].going_count == 0
