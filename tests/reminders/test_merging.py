"""One person with several actions on a day gets one mail by each rule, and the mail tells of all of them."""

import datetime as dt

import pytest
from flask import Flask

from actions.database import db
from actions.mail.composing import compose
from actions.mail.message import Drop, Message
from actions.mail.models import OutboxMail
from actions.reminders.service import queue_due
from actions.rsvps.models import Rsvp
from tests import factories

# Saturday, December 5: 9:00 in New York, 11:00 in Chicago, 15:00 in Los Angeles, in order of time.
STARTS = {
    "America/New_York": dt.datetime(2026, 12, 5, 14, 0, tzinfo=dt.UTC),
    "America/Chicago": dt.datetime(2026, 12, 5, 17, 0, tzinfo=dt.UTC),
    "America/Los_Angeles": dt.datetime(2026, 12, 5, 23, 0, tzinfo=dt.UTC),
}
ELEVEN_IN_NEW_YORK = dt.datetime(2026, 12, 4, 16, 0, tzinfo=dt.UTC)
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)


@pytest.fixture
def answers(app: Flask) -> list[Rsvp]:
    """Maria goes to three actions, of three campaigns, in three zones."""
    events = [
        factories.an_event(title=f"Rally in {zone[8:]}", starts_at=starts_at, time_zone=zone)
        for zone, starts_at in STARTS.items()
    ]
    return [factories.an_rsvp(event, "maria@example.org") for event in events]


def queue_all_day(first: dt.datetime) -> list[OutboxMail]:
    """Look every hour for a day and a half; what is owed."""
    for hour in range(36):
        queue_due(first + hour * HOUR)
    return list(db.session.scalars(db.select(OutboxMail).order_by(OutboxMail.id)))


def composed(mail: OutboxMail, now: dt.datetime) -> Message:
    """The mail as it reads now."""
    message = compose(mail, now)
    assert isinstance(message, Message)
    return message


def test_three_actions_of_a_day_make_one_mail_by_each_rule(answers: list[Rsvp]) -> None:
    mails = queue_all_day(ELEVEN_IN_NEW_YORK)
    assert [(mail.kind, mail.rsvp_id) for mail in mails] == [
        ("reminder-day-before", answers[0].id),
        ("reminder-on-day", answers[0].id),
        ("thanks-after", answers[2].id),
    ]


def test_one_mail_names_all_of_them_in_order_of_time(answers: list[Rsvp]) -> None:
    queue_due(ELEVEN_IN_NEW_YORK)
    message = composed(db.session.scalars(db.select(OutboxMail)).one(), ELEVEN_IN_NEW_YORK)
    assert message.subject == "Tomorrow: Rally in New_York, 9:00 AM, and 2 more"
    assert message.to_address == "maria@example.org"
    for part in (message.text, message.html):
        places = [part.index(f"Rally in {zone}") for zone in ("New_York", "Chicago", "Los_Angeles")]
        assert places == sorted(places)
        assert "9:00 AM – 11:00 AM EST" in part
        assert "11:00 AM – 1:00 PM CST" in part
        assert "3:00 PM – 5:00 PM PST" in part
    assert "“Rally in New_York” and 2 more actions." in message.text


@pytest.mark.parametrize("what", ["cancelled", "moved", "postponed", "given up"])
def test_first_that_drops_out_between_queueing_and_sending_leaves_the_others(answers: list[Rsvp], what: str) -> None:
    queue_due(ELEVEN_IN_NEW_YORK)
    event = answers[0].event
    if what == "cancelled":
        event.state = "cancelled"
    elif what == "moved":
        timeslot = factories.timeslots_of(event)[0]
        timeslot.starts_at, timeslot.ends_at = timeslot.starts_at + DAY, timeslot.ends_at + DAY
    elif what == "postponed":
        factories.postponed(event)
    else:
        answers[0].cancelled_at = ELEVEN_IN_NEW_YORK
    db.session.commit()
    message = composed(db.session.scalars(db.select(OutboxMail)).one(), ELEVEN_IN_NEW_YORK)
    assert message.subject == "Tomorrow: Rally in Chicago, 11:00 AM, and 1 more"
    assert "New_York" not in message.text


def test_nothing_is_sent_when_all_of_them_drop_out(answers: list[Rsvp]) -> None:
    queue_due(ELEVEN_IN_NEW_YORK)
    for answer in answers:
        answer.event.state = "cancelled"
    db.session.commit()
    mail = db.session.scalars(db.select(OutboxMail)).one()
    assert compose(mail, ELEVEN_IN_NEW_YORK) == Drop("the event is cancelled")


def test_one_that_moved_to_another_day_is_reminded_of_then(answers: list[Rsvp]) -> None:
    queue_due(ELEVEN_IN_NEW_YORK)
    timeslot = factories.timeslots_of(answers[1].event)[0]
    timeslot.starts_at, timeslot.ends_at = timeslot.starts_at + DAY, timeslot.ends_at + DAY
    db.session.commit()
    queue_due(ELEVEN_IN_NEW_YORK + DAY + HOUR)
    mails = db.session.scalars(db.select(OutboxMail)).all()
    assert [mail.rsvp_id for mail in mails if mail.details["day"] == "2026-12-06"] == [answers[1].id]


def test_reminder_of_the_morning_leaves_out_what_has_begun(answers: list[Rsvp]) -> None:
    eight = dt.datetime(2026, 12, 5, 13, 0, tzinfo=dt.UTC)
    queue_due(eight)
    message = composed(db.session.scalars(db.select(OutboxMail)).one(), STARTS["America/Chicago"] - HOUR)
    assert message.subject == "Today: Rally in Chicago, 11:00 AM, and 1 more"


def test_thanks_come_after_the_last_and_ask_about_each(answers: list[Rsvp]) -> None:
    last_end = STARTS["America/Los_Angeles"] + 2 * HOUR
    assert queue_due(last_end + 2 * HOUR) == 3
    message = composed(db.session.scalars(db.select(OutboxMail)).one(), last_end + 2 * HOUR)
    assert message.subject == "Thank you for coming. How did it go?"
    assert message.text.count("http://localhost/how-it-went/") == 3


def test_thanks_for_the_others_come_when_the_last_was_cancelled(answers: list[Rsvp]) -> None:
    answers[2].event.state = "cancelled"
    db.session.commit()
    queue_due(STARTS["America/Chicago"] + 4 * HOUR)
    mail = db.session.scalars(db.select(OutboxMail)).one()
    assert mail.rsvp_id == answers[1].id


def test_two_people_get_two_mails_and_another_language_is_each_ones_own(answers: list[Rsvp]) -> None:
    other = factories.an_rsvp(answers[0].event, "ana@example.org", language="es")
    queue_due(ELEVEN_IN_NEW_YORK)
    mails = db.session.scalars(db.select(OutboxMail).order_by(OutboxMail.rsvp_id)).all()
    assert [mail.rsvp_id for mail in mails] == [answers[0].id, other.id]
    assert composed(mails[1], ELEVEN_IN_NEW_YORK).language == "es"
