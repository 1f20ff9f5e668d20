"""What can be read on what: the site's own palette, and whatever colour somebody brings."""

from itertools import product

import pytest

from actions.colours import (
    DAY,
    DAY_GROUNDS,
    NIGHT,
    NIGHT_GROUNDS,
    PAIRS,
    READABLE,
    SEEN,
    contrast,
    mixed,
    moved,
    text_on,
)

LEVELS = ("00", "1f", "3f", "5f", "7f", "9f", "bf", "df", "ff")
COLOURS = ["#" + "".join(levels) for levels in product(LEVELS, repeat=3)]


def test_contrast_is_that_of_the_guidelines() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.478, abs=0.001)
    assert contrast("#c2410c", "#c2410c") == 1


@pytest.mark.parametrize("colours", [DAY, NIGHT], ids=["day", "night"])
def test_every_text_of_the_palette_can_be_read_on_every_ground_it_stands_on(colours: dict[str, str]) -> None:
    found = {
        (text, ground): round(contrast(colours[text], colours[ground]), 2)
        for text, grounds in PAIRS.items()
        for ground in grounds
    }
    assert {pair: value for pair, value in found.items() if value < READABLE} == {}


@pytest.mark.parametrize(("colours", "grounds"), [(DAY, DAY_GROUNDS), (NIGHT, NIGHT_GROUNDS)], ids=["day", "night"])
def test_the_outline_of_what_has_the_focus_and_the_edge_of_fields_can_be_seen(
    colours: dict[str, str], grounds: tuple[str, str]
) -> None:
    marks = ("focus", "ink", "bad")
    assert [(mark, ground) for mark in marks for ground in grounds if contrast(colours[mark], ground) < SEEN] == []


@pytest.mark.parametrize(
    ("colour", "text"), [("#f4b41a", "#17181c"), ("#c2410c", "#ffffff"), ("#0b4f8a", "#ffffff"), ("#7a7a7a", "#000000")]
)
def test_text_on_a_colour_is_ink_or_white_where_one_of_them_can_be_read(colour: str, text: str) -> None:
    assert text_on(colour) == text


def test_text_on_every_colour_can_be_read() -> None:
    assert [colour for colour in COLOURS if contrast(text_on(colour), colour) < READABLE] == []


def test_links_in_every_colour_can_be_read_by_day_and_by_night() -> None:
    unreadable = []
    for colour in COLOURS:
        day, night = moved(colour, *DAY_GROUNDS, towards="#000000"), moved(colour, *NIGHT_GROUNDS, towards="#ffffff")
        pairs = [(day, ground) for ground in DAY_GROUNDS] + [(night, ground) for ground in NIGHT_GROUNDS]
        unreadable += [(colour, *pair) for pair in pairs if contrast(*pair) < READABLE]
    assert unreadable == []


def test_a_colour_that_can_be_read_already_stays_itself() -> None:
    assert moved("#c2410c", *DAY_GROUNDS, towards="#000000") == "#c2410c"
    assert mixed("#000000", "#ffffff", 0.5) == "#808080"
