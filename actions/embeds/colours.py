"""A partner's colour, and the style sheet that puts a frame into it."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from actions.colours import BLACK, DAY_GROUNDS, NIGHT_GROUNDS, WHITE, mixed, moved, rules, text_on

SOFT = 0.14

_LONG = re.compile(r"[0-9a-f]{6}", re.ASCII)
_SHORT = re.compile(r"[0-9a-f]{3}", re.ASCII)
_THEME = re.compile(r"(?:([0-9a-f]{6})-)?(light|dark|auto)", re.ASCII)


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
            return f":root {{\n  color-scheme: light;\n{rules()[0]}\n{day}}}\n"
        if self.scheme is Scheme.DARK:
            return f":root {{\n  color-scheme: dark;\n{rules()[1]}\n{night}}}\n"
        return f":root {{\n{day}}}\n@media (prefers-color-scheme: dark) {{ :root {{\n{night}}} }}\n" if day else ""


def colour_of(text: str) -> str:
    """A colour as six small hex digits, from `c2410c`, `#C2410C` or `#c41`; empty when it is none."""
    digits = text.strip().lower().removeprefix("#")
    if _SHORT.fullmatch(digits):
        digits = "".join(digit * 2 for digit in digits)
    return digits if _LONG.fullmatch(digits) else ""


def _own(colour: str, *, is_night: bool) -> str:
    if not colour:
        return ""
    accent = f"#{colour}"
    grounds, towards = (NIGHT_GROUNDS, WHITE) if is_night else (DAY_GROUNDS, BLACK)
    text, soft = moved(accent, *grounds, towards=towards), mixed(grounds[0], accent, SOFT)
    return (
        f"  --accent: {accent}; --on-accent: {text_on(accent)}; --accent-deep: {text}; --accent-soft: {soft};\n"
        f"  --link: {text}; --focus: {text};\n"
    )
