"""What people type when they are asked for a ZIP code or a town, and what they mean."""

import sqlite3
from collections.abc import Iterator

import pytest

from actions.geo.counties import bare_county
from actions.geo.gazetteer import bundled
from actions.geo.gazetteer_file import GAZETTEER, NameKind
from actions.geo.location import Precision
from actions.geo.names import name_key
from actions.geo.places import Ambiguous, Found, Unknown

CHICAGO, LOOP, WASHINGTON = "Chicago, IL", "Chicago, IL 60602", "Washington, DC"
MEANT = {
    CHICAGO: """Chicago; chicago il; CHICAGO IL; Chicago Illinois; IL Chicago; il chicago; Illinois, Chicago;
        illinois chicago; Chicago IL.; Chicago, Ill.; Chicago / Illinois; Chicago - IL; Chicago (IL); (Chicago, IL);
        "Chicago, IL"; “Chicago”; Chicago, IL!!; *Chicago*; Chicago, IL, USA; chicago illinois usa;
        Chicago, Estados Unidos; near Chicago; Near: Chicago; in Chicago, IL; in the Chicago area; Chicago area;
        downtown Chicago; Chicago metro area; city of Chicago; Chicago please; Chicago, IL near me; cerca de Chicago;
        en Chicago; centro de Chicago; Chicago, Cook County, IL; Daley Plaza, Chicago, IL; Daley Plaza Chicago IL;
        50 W Washington St, Chicago, IL; 50 W Washington St Chicago IL; 50 W Washington St, Chicago; Chi-town;
        50 W Washington St, Chicago, Illinois, United States of America; Chicago, IL 99999""",
    LOOP: """60602; 60602.; #60602; (60602); 60602-1234; 60602 1234; 606021234; ZIP 60602; zip code 60602; zip: 60602;
        código postal 60602; my zip is 60602; 60602 Chicago; 60602, IL; 60602 chicago il; Chicago 60602;
        Chicago, IL 60602; Chicago, IL, 60602, USA; 50 W Washington St, Chicago, IL 60602-1234, United States;
        Daley Plaza, 50 W Washington St, Chicago, IL 60602""",
    WASHINGTON: """DC; D.C.; Washington DC; Washington, D.C.; washington d c; Distrito de Columbia; Washingtn DC;
        1600 Pennsylvania Ave NW Washington DC; 1600 Pennsylvania Avenue NW, Washington, DC""",
    "New York, NY": """NYC; N.Y.C.; NY; New York; New York City; NY, NY; New York, New York; Manhattan; Nueva York;
        Nueva York, NY; Ciudad de Nueva York; 350 5th Ave, New York, NY; Nueva York, Nueva York""",
    "Brooklyn, NY": "Brooklyn; Brooklyn, NY; Brooklyn NYC; Brooklyn, New York; NY Brooklyn",
    "Bronx, NY": "Bronx; The Bronx; the bronx ny; El Bronx",
    "Queens, NY": "Queens; queens ny; Queens, Nueva York",
    "Staten Island, NY": "Staten Island; staten island nyc",
    "Los Angeles, CA": "LA; L.A.; Los Angeles; Los Ángeles; los angeles calif; Los Ángeles, California; L.A., CA",
    "San Francisco, CA": "SF; S.F.; San Francisco; san fran; Bay Area; SF, CA",
    "Philadelphia, PA": "Philly; philly pa; Filadelfia; Filadelfia, Pensilvania",
    "New Orleans, LA": "NOLA; New Orleans; Nueva Orleans; Nueva Orleans, Luisiana",
    "St. Louis, MO": "St Louis; St. Louis; Saint Louis; SAINT LOUIS MO; st. louis, misuri; STL; St. Louis city",
    "Fort Worth, TX": "Ft Worth; Ft. Worth; Fort Worth, TX; ft worth tejas",
    "Mount Vernon, NY": "Mt Vernon NY; Mt. Vernon, NY; Mount Vernon, NY",
    "East St. Louis, IL": "E. St. Louis; E St Louis IL; East Saint Louis",
    "San Jose, CA": "San José; San Jose; SAN JOSE CA; San José, California",
    "Cañon City, CO": "Cañon City; Canon City; canon city co",
    "Mayagüez, PR": "Mayagüez; Mayaguez; Mayagüez, Puerto Rico; MAYAGUEZ PR",
    "San Antonio, TX": "San Antonio; San Antonio, Tejas",
    "Baltimore, MD": "Baltimore; Baltimore City; Baltimore City, MD",
    "Springfield, IL": "100 Main Street, Springfield IL, USA; Springfield (IL); Springfield Illinois; IL, Springfield",
    "Portland, OR": "Portland; in Portland",
    "Portland, IN": "IN Portland; Portland, IN; Portland Indiana",
    "Austin, TX": "60602 Main St, Austin, TX",
    "Cook County, IL": """Cook County, IL; Cook County; cook county illinois; Cook Co, IL; Cook Co., Illinois;
        County of Cook, IL; IL Cook County; Condado de Cook; condado de cook, illinois""",
    "Orleans Parish, LA": "Orleans Parish; Orleans Parish, LA; Parish of Orleans, Louisiana; Parroquia de Orleans, LA",
    "Miami-Dade County, FL": "Miami-Dade; Miami Dade County; miami dade, fl",
    "Doña Ana County, NM": "Doña Ana County; Dona Ana County, NM; Condado de Doña Ana, Nuevo México",
    "Prince George's County, MD": "Prince George's County; Prince Georges County MD; Prince George’s County, Maryland",
    "Anchorage Municipality, AK": "Anchorage Municipality; Municipality of Anchorage, AK",
    "Nome Census Area, AK": "Nome Census Area; Nome Census Area, Alaska",
    "Ponce Municipio, PR": "Ponce Municipio; Municipio de Ponce; Municipio de Ponce, Puerto Rico",
    "Charles City County, VA": "Charles City County; Charles City County, Virginia",
    "New Mexico": "NM; New Mexico; Nuevo México; nuevo mexico; Nuevo Méjico; N. Mex.",
    "North Carolina": "NC; N.C.; North Carolina; N. Carolina; Carolina del Norte",
    "Texas": "TX; Texas; Tejas; texas, usa",
    "Pennsylvania": "PA; Penna.; Pensilvania",
    "Virgin Islands": "VI; USVI; U.S. Virgin Islands; Islas Vírgenes de los Estados Unidos; Islas Vírgenes",
    "Puerto Rico": "PR; Puerto Rico; puerto rico, usa",
}
TYPED = [(" ".join(text.split()), label) for label, texts in MEANT.items() for text in texts.split(";")]


