"""What may become of an event."""

import pytest

from actions.events.lifecycle import Move, NotNow, check_editable, follows, may
from actions.events.models import EventState

TABLE = {
    ("draft", "submit"): "pending",
    ("draft", "discard"): None,
    ("pending", "approve"): "approved",
    ("pending", "decline"): "declined",
    ("pending", "discard"): None,
    ("declined", "submit"): "pending",
    ("declined", "approve"): "approved",
    ("declined", "discard"): None,
    ("approved", "cancel"): "cancelled",
}


@pytest.mark.parametrize("state", list(EventState))
@pytest.mark.parametrize("move", list(Move))
def test_only_the_moves_of_the_table_are_open(state: EventState, move: Move) -> None:
    is_open = (state, move) in TABLE
    assert may(state, move) is is_open
    if is_open:
        assert follows(state, move) == TABLE[state, move]
    else:
        with pytest.raises(NotNow):
            follows(state, move)


def test_what_was_never_public_cannot_be_cancelled_into_the_open() -> None:
    assert [state for state in EventState if may(state, Move.CANCEL)] == [EventState.APPROVED]


def test_cancelled_event_is_history() -> None:
    with pytest.raises(NotNow) as refused:
        check_editable("cancelled")
    assert str(refused.value.message) == (
        "This action was cancelled. That cannot be taken back; post a new one instead."
    )
