"""Drafts that say exactly what an event already is, with the changes that matter to a test."""

import datetime as dt
from typing import Any

from actions.events.changes import PLAIN_FIELDS, fingerprint, location_of
from actions.events.draft import EventDraft, TimeslotDraft
from actions.events.models import Event
from tests.factories import timeslots_of


def draft_of(event: Event, **changes: Any) -> EventDraft:
    """The event as a draft."""
    slots = tuple(TimeslotDraft(s.starts_at, s.ends_at, s.capacity, s.id) for s in timeslots_of(event))
    values = {name: getattr(event, name) for name in PLAIN_FIELDS}
    return EventDraft(**{**values, "timeslots": slots, "location": location_of(event), **changes})


def seen(event: Event) -> str:
    """What a form that is filled now remembers."""
    return fingerprint(event, timeslots_of(event))


class Told:
    """Stands in for the deed that tells those who are coming, and remembers what it was asked to tell."""

    def __init__(self) -> None:
        self.calls: list[tuple[int, str, dict[str, object]]] = []

    def __call__(self, event_id: int, kind: str, now: object, details: Any) -> None:
        self.calls.append((event_id, kind, dict(details)))


def nobody_waits(_event_id: int, _now: dt.datetime) -> None:
    """For edits of events that nobody waits for a place at."""