@pytest.mark.parametrize(("text", "label"), TYPED)
def test_what_people_type_is_found_as_they_mean_it(text: str, label: str) -> None:
    answer = bundled().search(text)
    assert isinstance(answer, Found), answer
    assert answer.place.label == label


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("Orange County", ["Orange County, CA", "Orange County, FL", "Orange County, NY"]),
        ("La Mesa", ["La Mesa, CA", "La Mesa, NM", "Lamesa, TX"]),
        ("100 Main Street, Springfield", ["Springfield, MA", "Springfield, IL", "Springfield, MO"]),
    ],
)
def test_a_name_of_several_places_is_a_question_with_the_largest_first(text: str, labels: list[str]) -> None:
    answer = bundled().search(text)
    assert isinstance(answer, Ambiguous), answer
    assert [choice.label for choice in answer.choices[:3]] == labels


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("Alburquerque, NM", ["Albuquerque, NM"]),
        ("Tuscon AZ", ["Tucson, AZ"]),
        ("near Chcago", ["Chicago, IL"]),
        ("Jeferson County, CO", ["Jefferson County, CO"]),
        ("12345 Elm Street", ["Schenectady, NY 12345"]),
        ("50 W Washington St", []),
        ("Bay St. Louis, LA", ["Bay St. Louis, MS"]),
    ],
)
def test_an_unknown_place_is_answered_with_what_it_may_be(text: str, labels: list[str]) -> None:
    answer = bundled().search(text)
    assert isinstance(answer, Unknown), answer
    assert [place.label for place in answer.suggestions] == labels


