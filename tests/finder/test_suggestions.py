"""The files that suggestions come from while somebody types."""

import json
import re

import pytest
from flask import Flask

from actions.geo.gazetteer import bundled
from actions.geo.location import Precision
from actions.geo.places import Found
from config import ROOT
from tools.build_suggestions import FOLDER, beginnings, shards


def _first(key: str, begins: str, count: int) -> list[str]:
    lines = json.loads((FOLDER / f"{key}.json").read_text(encoding="utf-8"))
    return [line for line in lines if line.startswith(begins)][:count]


def _everything() -> dict[str, list[str]]:
    return {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in FOLDER.glob("*.json")}


def test_files_are_what_the_tool_makes_of_the_gazetteer() -> None:
    assert _everything() == shards()


def test_there_is_a_small_file_for_every_two_letters_and_every_two_digits() -> None:
    files = list(FOLDER.iterdir())
    assert len(files) == 26 * 26 + 10 * 10
    assert max(path.stat().st_size for path in files) < 20_000
    assert sum(path.stat().st_size for path in files) < 2_000_000


@pytest.mark.parametrize(
    ("key", "begins", "lines"),
    [
        ("ch", "Chic", ["Chicago, IL", "Chicagoland=Chicago, IL", "Chico, CA"]),
        ("sp", "Spr", ["Springfield, MA", "Spring, TX", "Springfield, IL"]),
        ("te", "*Te", ["*Texas", "*Tennessee"]),
        ("nu", "*", ["*Nueva Jersey", "*Nuevo México", "*Nuevo Hampshire"]),
        ("ne", "*New Y", ["*New York State"]),
        ("co", "Cook C", ["Cook County, IL", "Cook County, MN", "Cook County, GA"]),
        ("ny", "NYC", ["NYC=New York, NY"]),
        ("st", "St. L", ["St. Louis, MO", "St. Louis County, MO", "St. Louis County, MN"]),
        ("60", "6060", ["60601 Chicago, IL", "60602 Chicago, IL", "60603 Chicago, IL"]),
        ("00", "00601", ["00601 Adjuntas, PR"]),
    ],
)
def test_likeliest_stands_first(key: str, begins: str, lines: list[str]) -> None:
    assert _first(key, begins, 3)[: len(lines)] == lines


@pytest.mark.parametrize(
    ("name", "keys"),
    [
        ("St. Louis", {"st", "sa"}),
        ("Mount Vernon", {"mt", "mo"}),
        ("Fort Worth", {"ft", "fo"}),
        ("N Hollywood", {"no", "nh"}),
        ("Ñ", set()),
        ("Ewa", {"ew"}),
    ],
)
def test_name_is_kept_under_both_its_spellings(name: str, keys: set[str]) -> None:
    assert beginnings(name) == keys


def test_whatever_is_suggested_is_found(app: Flask) -> None:
    lost = []
    for line in {line for lines in _everything().values() for line in lines}:
        zip_code, text = re.match(r"[0-9]{5}(?= )", line), line.lstrip("*").partition("=")[2] or line.lstrip("*")
        answer = bundled().search(zip_code[0] if zip_code else text)
        is_state = isinstance(answer, Found) and answer.place.precision is Precision.STATE
        if not isinstance(answer, Found) or is_state != line.startswith("*"):
            lost.append((line, answer))
    assert lost == []


def test_script_is_short_enough_to_read() -> None:
    assert len((ROOT / "static/js/suggest.js").read_text(encoding="utf-8").splitlines()) < 200
