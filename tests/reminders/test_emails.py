"""What a reminder says, and when it is better not sent."""

import datetime as dt

import pytest
from flask import Flask

from actions.database import db
from actions.events.models import Event
from actions.mail.composing import compose
from actions.mail.message import Drop, Message
from actions.mail.models import OutboxMail
from actions.mail.wishes import link_token
from actions.reminders.models import ReminderRule
from actions.rsvps.models import Attendance, Rsvp
from actions.signing import sign
from tests import factories

DAY_BEFORE = dt.datetime(2026, 12, 4, 17, 0, tzinfo=dt.UTC)
ON_DAY = dt.datetime(2026, 12, 5, 14, 0, tzinfo=dt.UTC)
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)


ON_DAY_RULE, THANKS_RULE = "before-start-0d-0800", "after-end-2h"


def a_mail(rsvp: Rsvp, rule: str = "before-start-1d-1100", kind: str = "reminder-day-before") -> OutboxMail:
    """What the queue owes this person for December 5."""
    return OutboxMail(kind=kind, rsvp_id=rsvp.id, details={"day": "2026-12-05", "rule": rule})


@pytest.fixture
def event(app: Flask) -> Event:
    """A rally whose place is for those who are coming."""
    return factories.an_event(address_visibility="going", instructions="Meet at the **north steps**. Bring water.")


@pytest.fixture
def rsvp(event: Event) -> Rsvp:
    """Maria, who is coming."""
    return factories.an_rsvp(event, "maria@example.org")


def test_the_day_before_says_when_where_and_what_to_know(rsvp: Rsvp) -> None:
    mail = compose(a_mail(rsvp), DAY_BEFORE)
    assert isinstance(mail, Message)
    assert mail.subject == "Tomorrow: Rally at Daley Plaza, 11:00 AM"
    assert (mail.to_address, mail.to_name) == ("maria@example.org", "Maria Lopez")
    for part in (mail.text, mail.html):
        assert "Saturday, December 5, 2026" in part
        assert "11:00 AM – 1:00 PM CST" in part
        assert "Daley Plaza, 50 W Washington St, Chicago, IL 60602" in part
        assert f"http://localhost/rsvps/{sign('rsvp', rsvp.id)}" in part
        assert f"http://localhost/mail/unsubscribe/{link_token(rsvp.email_hash, 'reminder-day-before')}" in part
    assert "Meet at the **north steps**. Bring water." in mail.text
    assert "<strong>north steps</strong>" in mail.html
    assert (
        mail.unsubscribe_url
        == f"http://localhost/mail/unsubscribe/{link_token(rsvp.email_hash, 'reminder-day-before')}"
    )


def test_the_day_itself_says_today(rsvp: Rsvp) -> None:
    mail = compose(a_mail(rsvp, ON_DAY_RULE), ON_DAY)
    assert isinstance(mail, Message)
    assert mail.subject == "Today: Rally at Daley Plaza, 11:00 AM"


def test_an_event_online_gives_its_link(app: Flask) -> None:
    event = factories.an_event(
        venue="", address="", city="", region="", postal_code="", online_url="https://meet.example.org/a?b=1&c=2"
    )
    mail = compose(a_mail(factories.an_rsvp(event), ON_DAY_RULE), ON_DAY)
    assert isinstance(mail, Message)
    assert "Online: https://meet.example.org/a?b=1&c=2" in mail.text
    assert "Where:" not in mail.text


def test_both_timeslots_of_the_day_are_named_and_no_other_day(event: Event, rsvp: Rsvp) -> None:
    starts_at = ON_DAY + 7 * HOUR
    same_day = factories.a_timeslot(event, starts_at=starts_at, ends_at=starts_at + HOUR)
    next_day = factories.a_timeslot(event)
    for timeslot in (same_day, next_day):
        db.session.add(Attendance(rsvp_id=rsvp.id, timeslot_id=timeslot.id, created_at=factories.NOW))
    db.session.commit()
    mail = compose(a_mail(rsvp), DAY_BEFORE)
    assert isinstance(mail, Message)
    assert mail.text.count("When:") == 2
    assert "3:00 PM – 4:00 PM CST" in mail.text
    assert "December 6" not in mail.text


def test_it_tells_what_is_true_when_it_leaves(event: Event, rsvp: Rsvp) -> None:
    event.venue = "Federal Plaza"
    timeslot = factories.timeslots_of(event)[0]
    timeslot.starts_at += HOUR
    db.session.commit()
    mail = compose(a_mail(rsvp), DAY_BEFORE)
    assert isinstance(mail, Message)
    assert mail.subject == "Tomorrow: Rally at Daley Plaza, 12:00 PM"
    assert "Federal Plaza" in mail.text


