"""When check-in is open, and which of several times is shown first."""

import datetime as dt

import pytest
from flask import Flask

from actions.checkin.window import Door, door_of, shown_first
from actions.database import db
from tests import factories

pytestmark = pytest.mark.sqlite_only
STARTS = dt.datetime(2026, 12, 5, 17, 0, tzinfo=dt.UTC)
ENDS = STARTS + dt.timedelta(hours=2)
MOMENT = dt.timedelta(microseconds=1)


@pytest.mark.parametrize(
    ("now", "door"),
    [
        (STARTS - dt.timedelta(hours=12) - MOMENT, Door.NOT_YET),
        (STARTS - dt.timedelta(hours=12), Door.OPEN),
        (ENDS, Door.OPEN),
        (ENDS + dt.timedelta(days=7) - MOMENT, Door.OPEN),
        (ENDS + dt.timedelta(days=7), Door.CLOSED),
    ],
)
def test_door_opens_twelve_hours_before_and_closes_a_week_after(app: Flask, now: dt.datetime, door: Door) -> None:
    event = factories.an_event(starts_at=STARTS)
    assert door_of(event, factories.timeslots_of(event)[0], now) == door


@pytest.mark.parametrize("state", ["draft", "pending", "declined", "cancelled"])
def test_what_is_not_on_has_no_door(app: Flask, state: str) -> None:
    event = factories.an_event(starts_at=STARTS, state=state)
    assert door_of(event, factories.timeslots_of(event)[0], STARTS) == Door.OFF


def test_a_postponed_event_has_no_door(app: Flask) -> None:
    event = factories.postponed(factories.an_event(starts_at=STARTS))
    assert door_of(event, factories.timeslots_of(event)[0], STARTS) == Door.OFF


def test_the_time_that_is_on_or_next_is_shown_first_and_after_all_the_last(app: Flask) -> None:
    event = factories.an_event(starts_at=STARTS)
    factories.a_timeslot(event)
    db.session.commit()
    first, second = factories.timeslots_of(event)
    at = {
        "long before": STARTS - dt.timedelta(days=9),
        "during the first": ENDS - MOMENT,
        "after the first": ENDS,
        "after both": ENDS + dt.timedelta(days=9),
    }
    shown = {when: shown_first([first, second], now) for when, now in at.items()}
    assert shown == {
        "long before": first,
        "during the first": first,
        "after the first": second,
        "after both": second,
    }
    assert shown_first([], STARTS) is None
