"""The worker's part: turn the offline answer of waiting places into a better one, if the online geocoders have it.

This room stands below the events, so it does not know them: the caller brings the questions and takes the answers.
"""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from actions.geo.geocoder import AskLater, OnlineGeocoders
from actions.geo.location import Address, Location
from actions.geo.service import locate_online


@dataclass(frozen=True)
class Question:
    """A place that waits: the caller's id for it, its address, and the answer that stands until a better one comes."""

    subject_id: int
    address: Address
    offline: Location | None


@dataclass(frozen=True)
class Refined:
    """A better answer."""

    location: Location


@dataclass(frozen=True)
class Settled:
    """The geocoders have nothing better: the answer that stands is final."""


@dataclass(frozen=True)
class TryLater:
    """No geocoder could be asked; ask again at this time."""

    at: dt.datetime


Outcome = Refined | Settled | TryLater


def refine(geocoders: OnlineGeocoders, address: Address, offline: Location | None, *, now: dt.datetime) -> Outcome:
    """A finer location than `offline` has, if there is one. May take some seconds; no transaction is open meanwhile."""
    if not geocoders.services or not address.street.strip():
        # Without a street there is nothing that a geocoder could know better.
        return Settled()
    try:
        found = locate_online(geocoders, address, now=now)
    except AskLater as later:
        return TryLater(later.at)
    if found is None or (offline and not found.precision.is_finer_than(offline.precision)):
        return Settled()
    return Refined(found)


def geocode_waiting(
    geocoders: OnlineGeocoders,
    questions: Iterable[Question],
    settle: Callable[[int, Outcome], None],
    *,
    now: dt.datetime,
) -> int:
    """Ask about each waiting place and hand `settle(subject_id, outcome)` each answer; how many were asked about.

    `settle` is a deed of the caller: one transaction each, so a worker that dies keeps what it had done.
    """
    # All of them first: the caller's query may be lazy, and no transaction may be open while we wait for an answer.
    asked = tuple(questions)
    for question in asked:
        settle(question.subject_id, refine(geocoders, question.address, question.offline, now=now))
    return len(asked)
