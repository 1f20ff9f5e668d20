"""One spelling for every way a place name is written: "Saint Louis", "St. Louis" and "ST LOUIS" are one key."""

import re
import unicodedata

# Longer text is no place name; the limit keeps every later step cheap whatever is typed.
LONGEST_NAME = 200

_ABBREVIATED = {"saint": "st", "sainte": "ste", "fort": "ft", "mount": "mt"}
_COMPASS = {"n": "north", "s": "south", "e": "east", "w": "west"}
# Phones and word processors write other dashes than the one on the keys.
_DASHES = str.maketrans(
    dict.fromkeys("\N{HYPHEN}\N{NON-BREAKING HYPHEN}\N{FIGURE DASH}\N{EN DASH}\N{EM DASH}\N{MINUS SIGN}", "-")
)


def plain_dashes(text: str) -> str:
    """A text with the dash on the keys for every other: "60602–1234" becomes "60602-1234"."""
    return text.translate(_DASHES)


def words(text: str) -> list[str]:
    """The plain lower-case words of a text, accents and punctuation gone."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    # An apostrophe joins ("O'Fallon", "Martha's"); anything else that is no letter or digit parts.
    return re.findall(r"[a-z0-9]+", plain.replace("'", "").replace("`", ""))


def name_key(name: str) -> str:
    """What equal place names have in common; empty when nothing legible is left.

    The words are run together at the end: "De Land", "DeLand" and "Mc Kinney", "McKinney" are spelt both ways.
    """
    if len(name) > LONGEST_NAME or "\0" in name:
        return ""
    parts = words(name.replace("\N{RIGHT SINGLE QUOTATION MARK}", ""))
    # "N. Hollywood" has a compass point in front, "S.F." and "N.Y." have none.
    if len(parts) > 1 and any(len(part) > 1 for part in parts):
        parts[0] = _COMPASS.get(parts[0], parts[0])
    return "".join(_ABBREVIATED.get(part, part) for part in parts)
