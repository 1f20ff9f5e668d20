"""A partner's colour, and what can be read on it and in it. Contrast is reckoned as WCAG 2 does."""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Self

from config import ROOT

READABLE = 4.5
WHITE, INK, BLACK = "ffffff", "17181c", "000000"
# The grounds that the site's text stands on: paper and sheet, by day and by night.
DAY_GROUNDS = ("fbfaf6", WHITE)
NIGHT_GROUNDS = ("131419", "1c1e25")
SOFT = 0.14
STEPS = 20

_LONG = re.compile(r"[0-9a-f]{6}", re.ASCII)
_SHORT = re.compile(r"[0-9a-f]{3}", re.ASCII)
_THEME = re.compile(r"(?:([0-9a-f]{6})-)?(light|dark|auto)", re.ASCII)
_DAY = re.compile(r"^:root \{\n(.*?)\n\}", re.DOTALL | re.MULTILINE)
_NIGHT = re.compile(r"^@media \(prefers-color-scheme: dark\) \{\n  :root \{\n(.*?)\n  \}", re.DOTALL | re.MULTILINE)


class Scheme(StrEnum):
    """Light or dark as the page around is, or as the visitor's device likes it."""

    LIGHT = "light"
    DARK = "dark"
    AUTO = "auto"


@dataclass(frozen=True)
class Theme:
    """A partner's colour (empty: the site's own) and whether it stands on a light or a dark page."""

    colour: str = ""
    scheme: Scheme = Scheme.LIGHT

    @classmethod
    def named(cls, name: str) -> Self | None:
        """As in `c2410c-light` or `dark`; nothing when it is no such name."""
        match = _THEME.fullmatch(name)
        return cls(match[1] or "", Scheme(match[2])) if match else None

    @property
    def name(self) -> str:
        """What its style sheet is called by."""
        return f"{self.colour}-{self.scheme}" if self.colour else str(self.scheme)

    @property
    def sheet(self) -> str:
        """The style sheet: the site's own colours for that light, the partner's one among them."""
        day, night = (_own(self.colour, is_night=is_night) for is_night in (False, True))
        if self.scheme is Scheme.LIGHT:
            return f":root {{\n  color-scheme: light;\n{_site_colours()[0]}\n{day}}}\n"
        if self.scheme is Scheme.DARK:
            return f":root {{\n  color-scheme: dark;\n{_site_colours()[1]}\n{night}}}\n"
        return f":root {{\n{day}}}\n@media (prefers-color-scheme: dark) {{ :root {{\n{night}}} }}\n" if day else ""


def colour_of(text: str) -> str:
    """A colour as six small hex digits, from `c2410c`, `#C2410C` or `#c41`; empty when it is none."""
    digits = text.strip().lower().removeprefix("#")
    if _SHORT.fullmatch(digits):
        digits = "".join(digit * 2 for digit in digits)
    return digits if _LONG.fullmatch(digits) else ""


def text_on(colour: str) -> str:
    """White or the site's ink where that can be read on the colour; else black, which then can."""
    return next((text for text in (WHITE, INK) if contrast(text, colour) >= READABLE), BLACK)


def readable_on(grounds: tuple[str, ...], colour: str, *, towards: str) -> str:
    """The colour itself, or as little darker (or lighter) as makes it text that can be read on all of the grounds."""
    tried = (mixed(colour, towards, step / STEPS) for step in range(STEPS))
    fits = (one for one in tried if all(contrast(one, ground) >= READABLE for ground in grounds))
    return next(fits, towards)


def mixed(one: str, other: str, share: float) -> str:
    """A colour with a share of another in it."""
    pairs = zip(_channels(one), _channels(other), strict=True)
    return "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def contrast(one: str, other: str) -> float:
    """From 1 (the same) to 21 (black and white)."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _own(colour: str, *, is_night: bool) -> str:
    if not colour:
        return ""
    grounds, towards = (NIGHT_GROUNDS, WHITE) if is_night else (DAY_GROUNDS, BLACK)
    text, soft = readable_on(grounds, colour, towards=towards), mixed(grounds[0], colour, SOFT)
    return (
        f"  --accent: #{colour}; --on-accent: #{text_on(colour)}; --accent-deep: #{text}; --accent-soft: #{soft};\n"
        f"  --link: #{text}; --focus: #{text};\n"
    )


@cache
def _site_colours() -> tuple[str, str]:
    """What `site.css` says for light and for dark, so that it is said in one place only."""
    css = (ROOT / "static" / "css" / "site.css").read_text(encoding="utf-8")
    day, night = _DAY.search(css), _NIGHT.search(css)
    if day is None or night is None:
        raise LookupError("site.css does not begin with its colours for light and for dark any more")
    return "\n".join(line for line in day[1].splitlines() if "color-scheme" not in line), night[1]


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[0:2], 16), int(colour[2:4], 16), int(colour[4:6], 16)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(channel / 255) for channel in _channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else float(((value + 0.055) / 1.055) ** 2.4)
