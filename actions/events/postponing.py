"""When a postponed event is on again: with the first edit that gives it a new date."""

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l

from actions.errors import Conflict
from actions.events.draft import EventDraft
from actions.events.models import Event, Timeslot
from actions.events.timeslots import pair


class StillPostponed(Conflict):
    """Some times are new and some are those that were called off, so nobody could tell what holds."""

    def __init__(self) -> None:
        super().__init__(
            _l(
                "This action is postponed. Give every time that was called off a new date, or remove it; or leave "
                "all of them as they are until you know."
            )
        )


def end_postponement(event: Event, timeslots: Sequence[Timeslot], draft: EventDraft) -> None:
    """Take the event back on if the draft has a new date for it.

    Raises:
        StillPostponed: it has one for a part of it only.
    """
    if event.postponed_at is None:
        return
    # What was over when the event was postponed was not called off.
    called_off = {slot.id for slot in timeslots if slot.ends_at > event.postponed_at}
    pairs = pair(timeslots, draft.timeslots)
    is_new = [
        slot is None or (slot.starts_at, slot.ends_at) != (new.starts_at, new.ends_at)
        for slot, new in pairs
        if slot is None or slot.id in called_off
    ]
    if not any(is_new):
        return
    if not all(is_new):
        raise StillPostponed
    event.postponed_at, event.postpone_reason = None, ""
