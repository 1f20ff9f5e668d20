"""The worker asks online geocoders about events."""

import datetime as dt
from typing import Any

import pytest
from flask import Flask

from actions.database import db
from actions.events import publication
from actions.events.changes import location_of
from actions.events.geocoding import refine_waiting, settle
from actions.events.models import Event
from actions.geo.breaker import Breaker
from actions.geo.geocoder import AskLater, OnlineGeocoders
from actions.geo.location import Address, Location, Precision
from actions.geo.worker import Refined, Settled, TryLater
from tests.factories import NOW, an_event, an_rsvp, timeslots_of

STREET = Location(41.8835, -87.6305, Precision.STREET, "census")
LATER = NOW + dt.timedelta(minutes=5)
ASKED = Address("50 W Washington St", "Chicago", "IL", "60602")


class Geocoders(OnlineGeocoders):
    """Answers as it is told, and notes the questions and whether a transaction was open meanwhile."""

    def __init__(self, answer: Location | None = None, later: dt.datetime | None = None) -> None:
        super().__init__([_Named()])  # type: ignore[list-item]
        self.answer, self.later = answer, later
        self.asked: list[Address] = []
        self.saw_transaction = False

    def locate(self, address: Address, now: dt.datetime) -> Location | None:
        self.asked.append(address)
        self.saw_transaction |= db.session().in_transaction()
        if self.later:
            raise AskLater(self.later)
        return self.answer


class _Named:
    name, breaker = "census", Breaker()


def waiting(**changes: Any) -> Event:
    return an_event(**{"precision": "zip", "location_source": "offline", "wants_geocoding": True, **changes})


def test_event_takes_the_better_answer_and_is_published(app: Flask) -> None:
    event, geocoders, version = waiting(), Geocoders(STREET), publication.version()
    db.session.commit()
    assert refine_waiting(geocoders, NOW, 20) == 1
    assert (location_of(event), event.wants_geocoding, event.changed_at) == (STREET, False, NOW)
    assert (geocoders.asked, geocoders.saw_transaction, publication.version()) == ([ASKED], False, version + 1)
    assert refine_waiting(geocoders, NOW, 20) == 0


def test_event_keeps_its_place_when_nobody_knows_better(app: Flask) -> None:
    event, version = waiting(), publication.version()
    assert refine_waiting(Geocoders(None), NOW, 20) == 1
    assert (event.precision, event.wants_geocoding, publication.version()) == ("zip", False, version)


def test_event_is_asked_about_again_when_no_geocoder_answers(app: Flask) -> None:
    event = waiting()
    refine_waiting(Geocoders(later=LATER), NOW, 20)
    assert (event.precision, event.wants_geocoding, event.geocode_after) == ("zip", True, LATER)
    assert refine_waiting(Geocoders(STREET), NOW, 20) == 0
    assert refine_waiting(Geocoders(STREET), LATER, 20) == 1
    assert (event.precision, event.geocode_after) == ("street", None)


@pytest.mark.parametrize("changes", [{"location_source": "host"}, {"state": "declined"}, {"wants_geocoding": False}])
def test_event_is_not_asked_about_when_nothing_would_come_of_it(app: Flask, changes: dict[str, Any]) -> None:
    waiting(**changes)
    assert refine_waiting(Geocoders(STREET), NOW, 20) == 0


def test_an_address_that_only_those_coming_may_see_is_told_to_no_geocoder(app: Flask) -> None:
    event, geocoders = waiting(address_visibility="going"), Geocoders(STREET)
    assert (refine_waiting(geocoders, NOW, 20), geocoders.asked) == (0, [])
    event.address_visibility = "public"
    db.session.commit()
    assert (refine_waiting(geocoders, NOW, 20), geocoders.asked) == (1, [ASKED])


def test_no_more_are_asked_about_at_once_than_allowed(app: Flask) -> None:
    for _number in range(3):
        waiting()
    assert refine_waiting(Geocoders(STREET), NOW, 2) == 2


def test_pin_that_the_host_set_meanwhile_stands(app: Flask) -> None:
    event = waiting(location_source="host", precision="rooftop")
    settle(event.id, ASKED, Refined(STREET), NOW)
    assert (event.precision, event.location_source, event.wants_geocoding) == ("rooftop", "host", False)


def test_answer_is_dropped_when_the_address_changed_meanwhile(app: Flask) -> None:
    event = waiting(address="1 Main St")
    settle(event.id, ASKED, Refined(STREET), NOW)
    assert (event.precision, event.wants_geocoding) == ("zip", True)


@pytest.mark.parametrize("outcome", [Settled(), TryLater(LATER), Refined(STREET)])
def test_nothing_breaks_when_the_event_is_gone(app: Flask, outcome: Any) -> None:
    settle(999, ASKED, outcome, NOW)


@pytest.mark.parametrize(
    ("going", "expected"),
    [(0, ("America/Indiana/Indianapolis", 16, "street")), (1, ("America/Chicago", 17, "zip"))],
)
def test_eleven_stays_eleven_in_another_zone_unless_somebody_is_coming(
    app: Flask, going: int, expected: tuple[str, int, str]
) -> None:
    event = waiting(region="IN", city="Hammond", latitude=41.58, longitude=-87.5)
    for _number in range(going):
        an_rsvp(event)
    asked = Address(event.address, "Hammond", "IN", event.postal_code)
    settle(event.id, asked, Refined(Location(41.68, -86.25, Precision.STREET, "census")), NOW)
    assert (event.time_zone, timeslots_of(event)[0].starts_at.hour, event.precision) == expected
