"""A partner's colour: what stands on it and in it can be read, whatever it is."""

import re
from itertools import product

import pytest

from actions.embeds.colours import (
    DAY_GROUNDS,
    NIGHT_GROUNDS,
    READABLE,
    Scheme,
    Theme,
    colour_of,
    contrast,
    mixed,
    readable_on,
    text_on,
)
from config import ROOT

LEVELS = ("00", "1f", "3f", "5f", "7f", "9f", "bf", "df", "ff")
COLOURS = ["".join(levels) for levels in product(LEVELS, repeat=3)]


@pytest.mark.parametrize(
    ("typed", "colour"),
    [("c2410c", "c2410c"), ("#C2410C", "c2410c"), (" c41 ", "cc4411"), ("", ""), ("red", ""), ("12345g", ""),
     ("c2410c;}", ""), ("1234567", ""), ("١٢٣٤٥٦", "")],
)  # fmt: skip
def test_a_colour_is_six_hex_digits_or_nothing(typed: str, colour: str) -> None:
    assert colour_of(typed) == colour


def test_contrast_is_that_of_the_guidelines() -> None:
    assert contrast("000000", "ffffff") == pytest.approx(21)
    assert contrast("777777", "ffffff") == pytest.approx(4.478, abs=0.001)
    assert contrast("c2410c", "c2410c") == 1


@pytest.mark.parametrize(
    ("colour", "text"), [("f4b41a", "17181c"), ("c2410c", "ffffff"), ("0b4f8a", "ffffff"), ("7a7a7a", "000000")]
)
def test_text_on_a_colour_is_white_or_ink_where_one_of_them_can_be_read(colour: str, text: str) -> None:
    assert text_on(colour) == text


def test_text_on_every_colour_can_be_read() -> None:
    assert [colour for colour in COLOURS if contrast(text_on(colour), colour) < READABLE] == []


def test_links_in_every_colour_can_be_read_by_day_and_by_night() -> None:
    unreadable = []
    for colour in COLOURS:
        day, night = (
            readable_on(DAY_GROUNDS, colour, towards="000000"),
            readable_on(NIGHT_GROUNDS, colour, towards="ffffff"),
        )
        pairs = [(day, ground) for ground in DAY_GROUNDS] + [(night, ground) for ground in NIGHT_GROUNDS]
        unreadable += [(colour, *pair) for pair in pairs if contrast(*pair) < READABLE]
    assert unreadable == []


def test_a_colour_that_can_be_read_already_stays_itself() -> None:
    assert readable_on(DAY_GROUNDS, "c2410c", towards="000000") == "c2410c"
    assert mixed("000000", "ffffff", 0.5) == "808080"


def test_the_sheet_has_the_colours_of_the_site_for_its_light_and_the_partners_among_them() -> None:
    own = (
        "  --accent: #c2410c; --on-accent: #ffffff; --accent-deep: #c2410c; --accent-soft: #f3e0d5;\n"
        "  --link: #c2410c; --focus: #c2410c;\n"
    )
    own_by_night = (
        "  --accent: #c2410c; --on-accent: #ffffff; --accent-deep: #d17049; --accent-soft: #2c1a17;\n"
        "  --link: #d17049; --focus: #d17049;\n"
    )
    light, dark, auto = (Theme("c2410c", scheme).sheet for scheme in Scheme)
    assert light.startswith(":root {\n  color-scheme: light;\n")
    assert light.endswith(f"\n{own}}}\n")
    assert dark.startswith(":root {\n  color-scheme: dark;\n")
    assert dark.endswith(f"\n{own_by_night}}}\n")
    assert auto == f":root {{\n{own}}}\n@media (prefers-color-scheme: dark) {{ :root {{\n{own_by_night}}} }}\n"


def test_a_sheet_for_one_light_names_every_colour_that_the_site_changes_by_night() -> None:
    css = (ROOT / "static" / "css" / "site.css").read_text(encoding="utf-8")
    names = set(re.findall(r"(--[a-z-]+):", css.split("@media (prefers-color-scheme: dark) {")[1].split("\n}")[0]))
    assert {"--paper", "--ink", "--link"} < names
    for scheme in (Scheme.LIGHT, Scheme.DARK):
        assert names - set(re.findall(r"(--[a-z-]+):", Theme(scheme=scheme).sheet)) == set()
    assert "--paper: #fbfaf6" in Theme(scheme=Scheme.LIGHT).sheet
    assert "--paper: #131419" in Theme(scheme=Scheme.DARK).sheet


@pytest.mark.parametrize("name", ["c2410c-light", "c2410c-auto", "dark"])
def test_a_theme_is_found_again_by_its_name(name: str) -> None:
    theme = Theme.named(name)
    assert theme is not None
    assert theme.name == name


@pytest.mark.parametrize("name", ["", "c2410c", "C2410C-light", "fff-light", "c2410c-night", "c2410c-light;"])
def test_what_is_no_name_of_a_theme_is_none(name: str) -> None:
    assert Theme.named(name) is None
