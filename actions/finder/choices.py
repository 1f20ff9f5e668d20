"""Which of several places of one name is meant: those with actions near them first."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from actions.finder import queries
from actions.finder.search import DEFAULT_MILES, Filters
from actions.geo.places import Place


@dataclass(frozen=True)
class Choice:
    """A place that may be meant, and how many actions are near it."""

    place: Place
    near_count: int


def in_useful_order(places: Sequence[Place], filters: Filters, now: dt.datetime) -> tuple[Choice, ...]:
    """Most actions near it first, then by the alphabet."""
    points = [(place.latitude, place.longitude) for place in places]
    counts = queries.counts_near(points, DEFAULT_MILES, filters=filters, now=now)
    choices = [Choice(place, count) for place, count in zip(places, counts, strict=True)]
    return tuple(sorted(choices, key=lambda choice: (-choice.near_count, choice.place.label)))
