"""What people type around the name of a place: quotes, brackets, the country, "near", "area", a whole address."""

import re
from collections.abc import Callable, Iterator

from actions.geo.names import plain_dashes, words

LONGEST_STATE_WORDS = 7
LONGEST_TOWN_WORDS = 4

_AROUND = " \t\"'“”‘’«»`*#.,;:!?¡¿<>[]{}|_/\\-"
_IN_BRACKETS = re.compile(r"[(\[]([^()\[\]]*)[)\]]")
# Not after "de los": the Virgin Islands have the country in their Spanish name.
_COUNTRY = re.compile(
    r"(?<!\bde los)[\s,]+"
    r"(?:usa|u\.s\.a?\.?|united states(?: of america)?|ee\.? ?uu\.?|estados unidos(?: de américa)?)\s*$",
    re.IGNORECASE,
)
_BEFORE = re.compile(
    r"^(?:(?:close|next) to|my zip(?: code)? is|zip(?: ?codes?)?|postal code|c[oó]digo postal|cp"
    r"|(?:city|town|village|ciudad|pueblo) (?:of|de)|cerca de|centro de|downtown|central|greater"
    # "LA County" is in California.
    r"|near|in|at|around|from|the|en|por|de|el|la)[\s:#,.]+(?=\S)(?!county\b)",
    re.IGNORECASE,
)
_AFTER = re.compile(
    r"[\s,]+(?:near me|and surroundings|y alrededores|(?:metro(?:politan)? )?area|metro|region|regi[oó]n|downtown"
    r"|centro|zip(?: ?code)?|please|city|town|village|proper)(?=\s*(?:,|$))",
    re.IGNORECASE,
)
# Codes of states that are also words people begin with: "in Portland" is not in Indiana, "IN Portland" is.
_WORDS_TOO = frozenset({"al", "as", "de", "hi", "id", "in", "la", "ma", "me", "oh", "ok", "or", "pa"})
# A house number, or one of these, makes an address of what stands before the town.
_VENUES = frozenset(
    [
        "avenue",
        "ave",
        "boulevard",
        "blvd",
        "calle",
        "campus",
        "capitol",
        "center",
        "centre",
        "church",
        "courthouse",
        "drive",
        "hall",
        "highway",
        "library",
        "monument",
        "museum",
        "park",
        "parque",
        "plaza",
        "road",
        "school",
        "square",
        "street",
        "university",
    ]
)


def cleaned(text: str, is_state: Callable[[str], object]) -> str:
    """Without the country, brackets and whatever else stands around it; "Springfield (IL)" keeps its state."""

    def opened(match: re.Match[str]) -> str:
        return f", {match[1]}" if is_state(match[1]) else " "

    text = plain_dashes(text).strip(_AROUND)
    if text.startswith("(") and text.endswith(")"):
        text = text[1:-1]
    text = _IN_BRACKETS.sub(opened, text).strip(_AROUND + "()")
    return _COUNTRY.sub("", text).strip(_AROUND)


def readings(text: str) -> Iterator[str]:
    """The text as it is, then without the words that people put before and after the name of a place."""
    without_before = _all_gone(_BEFORE, text)
    without_after = _all_gone(_AFTER, text)
    yield from dict.fromkeys((text, without_before, without_after, _all_gone(_AFTER, without_before)))


def misspelt_readings(text: str) -> Iterator[str]:
    """As `readings`, where no name in it is known: "Kanas City" may be more than "Kanas"."""
    without_before = _all_gone(_BEFORE, text)
    yield from dict.fromkeys((without_before, _all_gone(_AFTER, without_before)))


def ends(text: str) -> Iterator[tuple[str, str]]:
    """Each way to part a text before its last words, which may name a state; the most of them first."""
    parts = words(text)
    for count in range(min(LONGEST_STATE_WORDS, len(parts) - 1), 0, -1):
        yield " ".join(parts[:-count]), " ".join(parts[-count:])


def splits(text: str, state_code: Callable[[str], str | None]) -> Iterator[tuple[str, str]]:
    """Each way to read a text without a comma as a name and the code of a state: "Chicago Illinois", "IL Chicago"."""
    for name, state in ends(text):
        if code := state_code(state):
            yield name, code
    parts = words(text)
    for count in range(min(LONGEST_STATE_WORDS, len(parts) - 1), 0, -1):
        first = " ".join(parts[:count])
        is_word = first in _WORDS_TOO and not text.lstrip().startswith(first.upper())
        # "LA County" is no county of Louisiana; "PA County of Berks" is one of Pennsylvania.
        is_city = parts[count] == "county" and parts[count + 1 : count + 2] != ["of"]
        if not is_word and not is_city and (code := state_code(first)):
            yield " ".join(parts[count:]), code


def towns_at_the_end(text: str) -> Iterator[str]:
    """What may be the town at the end of an address ("100 Main Street Springfield"), the longest first."""
    parts = words(text)
    if not any(part.isdigit() or part in _VENUES for part in parts[:-1]):
        return
    for count in range(min(LONGEST_TOWN_WORDS, len(parts) - 1), 0, -1):
        yield " ".join(parts[-count:])


def _all_gone(pattern: re.Pattern[str], text: str) -> str:
    while (shorter := pattern.sub("", text)) != text:
        text = shorter
    return text
