"""Where an address is, without asking anyone."""

import pytest

from actions.geo.location import Address, Location, Precision, is_on_earth
from actions.geo.offline import is_in_stated_state, locate_offline

DALEY_PLAZA = (41.8838, -87.6304)


def test_the_zip_answers_when_it_agrees_with_the_state() -> None:
    location = locate_offline(Address("50 W Washington St", "Chicago", "IL", "60602"))
    assert location == Location(41.8829, -87.6321, Precision.ZIP, "offline")


@pytest.mark.parametrize("state", ["il", "Illinois", " IL ", "Ill."])
def test_the_state_may_be_written_in_any_usual_way(state: str) -> None:
    location = locate_offline(Address(city="Chicago", state=state, postal_code="60602-1234"))
    assert location
    assert location.precision == Precision.ZIP


def test_the_town_answers_when_the_zip_is_in_another_state() -> None:
    location = locate_offline(Address(city="Chicago", state="IL", postal_code="10001"))
    assert location
    assert location.precision == Precision.CITY
    assert is_in_stated_state(Address(state="IL"), location.latitude, location.longitude)


def test_nothing_answers_when_the_zip_is_in_another_state_and_no_town_is_given() -> None:
    assert locate_offline(Address(state="IL", postal_code="10001")) is None


def test_a_zip_that_lost_its_zero_in_a_spreadsheet_is_read_when_the_state_agrees() -> None:
    location = locate_offline(Address(state="MA", postal_code="2139"))
    assert location
    assert location.precision == Precision.ZIP
    assert locate_offline(Address(state="CA", postal_code="2139")) is None


def test_a_zip_without_a_point_of_its_own_says_that_it_is_only_the_town() -> None:
    location = locate_offline(Address(state="TX", postal_code="77352"))
    assert location
    assert location.precision == Precision.CITY
    assert location == locate_offline(Address(city="Livingston", state="TX"))


@pytest.mark.parametrize(
    "address",
    [
        Address(),
        Address(city="Springfield"),
        Address(city="Nowhere", state="IL"),
        Address(city="Chicago", state="ZZ"),
        Address(state="Texas"),
        Address("x" * 10_000, "x" * 10_000, "x" * 10_000, "x" * 10_000),
        Address(city="Chi\0cago", state="IL", postal_code="\0"),
    ],
)
def test_an_address_that_names_no_one_place_is_not_located(address: Address) -> None:
    assert locate_offline(address) is None


@pytest.mark.parametrize(
    ("state", "point", "holds"),
    [
        ("IL", DALEY_PLAZA, True),
        ("Illinois", DALEY_PLAZA, True),
        ("NY", DALEY_PLAZA, False),
        ("", DALEY_PLAZA, True),
        ("", (48.8566, 2.3522), False),
    ],
)
def test_a_point_is_held_against_the_stated_state(state: str, point: tuple[float, float], holds: bool) -> None:
    assert is_in_stated_state(Address(state=state), *point) is holds


def test_only_a_rooftop_or_a_street_may_be_shown_as_the_meeting_point() -> None:
    assert {precision for precision in Precision if precision.is_exact} == {Precision.ROOFTOP, Precision.STREET}


def test_precisions_are_ordered_from_the_rooftop_to_the_state() -> None:
    order = [Precision.ROOFTOP, Precision.STREET, Precision.ZIP, Precision.CITY, Precision.STATE]
    assert [[finer.is_finer_than(coarser) for coarser in order] for finer in order] == [
        [column > row for column in range(5)] for row in range(5)
    ]


def test_a_dragged_pin_is_a_rooftop_that_the_host_vouches_for() -> None:
    assert Location.from_host(*DALEY_PLAZA) == Location(*DALEY_PLAZA, Precision.ROOFTOP, "host")


@pytest.mark.parametrize("point", [(0, 0), (91, 0), (0, 181), (float("nan"), 1), (1, float("inf"))], ids=str)
def test_a_lost_value_is_no_point(point: tuple[float, float]) -> None:
    assert not is_on_earth(*point)


def test_an_address_on_one_line_leaves_out_what_is_empty() -> None:
    assert Address("50 W Washington St", "Chicago", "IL", "60602").one_line == "50 W Washington St, Chicago, IL 60602"
    assert Address(city="Chicago", state="IL").one_line == "Chicago, IL"
    assert Address(postal_code="60602").one_line == "60602"
    assert Address().one_line == ""
