"""Which state follows which: the one table of what may become of an event."""

import datetime as dt
from enum import StrEnum

from flask_babel import lazy_gettext as _l

from actions.errors import Conflict
from actions.events.models import Event, EventState


class Move(StrEnum):
    """What somebody does to an event as a whole. `DISCARD` removes it, so no state follows."""

    SUBMIT = "submit"
    APPROVE = "approve"
    DECLINE = "decline"
    CANCEL = "cancel"
    DISCARD = "discard"


# Cancelled pages stay public and say so, therefore only what was public can be cancelled; the rest is discarded.
FOLLOWS: dict[tuple[EventState, Move], EventState | None] = {
    (EventState.DRAFT, Move.SUBMIT): EventState.PENDING,
    (EventState.DECLINED, Move.SUBMIT): EventState.PENDING,
    (EventState.PENDING, Move.APPROVE): EventState.APPROVED,
    (EventState.DECLINED, Move.APPROVE): EventState.APPROVED,
    (EventState.PENDING, Move.DECLINE): EventState.DECLINED,
    (EventState.APPROVED, Move.CANCEL): EventState.CANCELLED,
    (EventState.DRAFT, Move.DISCARD): None,
    (EventState.PENDING, Move.DISCARD): None,
    (EventState.DECLINED, Move.DISCARD): None,
}
# A cancelled event is history: those who were coming have been told.
EDITABLE = frozenset({EventState.DRAFT, EventState.PENDING, EventState.APPROVED, EventState.DECLINED})


class NotNow(Conflict):
    """The event is in a state in which this cannot be done."""


def may(state: str, move: Move) -> bool:
    """Whether the move is open to an event in this state."""
    return (EventState(state), move) in FOLLOWS


def follows(state: str, move: Move) -> EventState | None:
    """The state after the move.

    Raises:
        NotNow: the move is not open in this state.
    """
    if not may(state, move):
        raise NotNow(_SENTENCES.get(EventState(state)) or _l("This action cannot be changed that way any more."))
    return FOLLOWS[EventState(state), move]


def check_editable(state: str) -> None:
    """Refuse to change what is history.

    Raises:
        NotNow: the event was cancelled.
    """
    if EventState(state) not in EDITABLE:
        raise NotNow(_SENTENCES[EventState.CANCELLED])


def may_postpone(event: Event, now: dt.datetime) -> bool:
    """Whether it is on, so that its date can be taken off."""
    return event.state == EventState.APPROVED and not event.is_postponed and not event.is_over(now)


def check_postponable(event: Event) -> None:
    """Refuse to postpone what is not on.

    Raises:
        NotNow: it is not public, or postponed already.
    """
    if event.is_postponed:
        raise NotNow(_l("This action is postponed already. Give it a new date when there is one."))
    if event.state != EventState.APPROVED:
        raise NotNow(_SENTENCES.get(EventState(event.state)) or _l("Only a public action can be postponed."))


_SENTENCES = {
    EventState.DRAFT: _l("This action was not sent for review yet."),
    EventState.PENDING: _l("This action is already waiting for review."),
    EventState.APPROVED: _l("This action is already public."),
    EventState.DECLINED: _l("This action was declined. Change it and send it for review again."),
    EventState.CANCELLED: _l("This action was cancelled. That cannot be taken back; post a new one instead."),
}
