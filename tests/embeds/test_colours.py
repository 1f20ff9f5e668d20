"""A partner's colour as it is typed, and the style sheet that puts a frame into it."""

import re

import pytest

from actions.embeds.colours import Scheme, Theme, colour_of
from config import ROOT


@pytest.mark.parametrize(
    ("typed", "colour"),
    [("c2410c", "c2410c"), ("#C2410C", "c2410c"), (" c41 ", "cc4411"), ("", ""), ("red", ""), ("12345g", ""),
     ("c2410c;}", ""), ("1234567", ""), ("١٢٣٤٥٦", "")],
)  # fmt: skip
def test_a_colour_is_six_hex_digits_or_nothing(typed: str, colour: str) -> None:
    assert colour_of(typed) == colour


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
