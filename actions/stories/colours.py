"""A campaign's accent colour: checked for contrast, and the shades that the pages need of it in light and in dark.

Contrast is that of WCAG 2.2. The grounds are those of `static/css/site.css`.
"""

import re
from dataclasses import dataclass

PAPER_LIGHT, SHEET_LIGHT = "#fbfaf6", "#ffffff"
PAPER_DARK, SHEET_DARK = "#131419", "#1c1e25"
INK, BLACK, WHITE = "#17181c", "#000000", "#ffffff"
COLOUR = re.compile(r"#[0-9a-f]{6}")
READABLE = 4.5
# A button's words say that it is one; its colour only has to stand out from the page.
STANDS_OUT = 1.5
STANDS_OUT_IN_DARK = 3.0
_STEP = 0.04


@dataclass(frozen=True)
class Shades:
    """One scheme's colours: of surfaces, of text on them, of text in the accent, and of quiet surfaces."""

    accent: str
    on_accent: str
    deep: str
    soft: str


def contrast(one: str, other: str) -> float:
    """From 1 (the same) to 21 (black on white)."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def is_visible(colour: str) -> bool:
    """Whether it stands out from the light page. In the dark scheme it is made lighter where it has to be."""
    return contrast(colour, PAPER_LIGHT) >= STANDS_OUT


def text_on(colour: str) -> str:
    """Ink where that can be read on it, else whichever of black and white can; one of them always reaches 4.5."""
    if contrast(INK, colour) >= READABLE:
        return INK
    return max((WHITE, BLACK), key=lambda text: contrast(text, colour))


def light(colour: str) -> Shades:
    """The shades of the light scheme."""
    soft = _mixed(colour, WHITE, 0.88)
    return Shades(colour, text_on(colour), _until(colour, BLACK, READABLE, PAPER_LIGHT, soft), soft)


def dark(colour: str) -> Shades:
    """The shades of the dark scheme."""
    accent = _until(colour, WHITE, STANDS_OUT_IN_DARK, PAPER_DARK)
    soft = _mixed(accent, SHEET_DARK, 0.84)
    return Shades(accent, text_on(accent), _until(accent, WHITE, READABLE, SHEET_DARK, soft), soft)


def stylesheet(colour: str) -> str:
    """The rules that put a campaign's page into its colour: nothing inline, as our security policy has it."""
    return f":root{{{_rules(light(colour))}}}@media(prefers-color-scheme:dark){{:root{{{_rules(dark(colour))}}}}}"


def _rules(shades: Shades) -> str:
    return (
        f"--accent:{shades.accent};--on-accent:{shades.on_accent};"
        f"--accent-deep:{shades.deep};--accent-soft:{shades.soft}"
    )


def _until(colour: str, towards: str, least: float, *grounds: str) -> str:
    """The colour, moved towards another only as far as it has to be to stand out from all grounds."""
    moved, share = colour, 0.0
    while share < 1 and any(contrast(moved, ground) < least for ground in grounds):
        share += _STEP
        moved = _mixed(colour, towards, min(share, 1.0))
    return moved


def _mixed(colour: str, other: str, share: float) -> str:
    channels = zip(_channels(colour), _channels(other), strict=True)
    return "#" + "".join(f"{round(own + (its - own) * share):02x}" for own, its in channels)


def _channels(colour: str) -> tuple[int, ...]:
    return tuple(int(colour[at : at + 2], 16) for at in (1, 3, 5))


def _luminance(colour: str) -> float:
    shares = [channel / 255 for channel in _channels(colour)]
    red, green, blue = (s / 12.92 if s <= 0.04045 else ((s + 0.055) / 1.055) ** 2.4 for s in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
