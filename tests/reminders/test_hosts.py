"""Rules for hosts: how many are coming, once for all that one hosts on a day."""

import datetime as dt

import pytest
from flask import Flask

from actions.accounts.models import User
from actions.database import db
from actions.events.models import Event
from actions.mail.composing import compose
from actions.mail.message import Drop, Message
from actions.mail.models import OutboxMail
from actions.mail.wishes import link_token
from actions.reminders.models import ReminderRule
from actions.reminders.service import queue_due
from tests import factories

DAY_BEFORE = dt.datetime(2026, 12, 4, 17, 0, tzinfo=dt.UTC)
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)


@pytest.fixture
def event(app: Flask) -> Event:
    """A rally that two people come to, in a campaign that reminds hosts alone."""
    event = factories.an_event()
    for _ in range(2):
        factories.an_rsvp(event)
    db.session.add(
        ReminderRule(
            campaign_id=event.campaign_id, signature="before-start-1d-1100-hosts", created_at=factories.NOW, is_on=True
        )
    )
    db.session.commit()
    return event


def owed() -> list[OutboxMail]:
    """All that is owed."""
    return list(db.session.scalars(db.select(OutboxMail).order_by(OutboxMail.id)))


def test_host_hears_how_many_are_coming(event: Event) -> None:
    assert queue_due(DAY_BEFORE) == 1
    (mail,) = owed()
    assert (mail.kind, mail.user_id, mail.rsvp_id) == ("reminder-host", event.host_id, None)
    message = compose(mail, DAY_BEFORE)
    assert isinstance(message, Message)
    host = db.session.get_one(User, event.host_id)
    assert (message.to_address, message.subject) == (host.email, "2 people are coming to “Rally at Daley Plaza”")
    for part in (message.text, message.html):
        assert "Saturday, December 5, 2026, 11:00 AM – 1:00 PM CST" in part
        assert f"http://localhost/host/events/{event.id}" in part
    link = link_token(host.email_hash, "reminder-host")
    assert message.unsubscribe_url == f"http://localhost/mail/unsubscribe/{link}"


def test_host_of_two_on_one_day_gets_one_mail_that_names_both(event: Event) -> None:
    factories.an_event(
        campaign_id=event.campaign_id, host_id=event.host_id, title="Vigil", starts_at=DAY_BEFORE + DAY + 5 * HOUR
    )
    queue_due(DAY_BEFORE)
    (mail,) = owed()
    message = compose(mail, DAY_BEFORE)
    assert isinstance(message, Message)
    assert message.subject == "Saturday, December 5, 2026: who is coming to your actions"
    assert message.text.index("Rally at Daley Plaza") < message.text.index("Vigil")
    assert "0 people are coming." in message.text


@pytest.mark.parametrize("change", [{"email_verified_at": None}, {"is_suspended": True}])
def test_account_that_is_nobodys_or_suspended_is_left_alone(event: Event, change: dict[str, object]) -> None:
    host = db.session.get_one(User, event.host_id)
    for name, value in change.items():
        setattr(host, name, value)
    db.session.commit()
    queue_due(DAY_BEFORE)
    assert owed() == []


def test_host_of_what_was_called_off_or_has_begun_hears_nothing(event: Event) -> None:
    queue_due(DAY_BEFORE)
    (mail,) = owed()
    assert compose(mail, DAY_BEFORE + DAY) == Drop("too late to help")
    event.state = "cancelled"
    assert compose(mail, DAY_BEFORE) == Drop("they host nothing on that day any more")