def test_a_rule_of_days_before_names_the_day(rsvp: Rsvp) -> None:
    mail = compose(a_mail(rsvp, "before-start-3d-1100"), DAY_BEFORE - 2 * DAY)
    assert mail == Drop("the campaign sends this no longer")
    rule = ReminderRule(campaign_id=rsvp.event.campaign_id, signature="before-start-3d-1100", created_at=factories.NOW)
    db.session.add(rule)
    db.session.commit()
    mail = compose(a_mail(rsvp, rule.signature), DAY_BEFORE - 2 * DAY)
    assert isinstance(mail, Message)
    assert mail.subject == "Saturday, December 5, 2026: Rally at Daley Plaza"


def test_a_rule_of_the_campaign_switched_off_after_it_was_queued_reminds_nobody(rsvp: Rsvp) -> None:
    rule = ReminderRule(
        campaign_id=rsvp.event.campaign_id, signature="before-start-1d-1100", is_on=False, created_at=factories.NOW
    )
    db.session.add(rule)
    db.session.commit()
    assert compose(a_mail(rsvp), DAY_BEFORE) == Drop("the campaign sends this no longer")


def test_a_reminder_queued_before_rules_had_names_goes_out_as_it_was_meant(rsvp: Rsvp) -> None:
    mail = compose(OutboxMail(kind="reminder-on-day", rsvp_id=rsvp.id, details={"day": "2026-12-05"}), ON_DAY)
    assert isinstance(mail, Message)
    assert mail.subject == "Today: Rally at Daley Plaza, 11:00 AM"


def test_thanks_ask_one_question_with_a_link_of_its_own(rsvp: Rsvp) -> None:
    two_hours_after = ON_DAY + 7 * HOUR
    mail = compose(a_mail(rsvp, THANKS_RULE, "thanks-after"), two_hours_after)
    assert isinstance(mail, Message)
    assert mail.subject == "Thank you. How did “Rally at Daley Plaza” go?"
    link = f"http://localhost/how-it-went/{sign('how-it-went', rsvp.id)}"
    assert f"Rally at Daley Plaza\n{link}\n" in mail.text
    assert f'href="{link}"' in mail.html
    assert mail.unsubscribe_url == f"http://localhost/mail/unsubscribe/{link_token(rsvp.email_hash, 'thanks-after')}"


def test_nobody_is_thanked_early_or_days_later_or_for_what_was_called_off(rsvp: Rsvp) -> None:
    mail, ended = a_mail(rsvp, THANKS_RULE, "thanks-after"), ON_DAY + 5 * HOUR
    assert compose(mail, ended - dt.timedelta(seconds=1)) == Drop("it has not ended yet")
    assert compose(mail, ended + 2 * HOUR + 2 * DAY) == Drop("too late to help")
    rsvp.event.state = "cancelled"
    assert compose(mail, ended + 2 * HOUR) == Drop("the event is cancelled")


def test_who_cancelled_is_left_alone(rsvp: Rsvp) -> None:
    rsvp.cancelled_at = DAY_BEFORE
    assert compose(a_mail(rsvp), DAY_BEFORE) == Drop("they are not coming any more")


@pytest.mark.parametrize("state", ["cancelled", "declined", "pending"])
def test_an_event_called_off_reminds_nobody(event: Event, rsvp: Rsvp, state: str) -> None:
    event.state = state
    assert compose(a_mail(rsvp, ON_DAY_RULE), ON_DAY) == Drop(f"the event is {state}")


def test_an_event_postponed_after_the_reminder_was_queued_reminds_nobody(event: Event, rsvp: Rsvp) -> None:
    factories.postponed(event)
    assert compose(a_mail(rsvp, ON_DAY_RULE), ON_DAY) == Drop("the event is postponed")


def test_an_event_moved_to_another_day_drops_the_old_days_reminder(event: Event, rsvp: Rsvp) -> None:
    timeslot = factories.timeslots_of(event)[0]
    timeslot.starts_at += DAY
    timeslot.ends_at += DAY
    assert compose(a_mail(rsvp), DAY_BEFORE) == Drop("they are not coming on that day any more")


def test_a_reminder_too_late_is_dropped(rsvp: Rsvp) -> None:
    midnight, start = ON_DAY - 8 * HOUR, ON_DAY + 3 * HOUR
    assert compose(a_mail(rsvp), midnight) == Drop("too late to help")
    assert compose(a_mail(rsvp, ON_DAY_RULE), start) == Drop("too late to help")
    assert isinstance(compose(a_mail(rsvp, ON_DAY_RULE), start - dt.timedelta(seconds=1)), Message)


def test_the_day_before_asks_for_an_answer_in_one_press(rsvp: Rsvp) -> None:
    mail = compose(a_mail(rsvp), DAY_BEFORE)
    assert isinstance(mail, Message)
    link = f"http://localhost/rsvps/{sign('rsvp', rsvp.id)}"
    assert f"Yes, I am coming:\n{link}/confirm\n\nI can't make it:\n{link}/decline\n" in mail.text
    for page in ("confirm", "decline"):
        assert f'href="{link}/{page}"' in mail.html
