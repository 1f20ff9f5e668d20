"""What an edit of a public event leaves behind: where it was, and what wants another look."""

import datetime as dt
from typing import Any

import pytest
from flask import Flask

from actions.database import db
from actions.events import service
from actions.events.draft import TimeslotDraft
from actions.events.history import recent_moves
from actions.events.models import Event, EventMove, EventRewrite
from tests import factories
from tests.events.drafts import Told, draft_of, nobody_waits, seen
from tests.factories import NOW, a_timeslot, an_event, timeslots_of

HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
STARTS = dt.datetime(2026, 12, 5, 17, 0, tzinfo=dt.UTC)


def edit(event: Event, *, is_reviewer: bool = False, now: dt.datetime = NOW, **changes: Any) -> None:
    draft = draft_of(event, **changes)
    service.edit_event(
        event.id, draft, seen=seen(event), now=now, tell=Told(), settle=nobody_waits, is_reviewer=is_reviewer
    )


def later(event: Event, *numbers: int) -> tuple[TimeslotDraft, ...]:
    return tuple(
        TimeslotDraft(slot.starts_at + HOUR * (n in numbers), slot.ends_at + HOUR * (n in numbers), None, slot.id)
        for n, slot in enumerate(timeslots_of(event))
    )


def moves() -> list[tuple[bool, bool, str, dt.datetime | None, dt.datetime | None]]:
    return [
        (move.is_place_new, move.is_time_new, move.venue, move.starts_at, move.ends_at)
        for move in db.session.scalars(db.select(EventMove).order_by(EventMove.id))
    ]


def rewrites() -> list[dict[str, str]]:
    return list(db.session.scalars(db.select(EventRewrite.before)))


def test_old_place_and_time_are_remembered_with_the_edit(app: Flask) -> None:
    event = an_event()
    edit(event, venue="Grant Park", timeslots=later(event, 0))
    assert moves() == [(True, True, "Daley Plaza", STARTS, STARTS + 2 * HOUR)]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"address": "1 Main St"}, [(True, False, "", None, None)]),
        ({"venue": ""}, [(True, False, "Daley Plaza", None, None)]),
        ({"title": "Vigil", "description": "Candles.", "access_notes": "Ramp"}, []),
    ],
)
def test_street_is_never_remembered_and_words_move_nothing(
    app: Flask, changes: dict[str, str], expected: list[object]
) -> None:
    edit(an_event(), **changes)
    assert moves() == expected


def test_old_place_is_not_remembered_when_only_those_going_knew_it(app: Flask) -> None:
    edit(an_event(address_visibility="going"), venue="Grant Park")
    assert moves() == [(True, False, "", None, None)]


def test_times_before_are_not_told_when_several_moved(app: Flask) -> None:
    event = an_event()
    a_timeslot(event)
    edit(event, timeslots=later(event, 0, 1))
    edit(event, timeslots=later(event, 1))
    second = STARTS + DAY + HOUR
    assert moves() == [(False, True, "", None, None), (False, True, "", second, second + 2 * HOUR)]


@pytest.mark.parametrize("state", ["draft", "pending", "declined"])
def test_nothing_is_left_behind_when_it_was_never_public(app: Flask, state: str) -> None:
    edit(an_event(state=state), venue="Grant Park", title="Vigil")
    assert (moves(), rewrites()) == ([], [])


def test_event_that_was_over_and_takes_place_again_has_not_moved(app: Flask) -> None:
    event = an_event(starts_at=NOW - 7 * DAY)
    slot = timeslots_of(event)[0]
    edit(event, timeslots=(TimeslotDraft(STARTS, STARTS + HOUR, None, slot.id),))
    assert moves() == []


def test_pin_that_moved_out_of_sight_is_a_move_and_wants_a_look(app: Flask) -> None:
    event = an_event()
    service.place_pin(event.id, 41.8837, -87.6309, now=NOW, tell=Told())
    assert (moves(), rewrites()) == ([], [])
    service.place_pin(event.id, 41.9000, -87.6500, now=NOW, tell=Told())
    assert (moves(), rewrites()) == ([(True, False, "", None, None)], [{"pin": "41.88370, -87.63090"}])


def test_move_is_told_for_fourteen_days(app: Flask) -> None:
    event = an_event()
    number = factories.a_move(event).id
    assert [move.id for move in recent_moves(event.id, NOW + 14 * DAY - HOUR)] == [number]
    assert recent_moves(event.id, NOW + 14 * DAY) == []


def test_rewritten_text_wants_another_look_and_stays_public(app: Flask) -> None:
    event = an_event()
    edit(event, title="Vigil", online_url="https://meet.example.org/1", access_notes="Ramp", now=NOW + HOUR)
    assert rewrites() == [{"title": "Rally at Daley Plaza", "online_url": ""}]
    assert event.state == "approved"


def test_what_was_seen_last_is_kept_over_several_edits_and_nothing_when_it_is_put_back(app: Flask) -> None:
    event = an_event()
    edit(event, title="One")
    edit(event, title="Two", description="New.", now=NOW + HOUR)
    assert rewrites() == [{"title": "Rally at Daley Plaza", "description": "We gather at the north steps."}]
    row = db.session.get_one(EventRewrite, event.id)
    assert (row.began_at, row.changed_at) == (NOW, NOW + HOUR)
    edit(event, title="Rally at Daley Plaza", description="We gather at the north steps.")
    assert rewrites() == []


def test_edit_of_a_reviewer_wants_no_other_look(app: Flask) -> None:
    edit(an_event(), is_reviewer=True, title="Vigil")
    assert rewrites() == []
