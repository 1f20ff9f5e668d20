"""Distances, and boxes that never leave out a point that is near enough."""

import math
import random

import pytest

from actions.geo.distance import Box, box_around, miles_between


@pytest.mark.parametrize(
    ("one", "other", "miles"),
    [
        ((41.8838, -87.6304), (41.8838, -87.6304), 0.0),
        ((40.7128, -74.0060), (34.0522, -118.2437), 2445.6),
        ((13.4443, 144.7937), (21.3069, -157.8583), 3801.2),
        ((51.88, -179.9), (51.88, 179.9), 8.5),
        ((90.0, 0.0), (90.0, 135.0), 0.0),
        ((0.0, 0.0), (0.0, 180.0), 12436.8),
    ],
)
def test_miles_between_two_points(one: tuple[float, float], other: tuple[float, float], miles: float) -> None:
    assert miles_between(*one, *other) == pytest.approx(miles, abs=0.1)
    assert miles_between(*other, *one) == pytest.approx(miles, abs=0.1)


def test_the_box_is_one_span_where_no_date_line_is_near() -> None:
    box = box_around(41.8838, -87.6304, 25)
    assert len(box.longitudes) == 1
    assert box.contains(41.8838, -87.6304)
    assert not box.contains(41.8838, 87.6304)


@pytest.mark.parametrize("longitude", [-179.95, 179.95])
def test_the_box_is_two_spans_when_it_crosses_the_date_line(longitude: float) -> None:
    box = box_around(51.5, longitude, 50)
    assert len(box.longitudes) == 2
    assert box.contains(51.5, 179.9)
    assert box.contains(51.5, -179.9)
    assert not box.contains(51.5, 0.0)


def test_the_box_holds_every_longitude_when_the_circle_holds_the_pole() -> None:
    assert box_around(89.9, 20, 25) == Box(pytest.approx(89.538, abs=0.001), 90.0, ((-180.0, 180.0),))
    assert box_around(0, 0, 20_000).longitudes == ((-180.0, 180.0),)


def test_no_near_point_lies_outside_the_box_anywhere_on_earth() -> None:
    chance = random.Random(7)
    for _ in range(4000):
        latitude, longitude = chance.uniform(-89.5, 89.5), chance.uniform(-180, 180)
        miles, bearing = chance.choice((1, 25, 100, 500)), chance.uniform(0, 2 * math.pi)
        near = _travel(latitude, longitude, miles * 0.999, bearing)
        assert box_around(latitude, longitude, miles).contains(*near), (latitude, longitude, miles, near)


def test_the_box_is_tight() -> None:
    box = box_around(41.0, -87.0, 25)
    ((west, east),) = box.longitudes
    assert miles_between(41.0, -87.0, box.north, -87.0) == pytest.approx(25, abs=0.01)
    assert miles_between(41.0, -87.0, 41.0, east) == pytest.approx(25, abs=0.1)
    assert east - -87.0 == pytest.approx(-87.0 - west)


def _travel(latitude: float, longitude: float, miles: float, bearing: float) -> tuple[float, float]:
    angle, start = miles / 3958.7613, math.radians(latitude)
    end = math.asin(math.sin(start) * math.cos(angle) + math.cos(start) * math.sin(angle) * math.cos(bearing))
    across = math.sin(bearing) * math.sin(angle) * math.cos(start)
    turned = math.atan2(across, math.cos(angle) - math.sin(start) * math.sin(end))
    return math.degrees(end), (longitude + math.degrees(turned) + 180) % 360 - 180
