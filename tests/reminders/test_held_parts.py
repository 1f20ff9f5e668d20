"""A mail about several events leaves without those that are held; each of these follows when it is released."""

import datetime as dt

import pytest
from flask import Flask

from actions.database import db
from actions.mail import composing, holds, leases, parts
from actions.mail.composing import compose
from actions.mail.message import Drop
from actions.mail.models import HoldScope, Lane, MailHold, MailState, OutboxMail
from actions.reminders.models import ReminderRule
from actions.reminders.service import queue_due
from actions.rsvps.models import Rsvp
from tests import factories
from tests.services.statements import statements

TITLES = ("Breakfast", "Rally", "Vigil")
HOURS = (15, 18, 23)
ELEVEN = dt.datetime(2026, 12, 4, 17, 0, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def answers(app: Flask) -> list[Rsvp]:
    """Maria goes to three actions on one day, in two states; the reminder of the day before is owed."""
    found = []
    for title, hour, region in zip(TITLES, HOURS, ("IL", "IL", "WI"), strict=True):
        event = factories.an_event(
            title=title, starts_at=dt.datetime(2026, 12, 5, hour, 0, tzinfo=dt.UTC), region=region
        )
        found.append(factories.an_rsvp(event, "maria@example.org"))
    db.session.query(OutboxMail).delete()
    db.session.commit()
    queue_due(ELEVEN)
    return found


def leave(now: dt.datetime) -> list[list[str]]:
    """What leaves now, as the actions that each mail tells of."""
    claimed = leases.claim(now, 10).mails
    told = [_told(mail.id, now) for mail in claimed]
    for mail in claimed:
        leases.finish(mail, MailState.SENT, "250", now)
    return told


def _told(mail_id: int, now: dt.datetime) -> list[str]:
    mail = db.session.get_one(OutboxMail, mail_id)
    message = compose(mail, now)
    if isinstance(message, Drop):
        return [message.reason]
    assert [title in message.html for title in TITLES] == [title in message.text for title in TITLES]
    return [title for title in TITLES if title in message.text]


def hold(rsvp: Rsvp) -> None:
    assert holds.hold(HoldScope.EVENT, event_id=rsvp.event_id, now=ELEVEN)


def release_all(now: dt.datetime) -> None:
    for hold_id in db.session.scalars(db.select(MailHold.id).where(MailHold.released_at.is_(None))).all():
        holds.release(hold_id, now=now)


def waits() -> list[tuple[str, int | None]]:
    """What has not left, as states and events."""
    query = db.select(OutboxMail.state, OutboxMail.event_id).where(OutboxMail.state != MailState.SENT)
    return [(state, event_id) for state, event_id in db.session.execute(query.order_by(OutboxMail.id))]


@pytest.mark.parametrize("number", [0, 1, 2])
def test_the_mail_leaves_without_what_is_held_and_that_follows_when_released(answers: list[Rsvp], number: int) -> None:
    hold(answers[number])
    assert leave(ELEVEN) == [[title for title in TITLES if title != TITLES[number]]]
    assert leave(ELEVEN) == []
    assert waits() == [("held", answers[number].event_id)]
    release_all(ELEVEN + HOUR)
    assert leave(ELEVEN + HOUR) == [[TITLES[number]]]
    assert (leave(ELEVEN + HOUR), waits()) == ([], [])


def test_what_is_all_held_waits_as_one_mail(answers: list[Rsvp]) -> None:
    for answer in answers:
        hold(answer)
    assert leave(ELEVEN) == []
    assert waits() == [("held", answers[0].event_id)]
    release_all(ELEVEN)
    assert leave(ELEVEN) == [list(TITLES)]


def test_a_state_is_held_back_the_same_way(answers: list[Rsvp]) -> None:
    holds.hold(HoldScope.STATE, us_state="IL", now=ELEVEN)
    assert leave(ELEVEN) == [["Vigil"]]
    assert leave(ELEVEN) == []
    assert waits() == [("held", answer.event_id) for answer in answers[:2]]
    release_all(ELEVEN)
    assert sorted(leave(ELEVEN)) == [["Breakfast"], ["Rally"]]


def test_a_hold_of_all_mail_splits_nothing_whatever_else_is_held(answers: list[Rsvp]) -> None:
    hold(answers[0])
    holds.hold(HoldScope.ALL, now=ELEVEN)
    assert leave(ELEVEN) == []
    release_all(ELEVEN)
    assert leave(ELEVEN) == [list(TITLES)]


def test_what_follows_may_be_held_again_and_what_is_left_may_be_split_again(answers: list[Rsvp]) -> None:
    hold(answers[0])
    [mail] = leases.claim(ELEVEN, 10).mails
    leases.release([mail])
    hold(answers[1])
    assert leave(ELEVEN) == [["Vigil"]]
    release_all(ELEVEN)
    hold(answers[0])
    assert leave(ELEVEN) == [["Rally"]]
    release_all(ELEVEN)
    assert leave(ELEVEN) == [["Breakfast"]]


def test_what_follows_too_late_is_dropped(answers: list[Rsvp]) -> None:
    hold(answers[0])
    assert leave(ELEVEN) == [["Rally", "Vigil"]]
    assert leave(ELEVEN) == []
    late = ELEVEN + 24 * HOUR
    release_all(late)
    assert leave(late) == [["too late to help"]]


def test_a_mail_is_held_by_what_it_tells_of_and_by_nothing_else(answers: list[Rsvp]) -> None:
    """The first action on the row was given up: a hold of that stops nothing, one of the next stops all there is."""
    for answer in (answers[0], answers[2]):
        answer.cancelled_at = ELEVEN
        db.session.execute(
            db.text("UPDATE attendances SET cancelled_at = created_at WHERE rsvp_id = :id"), {"id": answer.id}
        )
    db.session.commit()
    hold(answers[1])
    assert leave(ELEVEN) == []
    assert waits() == [("held", answers[1].event_id)]
    release_all(ELEVEN)
    hold(answers[0])
    assert leave(ELEVEN) == [["Rally"]]


def test_who_goes_to_one_action_is_asked_nothing_more(app: Flask) -> None:
    event = factories.an_event(starts_at=dt.datetime(2026, 12, 5, 18, 0, tzinfo=dt.UTC))
    for number in range(5):
        factories.an_rsvp(event, f"maria{number}@example.org")
    queue_due(ELEVEN)
    holds.hold(HoldScope.STATE, us_state="HI", now=ELEVEN)
    with statements() as sent:
        assert len(leases.claim(ELEVEN, 20).mails) == 5
    assert [word for word in sent if "FROM rsvps JOIN" in " ".join(word.split())] == []


def test_a_host_is_told_of_what_is_not_held(app: Flask) -> None:
    host, campaign = factories.a_user(), factories.a_campaign()
    first, *_others = [
        factories.an_event(
            title=title,
            campaign=campaign,
            host_id=host.id,
            starts_at=dt.datetime(2026, 12, 5, hour, 0, tzinfo=dt.UTC),
        )
        for title, hour in zip(TITLES, HOURS, strict=True)
    ]
    rule = {"signature": "before-start-1d-1100-hosts", "created_at": factories.NOW, "is_on": True}
    db.session.add(ReminderRule(campaign_id=campaign.id, **rule))
    db.session.commit()
    queue_due(ELEVEN)
    holds.hold(HoldScope.EVENT, event_id=first.id, now=ELEVEN)
    assert leave(ELEVEN) == [["Rally", "Vigil"]]
    assert leave(ELEVEN) == []
    release_all(ELEVEN)
    assert leave(ELEVEN) == [["Breakfast"]]


def test_every_mail_about_a_day_knows_of_which_actions_it_tells(app: Flask) -> None:
    assert parts.kinds_of_several() == {kind for kind in composing.kinds() if composing.lane_of(kind) is Lane.REMINDER}
