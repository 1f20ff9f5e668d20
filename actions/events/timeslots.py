"""An event's timeslots: paired with a draft's, so that a moved one keeps its row and with it the places people hold."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import CursorResult, delete

from actions.database import db
from actions.errors import Conflict
from actions.events.draft import TimeslotDraft
from actions.events.models import Event, Timeslot
from actions.events.schedule import moved_to_zone


class TimeslotTaken(Conflict):
    """A timeslot that people hold places of was to be removed."""

    def __init__(self) -> None:
        super().__init__(
            _l(
                "People are coming to a time that you removed. Move it to another time instead, or cancel the whole "
                "action: then they are told."
            )
        )


@dataclass(frozen=True)
class SlotChanges:
    """What became different: `timeslots` (times) or `capacity`; which moved under people who hold places of them."""

    fields: frozenset[str]
    moved_ids: tuple[int, ...]
    overfull_count: int


def put_timeslots(event: Event, existing: Sequence[Timeslot], drafts: Sequence[TimeslotDraft]) -> SlotChanges:
    """Make the event's timeslots what the drafts say. Fewer places than people hold takes no place away.

    Raises:
        TimeslotTaken: one that people are coming to is missing from the drafts.
    """
    pairs = pair(existing, drafts)
    kept = {slot.id for slot, _draft in pairs if slot is not None}
    gone = [slot.id for slot in existing if slot.id not in kept]
    _remove(gone)
    moved = [
        slot for slot, draft in pairs if slot and (slot.starts_at, slot.ends_at) != (draft.starts_at, draft.ends_at)
    ]
    resized = [(slot, draft) for slot, draft in pairs if slot and slot.capacity != draft.capacity]
    for slot, draft in pairs:
        if slot is None:
            db.session.add(_new(event, draft))
        else:
            slot.starts_at, slot.ends_at, slot.capacity = draft.starts_at, draft.ends_at, draft.capacity
    set_bounds(event, drafts)
    names = {"timeslots"} if gone or moved or any(slot is None for slot, _draft in pairs) else set()
    overfull = sum(slot.going_count > draft.capacity for slot, draft in resized if draft.capacity is not None)
    return SlotChanges(
        frozenset(names | ({"capacity"} if resized else set())),
        tuple(slot.id for slot in moved if slot.going_count),
        overfull,
    )


def pair(existing: Sequence[Timeslot], drafts: Sequence[TimeslotDraft]) -> list[tuple[Timeslot | None, TimeslotDraft]]:
    """Each draft with the row it means: by id, else by its start, else (from a file, without any id) in order."""
    free = list(existing)
    found: dict[int, Timeslot] = {}

    def take(number: int, fits: list[Timeslot]) -> None:
        if number not in found and fits:
            found[number] = fits[0]
            free.remove(fits[0])

    for number, draft in enumerate(drafts):
        take(number, [slot for slot in free if slot.id == draft.id])
    for number, draft in enumerate(drafts):
        take(number, [slot for slot in free if slot.starts_at == draft.starts_at])
    if all(draft.id is None for draft in drafts):
        for number in range(len(drafts)):
            take(number, free[:1])
    return [(found.get(number), draft) for number, draft in enumerate(drafts)]


def set_bounds(event: Event, slots: Sequence[TimeslotDraft | Timeslot]) -> None:
    """Keep the event's first start and last end with its timeslots; while it is postponed it has neither."""
    if event.postponed_at is not None:
        event.first_starts_at = event.last_ends_at = None
        return
    event.first_starts_at = min((slot.starts_at for slot in slots), default=None)
    event.last_ends_at = max((slot.ends_at for slot in slots), default=None)


def keep_wall_times(event: Event, existing: Sequence[Timeslot], zone: str) -> None:
    """Take over another zone: what was eleven in the morning stays eleven in the morning.

    Raises:
        ClockTimeMissing: a time does not exist there.
    """
    for slot in existing:
        slot.starts_at = moved_to_zone(slot.starts_at, event.time_zone, zone)
        slot.ends_at = moved_to_zone(slot.ends_at, event.time_zone, zone)
    event.time_zone = zone
    set_bounds(event, existing)


def _times(slot: Timeslot | TimeslotDraft) -> tuple[dt.datetime, dt.datetime]:
    return slot.starts_at, slot.ends_at


def _new(event: Event, draft: TimeslotDraft) -> Timeslot:
    return Timeslot(
        event=event, starts_at=draft.starts_at, ends_at=draft.ends_at, capacity=draft.capacity, going_count=0
    )


def _remove(slot_ids: Sequence[int]) -> None:
    if not slot_ids:
        return
    # The condition is checked by the statement itself: somebody may take a place at this very moment.
    removed: CursorResult[Any] = db.session.execute(  # type: ignore[assignment]
        delete(Timeslot).where(Timeslot.id.in_(slot_ids), Timeslot.going_count == 0)
    )
    if removed.rowcount < len(slot_ids):
        raise TimeslotTaken
