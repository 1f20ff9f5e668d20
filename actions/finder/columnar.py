"""Events as columns: names once, numbers as differences, what has few values as one character. See `snapshot`."""

import json
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Generic, TypeVar

from flask_babel import force_locale

from actions.events.cards import Card
from actions.events.going import BANDS
from actions.events.kinds import KIND_NAMES
from actions.locale import LANGUAGES, locale_of

FORMAT = 2
SCALE = 100_000
PRECISIONS = ("rooftop", "street", "zip", "city")
NO_POINT = "-"
Name = TypeVar("Name", bound=Hashable)
DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
# No form and no import lets this character in, so that it can stand for the town in titles.
TOWN_MARK = "\x01"


@dataclass(frozen=True)
class Line:
    """One event with its own organization and its campaign, each as slug and name."""

    card: Card
    organization: tuple[str, str]
    campaign: tuple[str, str]


class _Names(Generic[Name]):
    """Each name once, in the order in which they came."""

    def __init__(self, *first: Name) -> None:
        self._numbers: dict[Name, int] = {name: number for number, name in enumerate(first)}

    def number(self, name: Name) -> int:
        return self._numbers.setdefault(name, len(self._numbers))

    def all(self) -> list[Name]:
        return list(self._numbers)


def packed(lines: Iterable[Line]) -> str:
    """The snapshot of these events, which come in the order of their numbers, as JSON."""
    every = list(lines)
    cards = [line.card for line in every]
    shaped = {
        "format": FORMAT,
        "id": _deltas([card.id for card in cards]),
        **_named("titles", "title", [_title(card) for card in cards]),
        **_towns(cards),
        **_named("venues", "venue", [card.shown.venue for card in cards], ""),
        **_times(cards),
        **_points(cards),
        "kinds": _kinds(),
        "kind": "".join(DIGITS[list(KIND_NAMES).index(card.kind)] for card in cards),
        "flags": "".join(DIGITS[_flags(card)] for card in cards),
        "bands": BANDS,
        "going": "".join(DIGITS[_band(card)] for card in cards),
        **_named("organizations", "organization", [line.organization for line in every], ("", "")),
        **_named("campaigns", "campaign", [line.campaign for line in every]),
    }
    return json.dumps(shaped, ensure_ascii=False, separators=(",", ":"))


def _named(plural: str, single: str, values: Sequence[Hashable], *first: Hashable) -> dict[str, Any]:
    names = _Names(*first)
    numbers = [names.number(value) for value in values]
    return {plural: names.all(), single: numbers}


def _title(card: Card) -> str:
    town = card.shown.city
    return card.title.replace(town, TOWN_MARK) if town else card.title


def _towns(cards: Sequence[Card]) -> dict[str, Any]:
    zones = _Names[str]()
    towns = [(card.shown.city, card.shown.region, zones.number(card.zone.key)) for card in cards]
    return {"zones": zones.all(), **_named("towns", "town", towns)}


def _times(cards: Sequence[Card]) -> dict[str, Any]:
    whens = _Names[tuple[int, int]]()
    slots = [
        [
            whens.number((int(slot.starts_at.timestamp()), int((slot.ends_at - slot.starts_at).total_seconds())))
            for slot in card.slots
        ]
        for card in cards
    ]
    more = {str(position): numbers[1:] for position, numbers in enumerate(slots) if len(numbers) > 1}
    return {"whens": whens.all(), "when": [numbers[0] for numbers in slots], "more": more}


def _points(cards: Sequence[Card]) -> dict[str, Any]:
    precision, latitudes, longitudes = "", [0], [0]
    for card in cards:
        shown = card.shown
        if shown.latitude is None or shown.longitude is None:
            precision += NO_POINT
            latitudes.append(latitudes[-1])
            longitudes.append(longitudes[-1])
            continue
        # What nobody said anything about is no better than a town.
        precision += DIGITS[PRECISIONS.index(shown.precision or PRECISIONS[-1])]
        latitudes.append(round(shown.latitude * SCALE))
        longitudes.append(round(shown.longitude * SCALE))
    return {
        "precision": precision,
        "precisions": PRECISIONS,
        "latitude": _deltas(latitudes[1:]),
        "longitude": _deltas(longitudes[1:]),
        "scale": SCALE,
    }


def _kinds() -> list[tuple[str, dict[str, str]]]:
    names: dict[str, dict[str, str]] = {kind: {} for kind in KIND_NAMES}
    for language in LANGUAGES:
        with force_locale(locale_of(language)):
            for kind, name in KIND_NAMES.items():
                names[kind][language] = str(name)
    return list(names.items())


def _flags(card: Card) -> int:
    flags = (
        card.is_online,
        card.is_wheelchair_accessible,
        card.has_sign_language,
        card.is_full,
        card.has_few_places,
    )
    return sum(is_set << position for position, is_set in enumerate(flags))


def _band(card: Card) -> int:
    count = sum(slot.going_count for slot in card.slots)
    return next((position for position, least in enumerate(BANDS, 1) if count >= least), 0)


def _deltas(numbers: Sequence[int]) -> list[int]:
    return [later - earlier for earlier, later in pairwise([0, *numbers])]
