"""A campaign's accent colour: checked for contrast, and the shades that the pages need of it in light and in dark."""

import re
from dataclasses import dataclass

from actions.colours import BLACK, DAY, NIGHT, SEEN, WHITE, contrast, mixed, moved, text_on

COLOUR = re.compile(r"#[0-9a-f]{6}")
# A button's words say that it is one; its colour only has to stand out from the page.
STANDS_OUT = 1.5
STANDS_OUT_IN_DARK = SEEN


@dataclass(frozen=True)
class Shades:
    """One scheme's colours: of surfaces, of text on them, of text in the accent, and of quiet surfaces."""

    accent: str
    on_accent: str
    deep: str
    soft: str


def is_visible(colour: str) -> bool:
    """Whether it stands out from the light page. In the dark scheme it is made lighter where it has to be."""
    return contrast(colour, DAY["paper"]) >= STANDS_OUT


def light(colour: str) -> Shades:
    """The shades of the light scheme."""
    soft = mixed(colour, WHITE, 0.88)
    return Shades(colour, text_on(colour), moved(colour, DAY["paper"], soft, towards=BLACK), soft)


def dark(colour: str) -> Shades:
    """The shades of the dark scheme."""
    accent = moved(colour, NIGHT["paper"], towards=WHITE, least=STANDS_OUT_IN_DARK)
    soft = mixed(accent, NIGHT["sheet"], 0.84)
    return Shades(accent, text_on(accent), moved(accent, NIGHT["sheet"], soft, towards=WHITE), soft)


def stylesheet(colour: str) -> str:
    """The rules that put a campaign's page into its colour: nothing inline, as our security policy has it."""
    return f":root{{{_rules(light(colour))}}}@media(prefers-color-scheme:dark){{:root{{{_rules(dark(colour))}}}}}"


def _rules(shades: Shades) -> str:
    return (
        f"--accent:{shades.accent};--on-accent:{shades.on_accent};"
        f"--accent-deep:{shades.deep};--accent-soft:{shades.soft}"
    )
