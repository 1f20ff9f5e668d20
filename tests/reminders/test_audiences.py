"""Rules for those who wait for a place, who were checked in, and who did not come."""

import datetime as dt

import pytest
from flask import Flask

from actions.database import db
from actions.events.models import Event
from actions.mail import suppression
from actions.mail.composing import compose
from actions.mail.message import Drop, Message
from actions.mail.models import OutboxMail
from actions.mail.wishes import link_token
from actions.reminders.models import ReminderRule
from actions.reminders.service import queue_due
from actions.rsvps.models import Attendance, Rsvp, WaitlistEntry
from tests import factories
from tests.checking_client import CheckingClient

STARTS_AT = dt.datetime(2026, 12, 5, 17, 0, tzinfo=dt.UTC)
DAY_BEFORE = STARTS_AT - dt.timedelta(days=1)
HOUR = dt.timedelta(hours=1)
THANKED_AT = STARTS_AT + 4 * HOUR
WAITING, WAITED_IN_VAIN = "before-start-1d-1100-waitlisted", "after-end-2h-waitlisted"
CAME, DID_NOT_COME = "after-end-2h-checkedin", "after-end-2h-noshow"


@pytest.fixture
def event(app: Flask) -> Event:
    """A rally with a private address, in a campaign whose rules are those of this file."""
    event = factories.an_event(address="50 W Washington St", address_visibility="going")
    for signature in (WAITING, WAITED_IN_VAIN, CAME, DID_NOT_COME):
        db.session.add(
            ReminderRule(campaign_id=event.campaign_id, signature=signature, created_at=factories.NOW, is_on=True)
        )
    db.session.commit()
    return event


def another(event: Event, hours_later: int) -> Event:
    """A later one of the same campaign on the same day."""
    return factories.an_event(
        campaign_id=event.campaign_id, title="Vigil", starts_at=STARTS_AT + hours_later * HOUR, city="Evanston"
    )


def arrive(rsvp: Rsvp, at: dt.datetime = STARTS_AT) -> None:
    """Note that somebody is there."""
    attendance = db.session.scalars(db.select(Attendance).where(Attendance.rsvp_id == rsvp.id)).one()
    attendance.checked_in_at = at
    db.session.commit()


def owed() -> list[tuple[str, int | None]]:
    """The kinds of the mails that are owed, and to whom."""
    rows = db.session.execute(db.select(OutboxMail.kind, OutboxMail.rsvp_id).order_by(OutboxMail.kind))
    return [(kind, rsvp_id) for kind, rsvp_id in rows]


def only_mail(now: dt.datetime) -> Message | Drop:
    """The one mail there is, as it reads now."""
    db.session.expire_all()
    return compose(db.session.scalars(db.select(OutboxMail)).one(), now)


def test_who_waits_hears_the_day_before_that_there_is_no_place_yet(event: Event) -> None:
    factories.an_rsvp(event)
    waiting = factories.a_waiting_one(event, "sam@example.org")
    queue_due(DAY_BEFORE)
    assert owed() == [("reminder-waitlisted", waiting.id)]
    message = only_mail(DAY_BEFORE)
    assert isinstance(message, Message)
    assert (message.to_address, message.subject) == (
        "sam@example.org",
        "Still on the waiting list: Rally at Daley Plaza",
    )
    for part in (message.text, message.html):
        assert "Saturday, December 5, 2026" in part
        assert "/campaigns/" in part
        assert "50 W Washington St" not in part
        assert "Daley Plaza, " not in part


def test_who_got_a_place_in_the_meantime_is_not_told_that_there_is_none(event: Event) -> None:
    waiting = factories.a_waiting_one(event)
    queue_due(DAY_BEFORE)
    db.session.execute(db.delete(WaitlistEntry))
    db.session.add(
        Attendance(rsvp_id=waiting.id, timeslot_id=factories.timeslots_of(event)[0].id, created_at=DAY_BEFORE)
    )
    db.session.commit()
    assert only_mail(DAY_BEFORE) == Drop("they are not waiting any more")


def test_who_began_to_wait_after_the_mail_was_due_is_left_alone(event: Event) -> None:
    factories.a_waiting_one(event)
    entry = db.session.scalars(db.select(WaitlistEntry)).one()
    entry.created_at = DAY_BEFORE + HOUR
    db.session.commit()
    queue_due(DAY_BEFORE + 2 * HOUR)
    assert owed() == []


