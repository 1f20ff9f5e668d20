"""Whether a point lies in a state."""

import pytest

from actions.geo import states
from tests.geo.test_gazetteer import EVERY_STATE


def test_there_is_an_outline_for_every_state_and_territory() -> None:
    assert set(states.outlines()) == EVERY_STATE


@pytest.mark.parametrize(
    ("latitude", "longitude", "code"),
    [
        (41.8838, -87.6304, "IL"),
        (61.2181, -149.9003, "AK"),
        (51.88, -176.65, "AK"),  # Adak
        (52.83, 173.17, "AK"),  # Attu, on the other side of the date line
        (19.72, -155.09, "HI"),
        (21.31, -157.86, "HI"),
        (13.4443, 144.7937, "GU"),
        (15.19, 145.75, "MP"),
        (-14.2781, -170.7025, "AS"),
        (18.35, -64.95, "VI"),
        (18.45, -66.08, "PR"),
        (38.8977, -77.0365, "DC"),
        (38.8800, -77.1000, "VA"),
        (46.5436, -87.3954, "MI"),  # the Upper Peninsula
        (36.55, -89.52, "KY"),  # the Kentucky Bend, cut off by the Mississippi
    ],
)
def test_a_point_is_in_one_state_and_no_other(latitude: float, longitude: float, code: str) -> None:
    assert [state for state in states.outlines() if states.is_inside(state, latitude, longitude, 0)] == [code]
    assert states.state_at(latitude, longitude) == code


@pytest.mark.parametrize("point", [(0.0, 0.0), (40.0, -40.0), (45.5017, -73.5673), (19.43, -99.13), (90.0, 0.0)])
def test_a_point_abroad_or_at_sea_is_in_no_state(point: tuple[float, float]) -> None:
    assert states.state_at(*point) is None


def test_a_pier_counts_as_inside_and_a_boat_does_not() -> None:
    navy_pier_end, three_miles_out, mid_lake = (41.8919, -87.5980), (41.89, -87.54), (41.89, -87.2)
    assert states.is_inside("IL", *navy_pier_end)
    assert not states.is_inside("IL", *three_miles_out)
    assert not states.is_inside("IL", *mid_lake)
    assert states.is_inside("IL", *three_miles_out, tolerance_miles=10)


def test_a_point_across_the_border_is_not_inside_when_it_is_beyond_the_tolerance() -> None:
    independence_missouri = (39.0911, -94.4155)
    assert not states.is_inside("KS", *independence_missouri)
    assert states.is_inside("MO", *independence_missouri)


def test_an_unknown_state_holds_nothing_and_case_does_not_matter() -> None:
    assert not states.is_inside("ZZ", 41.8838, -87.6304)
    assert states.is_inside("il", 41.8838, -87.6304)
