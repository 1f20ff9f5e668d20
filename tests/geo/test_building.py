"""The tool that builds the gazetteer steps into none of its sources' traps."""

import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest
import zipcodes

from actions.geo import states
from actions.geo.gazetteer_file import GAZETTEER, NameKind
from tools.build_gazetteer import middle, read_zips, towns, write_gazetteer, write_outlines
from tools.gazetteer_names import written

CHICAGO = {
    "zip_code": "60602",
    "zip_code_type": "STANDARD",
    "active": True,
    "city": "Chicago",
    "acceptable_cities": [],
    "unacceptable_cities": [],
    "state": "IL",
    "county": "Cook County",
    "timezone": "America/Chicago",
    "lat": "41.8829",
    "long": "-87.6321",
}


def a_row(**changes: Any) -> dict[str, Any]:
    return {**CHICAGO, **changes}


@pytest.mark.parametrize(
    "row",
    [
        a_row(active=False),
        a_row(zip_code_type="MILITARY", state="AE"),
        a_row(zip_code_type="MILITARY"),
        a_row(state="FM"),
    ],
)
def test_zips_out_of_use_military_and_of_other_countries_are_left_out(row: dict[str, Any]) -> None:
    assert read_zips([row], states.is_inside) == []


@pytest.mark.parametrize("point", [("0", "0"), ("0.0000", "0.0000"), ("", ""), ("40.7128", "-74.0060")])
def test_a_zip_has_no_point_when_the_list_has_zero_or_one_in_another_state(point: tuple[str, str]) -> None:
    (entry,) = read_zips([a_row(lat=point[0], long=point[1])], states.is_inside)
    assert entry.point is None


@pytest.mark.parametrize("zone", ["Napakiak", "", "America/Denver"])
def test_the_time_zone_of_the_list_makes_no_difference(zone: str) -> None:
    assert read_zips([a_row(timezone=zone)], states.is_inside) == read_zips([CHICAGO], states.is_inside)


def test_the_aliases_of_an_organizations_own_zip_are_no_towns() -> None:
    irs = a_row(zip_code_type="UNIQUE", unacceptable_cities=["Internal Revenue Service"])
    assert [town.name for town in towns(read_zips([irs], states.is_inside))] == ["Chicago"]


@pytest.mark.parametrize("name", ["Parcel Return Service", "Dhs", "Apo", "Wilkes Barre Pa S&Dc", "12345", "…"])
def test_mail_programmes_are_no_towns(name: str) -> None:
    assert list(towns(read_zips([a_row(city=name)], states.is_inside))) == []


def test_a_town_stands_where_its_delivered_zips_are_and_not_its_post_office_boxes() -> None:
    boxes = [a_row(zip_code=f"6069{n}", zip_code_type="PO BOX", lat="42.05", long="-87.90") for n in range(5)]
    (town,) = towns(read_zips([CHICAGO, *boxes], states.is_inside))
    assert (town.point, town.weight, town.kind) == ((41.8829, -87.6321), 1, NameKind.OFFICIAL)


def test_an_official_name_goes_before_one_that_is_only_accepted() -> None:
    elsewhere = a_row(zip_code="60901", city="Kankakee", acceptable_cities=["Chicago"], lat="41.12", long="-87.86")
    found = {town.name: town for town in towns(read_zips([CHICAGO, elsewhere], states.is_inside))}
    assert found["Chicago"].point == (41.8829, -87.6321)


def test_the_middle_is_one_of_the_points_and_the_first_in_a_tie() -> None:
    assert middle([(0.0, 0.0), (1.0, 0.1), (2.0, 0.0)]) == (1.0, 0.1)
    assert middle([(5.0, 5.0), (6.0, 6.0)]) == (5.0, 5.0)


@pytest.mark.parametrize(
    ("postal", "name"),
    [
        ("Mc Kinney", "McKinney"),
        ("Mcallen", "McAllen"),
        ("Saint Louis", "St. Louis"),
        ("Bay Saint Louis", "Bay St. Louis"),
        ("St Thomas", "St. Thomas"),
        ("Sault Sainte Marie", "Sault Ste. Marie"),
        ("Havre De Grace", "Havre de Grace"),
        ("Truth Or Consequences", "Truth or Consequences"),
        ("Bayou La Batre", "Bayou La Batre"),
        ("De Land", "De Land"),
        ("O Fallon", "O'Fallon"),
        ("Espanola", "Española"),
        ("Stanton", "Stanton"),
        ("Chicago", "Chicago"),
    ],
)
def test_a_postal_name_is_written_as_people_write_it(postal: str, name: str) -> None:
    assert written(postal) == name


def test_the_same_sources_give_the_same_file(tmp_path: Path) -> None:
    zips = read_zips(zipcodes.list_all(), states.is_inside)
    write_gazetteer(tmp_path / "again.sqlite", zips)
    assert _dump(tmp_path / "again.sqlite") == _dump(GAZETTEER)


def test_outlines_are_read_forwards_and_backwards_out_of_the_shared_arcs(tmp_path: Path) -> None:
    square = {"type": "Polygon", "id": "17", "arcs": [[0, -2]]}
    atlas = {
        "transform": {"scale": [1, 1], "translate": [-90, 40]},
        "arcs": [[[0, 0], [0, 2], [2, 0]], [[0, 0], [2, 0], [0, 2]]],
        "objects": {"states": {"geometries": [square, {"type": "Polygon", "id": "99", "arcs": [[0]]}]}},
    }
    write_outlines(tmp_path / "outlines.json", atlas)
    stored = json.loads((tmp_path / "outlines.json").read_text())
    assert stored == {
        "scale": 1000,
        "states": {"IL": [[-90000, 40000, 0, 2000, 2000, 0, 0, -2000, -2000, 0]]},
    }


def _dump(path: Path) -> list[str]:
    database = sqlite3.connect(path)
    try:
        return list(database.iterdump())
    finally:
        database.close()
