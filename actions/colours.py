"""The site's palette as its style sheet tells it, and what can be read on what. Contrast is that of WCAG 2.2.

Every colour here is written as in `#f4b41a`. A campaign's accent and a partner's colour are made from these.
"""

import re
from functools import cache

from config import ROOT

READABLE = 4.5
# Borders and marks that say something, and the outline of what has the focus.
SEEN = 3.0
WHITE, BLACK = "#ffffff", "#000000"
STEPS = 20

_SITE = ROOT / "static" / "css" / "site.css"
_DAY = re.compile(r"^:root \{\n(.*?)\n\}", re.DOTALL | re.MULTILINE)
_NIGHT = re.compile(r"^@media \(prefers-color-scheme: dark\) \{\n  :root \{\n(.*?)\n  \}", re.DOTALL | re.MULTILINE)
_TOKEN = re.compile(r"--([a-z0-9-]+): (#[0-9a-f]{6});")


@cache
def rules() -> tuple[str, str]:
    """The style sheet's own lines of colours for light and for dark, so that they are said in one place only.

    Raises:
        LookupError: when it does not begin with them any more.
    """
    css = _SITE.read_text(encoding="utf-8")
    day, night = _DAY.search(css), _NIGHT.search(css)
    if day is None or night is None:
        raise LookupError("site.css does not begin with its colours for light and for dark any more")
    return "\n".join(line for line in day[1].splitlines() if "color-scheme" not in line), night[1]


def palette() -> tuple[dict[str, str], dict[str, str]]:
    """Every colour by its token's name, by day and by night. What night does not name stays as by day."""
    day, night = (dict(_TOKEN.findall(lines)) for lines in rules())
    return day, day | night


DAY, NIGHT = palette()
INK = DAY["ink"]
# What text stands on: the page, and the sheets that lie on it.
DAY_GROUNDS = (DAY["paper"], DAY["sheet"])
NIGHT_GROUNDS = (NIGHT["paper"], NIGHT["sheet"])


def contrast(one: str, other: str) -> float:
    """From 1 (the same) to 21 (black on white)."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def text_on(colour: str) -> str:
    """Ink or white where that can be read on it, else black, which then can."""
    return next((text for text in (INK, WHITE) if contrast(text, colour) >= READABLE), BLACK)


def moved(colour: str, *grounds: str, towards: str, least: float = READABLE) -> str:
    """The colour itself, or as little of another in it as makes it stand out from all of the grounds."""
    tried = (mixed(colour, towards, step / STEPS) for step in range(STEPS))
    return next((one for one in tried if all(contrast(one, ground) >= least for ground in grounds)), towards)


def mixed(one: str, other: str, share: float) -> str:
    """A colour with a share of another in it."""
    pairs = zip(_channels(one), _channels(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(channel / 255) for channel in _channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else float(((value + 0.055) / 1.055) ** 2.4)