def test_who_waited_in_vain_for_two_actions_hears_once_after_the_last(event: Event) -> None:
    for each in (event, another(event, 3)):
        factories.a_waiting_one(each, "sam@example.org")
    queue_due(THANKED_AT)
    assert owed() == []
    queue_due(THANKED_AT + 3 * HOUR)
    message = only_mail(THANKED_AT + 3 * HOUR)
    assert isinstance(message, Message)
    assert message.subject == "There was no place for you. We are sorry."
    assert message.text.index("Rally at Daley Plaza") < message.text.index("Vigil")


def test_only_those_who_were_checked_in_are_thanked_and_only_the_others_were_missed(event: Event) -> None:
    came, missed = factories.an_rsvp(event), factories.an_rsvp(event)
    factories.an_rsvp(event, cancelled_at=DAY_BEFORE)
    factories.a_waiting_one(event)
    arrive(came)
    queue_due(THANKED_AT)
    assert owed()[:1] + owed()[2:] == [("missed-you", missed.id), ("thanks-after", came.id)]
    assert owed()[1][0] == "no-place-after"


def test_where_nobody_was_checked_in_nobody_was_missed(event: Event) -> None:
    factories.an_rsvp(event)
    queue_due(THANKED_AT)
    assert owed() == []


def test_who_was_missed_reads_no_question_and_no_address(event: Event) -> None:
    missed = factories.an_rsvp(event, "maria@example.org")
    arrive(factories.an_rsvp(event))
    queue_due(THANKED_AT)
    mail = db.session.scalars(db.select(OutboxMail).where(OutboxMail.rsvp_id == missed.id)).one()
    message = compose(mail, THANKED_AT)
    assert isinstance(message, Message)
    assert message.subject == "We missed you: Rally at Daley Plaza"
    for part in (message.text, message.html):
        assert "/how-it-went/" not in part
        assert "50 W Washington St" not in part


def test_who_is_noted_late_was_not_missed(event: Event) -> None:
    late = factories.an_rsvp(event)
    arrive(factories.an_rsvp(event))
    queue_due(THANKED_AT)
    arrive(late, THANKED_AT)
    mail = db.session.scalars(db.select(OutboxMail).where(OutboxMail.rsvp_id == late.id)).one()
    assert compose(mail, THANKED_AT) == Drop("they were checked in, or nobody was")


def test_who_came_to_the_first_of_two_is_thanked_for_it_after_the_second(event: Event) -> None:
    later = another(event, 3)
    first, second = factories.an_rsvp(event, "maria@example.org"), factories.an_rsvp(later, "maria@example.org")
    arrive(first)
    queue_due(THANKED_AT)
    assert owed() == []
    queue_due(THANKED_AT + 3 * HOUR)
    assert owed() == [("thanks-after", second.id)]
    message = only_mail(THANKED_AT + 3 * HOUR)
    assert isinstance(message, Message)
    assert message.subject == "Thank you. How did “Rally at Daley Plaza” go?"


@pytest.mark.parametrize("kind", ["missed-you", "no-place-after"])
def test_who_wants_no_thanks_is_not_told_of_what_they_missed(client: CheckingClient, kind: str) -> None:
    rsvp = factories.an_rsvp(factories.an_event(), "maria@example.org")
    client.post(f"/mail/unsubscribe/{link_token(rsvp.email_hash, kind)}")
    kinds = ("thanks-after", "missed-you", "no-place-after", "reminder-waitlisted", "reminder-on-day")
    unwanted = [name for name in kinds if suppression.is_unwanted("maria@example.org", name, 3)]
    assert unwanted == ["thanks-after", "missed-you", "no-place-after"]


def test_who_wants_no_reminders_gets_none_about_the_waiting_list(client: CheckingClient) -> None:
    rsvp = factories.an_rsvp(factories.an_event(), "maria@example.org")
    address = f"/mail/unsubscribe/{link_token(rsvp.email_hash, 'reminder-waitlisted')}"
    client.submit(client.get(address), "Save my choice", send=["after"])
    kinds = ("reminder-waitlisted", "reminder-ahead", "thanks-after")
    unwanted = [name for name in kinds if suppression.is_unwanted("maria@example.org", name, 3)]
    assert unwanted == ["reminder-waitlisted", "reminder-ahead"]
