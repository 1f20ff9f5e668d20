"""Approving and declining: one decision, one mail, and whoever comes second is told."""

import datetime as dt
import threading
from collections.abc import Callable

import pytest
from flask import Flask

from actions.accounts.models import User
from actions.database import db
from actions.events import publication
from actions.events.models import Event, EventState
from actions.events.queries import timeslots_of
from actions.events.service import submit_event
from actions.mail.models import OutboxMail
from actions.moderation import service
from actions.moderation.service import ChangedMeanwhile, Decided, NotThere, TooLate
from tests import factories


def _seen(event: Event) -> str:
    return service.mark(event, timeslots_of(event.id))


def _mails(event_id: int) -> list[tuple[str, int | None]]:
    query = db.select(OutboxMail.kind, OutboxMail.user_id).where(OutboxMail.event_id == event_id)
    return [(kind, user_id) for kind, user_id in db.session.execute(query.order_by(OutboxMail.id))]


def test_event_is_public_and_its_host_told_when_approved(waiting: Event, reviewer: User, now: dt.datetime) -> None:
    before = publication.version()
    decided = service.approve(waiting.id, reviewer.id, seen=_seen(waiting), now=now)
    assert decided == Decided("Rally at Daley Plaza", is_host_told=True)
    assert (waiting.state, waiting.decided_at, waiting.decided_by_id) == (EventState.APPROVED, now, reviewer.id)
    assert publication.version() == before + 1
    assert _mails(waiting.id) == [("event-approved", waiting.host_id)]


def test_event_goes_back_to_its_host_with_the_reason_when_declined(
    waiting: Event, reviewer: User, now: dt.datetime
) -> None:
    before = publication.version()
    service.decline(waiting.id, reviewer.id, "Name the venue.", seen=_seen(waiting), now=now)
    assert (waiting.state, waiting.decline_reason) == (EventState.DECLINED, "Name the venue.")
    assert publication.version() == before
    assert _mails(waiting.id) == [("event-declined", waiting.host_id)]


def test_declined_event_may_be_approved_after_all(waiting: Event, reviewer: User, now: dt.datetime) -> None:
    service.decline(waiting.id, reviewer.id, "Name the venue.", seen=_seen(waiting), now=now)
    service.approve(waiting.id, reviewer.id, seen=_seen(waiting), now=now)
    assert (waiting.state, waiting.decline_reason) == (EventState.APPROVED, "")


def test_host_is_told_again_when_a_second_submission_is_decided(
    waiting: Event, reviewer: User, now: dt.datetime
) -> None:
    for _round in range(2):
        service.decline(waiting.id, reviewer.id, "Name the venue.", seen=_seen(waiting), now=now)
        submit_event(waiting.id, now=now)
    service.approve(waiting.id, reviewer.id, seen=_seen(waiting), now=now)
    assert [kind for kind, _user_id in _mails(waiting.id)] == ["event-declined", "event-declined", "event-approved"]


def test_nobody_is_told_when_an_event_has_no_host(app: Flask, reviewer: User, now: dt.datetime) -> None:
    event = factories.an_event(state=EventState.PENDING, host=None)
    decided = service.approve(event.id, reviewer.id, seen=_seen(event), now=now)
    assert decided == Decided("Rally at Daley Plaza", is_host_told=False)
    assert _mails(event.id) == []


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        (EventState.APPROVED, "Somebody else approved this action before you. It is public."),
        (EventState.DECLINED, "Somebody else declined this action before you. Their reason is below."),
        (EventState.CANCELLED, "The host cancelled this action before you decided."),
    ],
)
def test_second_reviewer_is_told_what_happened_when_they_decide_too_late(
    waiting: Event, reviewer: User, now: dt.datetime, state: EventState, sentence: str
) -> None:
    seen = _seen(waiting)
    waiting.state = state
    db.session.commit()
    for decide in (
        lambda: service.approve(waiting.id, reviewer.id, seen=seen, now=now),
        lambda: service.decline(waiting.id, reviewer.id, "No.", seen=seen, now=now),
    ):
        with pytest.raises(TooLate) as refusal:
            decide()
        assert str(refusal.value.message) == sentence
        db.session.rollback()
    assert (waiting.state, _mails(waiting.id)) == (state, [])


def test_nothing_is_decided_when_the_host_changed_the_event_meanwhile(
    waiting: Event, reviewer: User, now: dt.datetime
) -> None:
    seen = _seen(waiting)
    waiting.description = "Something else entirely."
    db.session.commit()
    with pytest.raises(ChangedMeanwhile):
        service.approve(waiting.id, reviewer.id, seen=seen, now=now)
    db.session.rollback()
    assert waiting.state == EventState.PENDING


def test_nothing_is_decided_when_the_time_was_moved_meanwhile(waiting: Event, reviewer: User, now: dt.datetime) -> None:
    seen = _seen(waiting)
    factories.a_timeslot(waiting)
    with pytest.raises(ChangedMeanwhile):
        service.approve(waiting.id, reviewer.id, seen=seen, now=now)


@pytest.mark.parametrize("is_draft", [True, False])
def test_nothing_is_decided_when_the_event_is_not_there(
    app: Flask, reviewer: User, now: dt.datetime, is_draft: bool
) -> None:
    number = factories.an_event(state=EventState.DRAFT).id if is_draft else 999
    with pytest.raises(NotThere):
        service.approve(number, reviewer.id, seen="", now=now)


def _race(app: Flask, decisions: list[Callable[[], object]]) -> list[str]:
    """What becomes of decisions that are taken at the same moment, in order of their names."""
    barrier, outcomes = threading.Barrier(len(decisions)), []

    def take(decide: Callable[[], object]) -> None:
        with app.app_context():
            barrier.wait()
            try:
                decide()
                outcomes.append("decided")
            except TooLate:
                outcomes.append("too late")
            finally:
                db.session.remove()

    threads = [threading.Thread(target=take, args=(decide,)) for decide in decisions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(outcomes)


def test_one_of_two_reviewers_decides_when_both_press_at_once(
    app: Flask, waiting: Event, reviewer: User, now: dt.datetime
) -> None:
    number, reviewer_id, seen = waiting.id, reviewer.id, _seen(waiting)
    db.session.remove()
    outcomes = _race(
        app,
        [
            lambda: service.approve(number, reviewer_id, seen=seen, now=now),
            lambda: service.decline(number, reviewer_id, "No.", seen=seen, now=now),
        ],
    )
    assert outcomes == ["decided", "too late"]
    assert len(_mails(number)) == 1
