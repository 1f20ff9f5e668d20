"""A campaign's colour: whatever it is, text on it and in it can be read, in light and in dark."""

import pytest

from actions.colours import DAY_GROUNDS, NIGHT_GROUNDS, READABLE, contrast
from actions.stories import colours
from tests.checking_client import CheckingClient


@pytest.mark.parametrize(
    "colour", [f"#{r}{g}{b}" for r in ("00", "80", "f4") for g in ("00", "76", "b4") for b in ("1a", "ff")]
)
def test_text_can_be_read_on_every_accent_and_every_accent_can_be_seen(colour: str) -> None:
    light, dark = colours.light(colour), colours.dark(colour)
    assert light.accent == colour
    assert contrast(dark.accent, NIGHT_GROUNDS[0]) >= colours.STANDS_OUT_IN_DARK
    for shades, grounds in (
        (light, DAY_GROUNDS),
        (dark, NIGHT_GROUNDS),
    ):
        assert contrast(shades.on_accent, shades.accent) >= READABLE
        assert [g for g in (*grounds, shades.soft) if contrast(shades.deep, g) < READABLE] == []


@pytest.mark.parametrize("colour", [f"#{c}" for c in ("000000", "f4b41a", "0b2a4a", "ffdd00", "c8102e")])
def test_quiet_text_and_links_can_be_read_on_the_soft_shade(colour: str) -> None:
    for shades, texts in (
        (colours.light(colour), ("#5b5e68", "#0b4f8a", "#17181c")),
        (colours.dark(colour), ("#b3b5bd", "#8cc4ff", "#f3f1ea")),
    ):
        assert [text for text in texts if contrast(text, shades.soft) < READABLE] == []


@pytest.mark.sqlite_only
def test_the_style_sheet_of_a_colour_is_public_kept_for_ever_and_nothing_but_colours(client: CheckingClient) -> None:
    answer = client.get("/accents/c8102e.css")
    assert answer.mimetype == "text/css"
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.text.startswith(":root{--accent:#c8102e;--on-accent:#ffffff;")
    for odd in ("C8102E", "fff", "c8102e}", "c8102g", "%0a8102e"):
        assert client.get(f"/accents/{odd}.css").status_code == 404
