"""Rows of one reference, one after the other, that differ only in their times: one event with several timeslots."""

from dataclasses import replace

from actions.events.schedule import MOST_TIMESLOTS
from actions.imports.event_row import ImportedEvent


def is_another_time(first: ImportedEvent, other: ImportedEvent) -> bool:
    """Whether a row adds a timeslot to the event before it."""
    if len(first.draft.timeslots) >= MOST_TIMESLOTS or _but_for_times(first) != _but_for_times(other):
        return False
    return {slot.starts_at for slot in first.draft.timeslots}.isdisjoint(s.starts_at for s in other.draft.timeslots)


def with_another_time(first: ImportedEvent, other: ImportedEvent) -> ImportedEvent:
    """The event with the other row's timeslot too."""
    return replace(first, draft=replace(first.draft, timeslots=first.draft.timeslots + other.draft.timeslots))


def _but_for_times(event: ImportedEvent) -> ImportedEvent:
    return replace(event, line=0, draft=replace(event.draft, timeslots=()))