@pytest.mark.parametrize("dash", "\N{HYPHEN}\N{NON-BREAKING HYPHEN}\N{FIGURE DASH}\N{EN DASH}\N{EM DASH}\N{MINUS SIGN}")
@pytest.mark.parametrize("text", ["60602{}1234", "60602 {} 1234", "Chicago, IL 60602{}1234", "60602{}1234 Chicago"])
def test_a_zip_with_four_more_digits_is_understood_with_any_dash(text: str, dash: str) -> None:
    answer = bundled().search(text.format(dash))
    assert isinstance(answer, Found), answer
    assert answer.place.label == LOOP


@pytest.mark.parametrize("dash", "-\N{EN DASH}\N{NON-BREAKING HYPHEN}\N{MINUS SIGN}")
def test_a_dash_of_any_kind_stands_between_a_town_and_its_state(dash: str) -> None:
    assert bundled().find(f"Chicago{dash}IL") == bundled().city("Chicago", "IL")
    assert bundled().find(f"Winston{dash}Salem {dash} NC") == bundled().city("Winston-Salem", "NC")


def test_a_county_is_an_area_and_no_place_for_an_event() -> None:
    answer = bundled().search("Cook County, IL")
    assert isinstance(answer, Found)
    assert answer.place.precision is Precision.COUNTY
    assert (round(answer.place.latitude, 1), round(answer.place.longitude, 1)) == (41.8, -87.8)
    assert bundled().find("Cook County, IL") is None


def test_every_town_is_found_by_its_name_with_the_code_and_with_the_name_of_its_state() -> None:
    names = {state.code: (state.code, state.name) for state in bundled().states()}
    lost = []
    for name, state, point in _towns():
        for text in [f"{name}, {one}" for one in names[state]]:
            answer = bundled().search(text)
            if not isinstance(answer, Found) or (answer.place.latitude, answer.place.longitude) != point:
                lost.append(text)
    assert lost == []


def test_every_town_is_found_without_a_comma_and_in_small_letters() -> None:
    lost = []
    for name, state, point in _towns():
        answer = bundled().search(f"{name} {state}".lower())
        if not isinstance(answer, Found) or (answer.place.latitude, answer.place.longitude) != point:
            lost.append(f"{name} {state}")
    assert lost == []


def test_every_county_is_found_by_its_label_and_every_zip_that_has_one_names_one_of_them() -> None:
    database = sqlite3.connect(GAZETTEER)
    counties = database.execute("SELECT name, state, lat, lon, key FROM counties").fetchall()
    named = database.execute("SELECT COUNT(*) FROM zips WHERE county_id IS NOT NULL").fetchone()[0]
    database.close()
    lost = []
    for name, state, latitude, longitude, key in counties:
        answer = bundled().search(f"{name}, {state}")
        point = (latitude / 10_000, longitude / 10_000)
        # Independent cities have no key: "Alexandria City, VA" is the town.
        if key and not (isinstance(answer, Found) and (answer.place.latitude, answer.place.longitude) == point):
            lost.append((name, state, answer))
    assert lost == []
    assert 3_200 < len(counties) < 3_300
    assert named > 40_500


def test_every_county_has_a_point_in_its_state() -> None:
    found = [county for state in bundled().states() for county in bundled().counties("Jefferson", state.code)]
    assert len(found) == 26
    assert {one.kind for one in found} == {NameKind.OFFICIAL}
    assert all(one.place.precision is Precision.COUNTY for one in found)


@pytest.mark.parametrize(
    ("name", "key"),
    [("S.F.", "sf"), ("N.Y.", "ny"), ("N. Hollywood", "northhollywood"), ("E St Louis", "eaststlouis"), ("N", "n")],
)
def test_a_compass_point_is_written_out_only_in_front_of_a_word(name: str, key: str) -> None:
    assert name_key(name) == key


def _towns() -> Iterator[tuple[str, str, tuple[float, float]]]:
    database = sqlite3.connect(GAZETTEER)
    rows = database.execute(
        "SELECT name, state, lat, lon FROM towns WHERE kind IN (?, ?)", (NameKind.OFFICIAL, NameKind.ACCEPTED)
    ).fetchall()
    database.close()
    for name, state, latitude, longitude in rows:
        # "Ross County, OH" is a post office's word for towns in that county.
        if not bare_county(name, beside_state=True):
            yield name, state, (latitude / 10_000, longitude / 10_000)
