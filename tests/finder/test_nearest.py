"""The nearest events, against plain arithmetic over all of them."""

import datetime as dt
import random

import pytest
from flask import Flask

from actions.coalition.models import Campaign
from actions.database import db
from actions.events.models import Event, EventState
from actions.finder import queries
from actions.finder.search import Filters
from actions.geo.distance import miles_between
from tests.factories import a_campaign, a_user, an_event

CHICAGO = (41.8829, -87.6321)
ADAK = (51.88, -176.66)
GUAM = (13.4443, 144.7937)


@pytest.fixture
def campaign(app: Flask) -> Campaign:
    return a_campaign()


def _scatter(campaign: Campaign, points: list[tuple[float, float]]) -> dict[int, tuple[float, float]]:
    """Events at these points, written at once."""
    host = a_user()
    base = an_event(campaign=campaign, host=host)
    wanted = {column.key: getattr(base, column.key) for column in Event.__mapper__.column_attrs if column.key != "id"}
    db.session.delete(base)
    events = [Event(**{**wanted, "latitude": lat, "longitude": lon}) for lat, lon in points]
    db.session.add_all(events)
    db.session.commit()
    return {event.id: point for event, point in zip(events, points, strict=True)}


def _by_arithmetic(centre: tuple[float, float], events: dict[int, tuple[float, float]]) -> list[tuple[float, int]]:
    return sorted((miles_between(*centre, *point), event_id) for event_id, point in events.items())


@pytest.mark.parametrize("limit", [1, 3, 20, 60])
@pytest.mark.parametrize("centre", [CHICAGO, ADAK, GUAM, (0.0, 0.0), (89.9, 10.0)])
def test_nearest_is_what_arithmetic_over_all_events_gives(
    campaign: Campaign, now: dt.datetime, centre: tuple[float, float], limit: int
) -> None:
    rnd = random.Random(7)
    crowd = [(41.88 + rnd.gauss(0, 0.2), -87.63 + rnd.gauss(0, 0.2)) for _ in range(40)]
    islands = [(51.9 + rnd.gauss(0, 1), -176.6 + rnd.gauss(0, 1)) for _ in range(5)]
    across = [(52.9 + rnd.gauss(0, 1), 173.0 + rnd.gauss(0, 2)) for _ in range(5)]
    anywhere = [(rnd.uniform(-15, 70), rnd.uniform(-180, 180)) for _ in range(30)]
    events = _scatter(campaign, crowd + islands + across + anywhere)

    hits = queries.nearest(centre, limit, filters=Filters(), now=now)

    assert [(hit.miles, hit.event_id) for hit in hits] == _by_arithmetic(centre, events)[:limit]


def test_nearest_crosses_the_date_line_when_that_is_the_short_way(campaign: Campaign, now: dt.datetime) -> None:
    events = _scatter(campaign, [(52.9, 173.2), (61.2, -149.9)])
    attu, _anchorage = events

    (hit,) = queries.nearest(ADAK, 1, filters=Filters(), now=now)

    assert (hit.event_id, round(hit.miles)) == (attu, 433)


def test_nearest_gives_all_there_are_when_fewer_are_needed_than_exist(campaign: Campaign, now: dt.datetime) -> None:
    events = _scatter(campaign, [(-14.3, -170.7), (44.8, -68.8)])
    hits = queries.nearest(CHICAGO, 20, filters=Filters(), now=now)
    assert {hit.event_id for hit in hits} == set(events)


def test_nearest_is_empty_when_there_is_no_event(campaign: Campaign, now: dt.datetime) -> None:
    assert queries.nearest(CHICAGO, 20, filters=Filters(), now=now) == []


@pytest.mark.parametrize("state", [state for state in EventState if state != EventState.APPROVED])
def test_event_is_not_found_when_it_is_not_approved(app: Flask, now: dt.datetime, state: EventState) -> None:
    an_event(state=state)
    assert queries.nearest(CHICAGO, 5, filters=Filters(), now=now) == []


def test_event_is_not_found_when_it_is_over(app: Flask, now: dt.datetime) -> None:
    an_event(starts_at=now - dt.timedelta(hours=2), hours=2)
    under_way = an_event(starts_at=now - dt.timedelta(hours=2), hours=2.01)
    hits = queries.nearest(CHICAGO, 5, filters=Filters(), now=now)
    assert [hit.event_id for hit in hits] == [under_way.id]


def test_event_is_not_on_the_list_around_a_place_when_it_has_no_point(app: Flask, now: dt.datetime) -> None:
    an_event(latitude=None, longitude=None)
    assert queries.nearest(CHICAGO, 5, filters=Filters(), now=now) == []


def test_distance_is_from_the_rounded_point_when_the_place_is_withheld(app: Flask, now: dt.datetime) -> None:
    an_event(latitude=41.88491, longitude=-87.63499, address_visibility="going")
    (hit,) = queries.nearest(CHICAGO, 1, filters=Filters(), now=now)
    assert hit.miles == miles_between(*CHICAGO, 41.88, -87.63)


@pytest.mark.parametrize(("miles", "is_found"), [(0.43, True), (0.42, False)])
def test_reach_is_from_the_rounded_point_when_the_place_is_withheld(
    app: Flask, now: dt.datetime, miles: float, is_found: bool
) -> None:
    # The door is 0.01 miles from the searcher; the public's point is 0.428 miles away.
    an_event(latitude=41.8849, longitude=-87.6349, address_visibility="going")
    door = (41.8849, -87.6351)
    assert bool(queries.within(door, miles, filters=Filters(), now=now)) is is_found


def test_within_is_exact_at_its_edge(campaign: Campaign, now: dt.datetime) -> None:
    rnd = random.Random(3)
    events = _scatter(campaign, [(41.88 + rnd.gauss(0, 0.4), -87.63 + rnd.gauss(0, 0.5)) for _ in range(200)])
    expected = [(miles, event_id) for miles, event_id in _by_arithmetic(CHICAGO, events) if miles <= 25]

    hits = queries.within(CHICAGO, 25, filters=Filters(), now=now)

    assert 20 < len(expected) < 180
    assert [(hit.miles, hit.event_id) for hit in hits] == expected


def test_withheld_event_is_found_at_its_public_point_when_the_door_is_out_of_reach(
    app: Flask, now: dt.datetime
) -> None:
    an_event(latitude=41.8849, longitude=-87.6349, address_visibility="going")
    (hit,) = queries.within((41.88, -87.63), 0.1, filters=Filters(), now=now)
    assert hit.miles == 0


def test_within_reaches_over_both_sides_of_the_date_line(campaign: Campaign, now: dt.datetime) -> None:
    events = _scatter(campaign, [(52.9, 173.2), (51.9, -176.6), (53.9, -166.5), (61.2, -149.9)])
    hits = queries.within(ADAK, 500, filters=Filters(), now=now)
    assert [(hit.miles, hit.event_id) for hit in hits] == _by_arithmetic(ADAK, events)[:3]
