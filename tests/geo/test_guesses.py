"""What is offered for a text that names no place: the state, town or county that was misspelt."""

import pytest

from actions.geo import spelling
from actions.geo.gazetteer import bundled
from actions.geo.places import Found, Unknown


def _offered(text: str) -> list[str]:
    answer = bundled().search(text)
    assert isinstance(answer, Unknown), answer
    return [place.label for place in answer.suggestions]


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("Massachusets", "Massachusetts"),
        ("Masachusets", "Massachusetts"),
        ("Conneticut", "Connecticut"),
        ("Pensylvania", "Pennsylvania"),
        ("Misissippi", "Mississippi"),
        ("Ilinois", "Illinois"),
        ("Texs", "Texas"),
        ("North Carolna", "North Carolina"),
        ("Noth Dakota", "North Dakota"),
        ("West Virgina", "West Virginia"),
        ("New Mexco", "New Mexico"),
        ("Puerto Rio", "Puerto Rico"),
        ("Carolina del Nort", "North Carolina"),
        ("Isla Virgenes", "Virgin Islands"),
        ("State of Texs", "Texas"),
        ("estado de Tejs", "Texas"),
    ],
)
def test_a_misspelt_state_is_offered(text: str, state: str) -> None:
    assert _offered(text) == [state]


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("Calfornia", ["California", "California, KY", "California, MD"]),
        ("Flordia", ["Florida", "Florida, NY", "Florida, PR"]),
        ("Virgina", ["Virginia", "Virgin, UT", "Virginia, IL"]),
        ("Tenesee", ["Tennessee", "Genesee, PA", "Genesee, ID"]),
        ("Nueva Yorc", ["New York", "New York, NY"]),
    ],
)
def test_a_misspelt_state_stands_before_the_towns_of_such_a_name(text: str, labels: list[str]) -> None:
    assert _offered(text)[:3] == labels


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Chicago, Ilinois", "Chicago, IL"),
        ("Chicgo, Ilinois", "Chicago, IL"),
        ("Chicgo Ilinois", "Chicago, IL"),
        ("Los Angeles, Calfornia", "Los Angeles, CA"),
        ("Denver, Colorodo", "Denver, CO"),
        ("Washington, Ilinois", "Washington, IL"),
        ("Houston Texs", "Houston, TX"),
        ("Ames Iwa", "Ames, IA"),
        ("Charleston West Virgina", "Charleston, WV"),
        ("Charlotte Carolina del Nort", "Charlotte, NC"),
        ("Santa Fe, Nuevo Mexco", "Santa Fe, NM"),
        ("Daley Plaza, Chicago, Ilinois", "Chicago, IL"),
        ("100 Main Street Springfield Ilinois", "Springfield, IL"),
        ("Cook County, Ilinois", "Cook County, IL"),
        ("Cook County Ilinois", "Cook County, IL"),
        ("Jeferson County, Colrado", "Jefferson County, CO"),
        ("LA County, Calfornia", "Los Angeles County, CA"),
        ("Bay St. Louis, Luisana", "Bay St. Louis, MS"),
    ],
)
def test_a_town_or_county_before_a_misspelt_state_is_offered_in_that_state(text: str, label: str) -> None:
    assert _offered(text) == [label]


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("Chicago, Zzzz", ["Chicago, IL"]),
        ("Chicgo, Zzzz", ["Chicago, IL", "Chico, CA"]),
        ("Cook County, Zzzz", ["Cook County, IL", "Cook County, MN"]),
        ("Toronto, Ontario", ["Toronto, KS", "Toronto, OH"]),
        ("Millennium Park, Chcago", ["Chicago, IL"]),
    ],
)
def test_what_stands_before_the_comma_is_guessed_from_where_nothing_else_fits(text: str, labels: list[str]) -> None:
    assert _offered(text)[:2] == labels


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Kanas City", "Kansas City, MO"),
        ("Oklahma City", "Oklahoma City, OK"),
        ("Jersy City", "Jersey City, NJ"),
        ("Virgina Beach", "Virginia Beach, VA"),
    ],
)
def test_a_misspelt_city_with_a_state_in_its_name_is_no_misspelt_state(text: str, label: str) -> None:
    assert _offered(text)[0] == label


def test_a_town_that_ends_like_a_state_is_offered_beside_what_is_in_that_state() -> None:
    assert _offered("Lake Orgon") == ["Lake County, OR", "Lake Orion, MI"]


@pytest.mark.parametrize(
    "text", ["qqqqqqqqq", "hello world", "Berlin Germany", "Xqzzyq, Ilinois", "Xqzzyq Wvvb, Zzrq", "50 W Washington St"]
)
def test_nothing_is_offered_for_what_is_far_from_every_name(text: str) -> None:
    assert _offered(text) == []


@pytest.mark.parametrize("text", ["Canada", "Aragon", "Tex.", "Moss", "Mexico"])
def test_a_word_two_slips_from_a_short_name_is_no_state(text: str) -> None:
    assert bundled().states_like(text) == ()


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("LA County", "Los Angeles County, CA"),
        ("LA County, CA", "Los Angeles County, CA"),
        ("Philly County", "Philadelphia County, PA"),
        ("PA County of Berks", "Berks County, PA"),
    ],
)
def test_a_county_is_found_by_the_nickname_of_its_city(text: str, label: str) -> None:
    answer = bundled().search(text)
    assert isinstance(answer, Found), answer
    assert answer.place.label == label


@pytest.mark.parametrize("text", ["ilinois", "chicagoilinois", "losangele", "santarosaa", "kans"])
def test_a_guess_compares_few_names_letter_by_letter(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    compared = []
    slips_between = spelling.slips_between

    def noted(one: str, other: str, most: int) -> int:
        compared.append(other)
        return slips_between(one, other, most)

    monkeypatch.setattr(spelling, "slips_between", noted)
    bundled().names_like(text)
    assert len(compared) < 60


def test_a_letter_that_occurs_twice_counts_twice() -> None:
    assert spelling.letters("aab") != spelling.letters("ab")
    assert spelling.letters("aba") == spelling.letters("aab")
