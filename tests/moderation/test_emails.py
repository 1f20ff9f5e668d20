"""What hosts are told about a decision, and when it is better not told any more."""

import datetime as dt

import pytest
from flask import Flask

from actions.database import db
from actions.events.models import Event, EventState
from actions.mail.composing import compose
from actions.mail.message import Drop, Message
from actions.mail.models import Lane, OutboxMail
from tests import factories

ENDED = dt.datetime(2026, 12, 5, 19, 0, tzinfo=dt.UTC)


def _mail(event: Event, kind: str) -> OutboxMail:
    row = OutboxMail(
        key=f"{kind}:{event.id}:{dt.datetime.now(dt.UTC).timestamp()}",
        kind=kind,
        lane=Lane.HOST,
        user_id=event.host_id,
        event_id=event.id,
        queued_at=factories.NOW,
        due_at=factories.NOW,
        ready_at=factories.NOW,
        details={},
    )
    db.session.add(row)
    db.session.commit()
    return row


def _message(event: Event, kind: str) -> Message:
    message = compose(_mail(event, kind), factories.NOW)
    assert isinstance(message, Message)
    return message


def test_host_of_an_approved_event_gets_its_page_and_the_way_to_the_desk(app: Flask) -> None:
    event = factories.an_event(host=factories.a_user("hal@example.org", name="Hal Host"))
    message = _message(event, "event-approved")
    assert (message.to_address, message.to_name) == ("hal@example.org", "Hal Host")
    assert message.subject == "Your action is public: Rally at Daley Plaza"
    addresses = [f"http://localhost/events/{event.slug}", f"http://localhost/host/events/{event.id}"]
    assert [address for address in addresses if address not in message.text or address not in message.html] == []
    assert "You get this mail because you sent this action for review." in message.text


def test_host_of_a_declined_event_gets_the_reason_and_the_way_to_the_desk(app: Flask) -> None:
    reason = "Name the **venue**.\n\n<script>alert(1)</script>"
    event = factories.an_event(state=EventState.DECLINED, decline_reason=reason)
    message = _message(event, "event-declined")
    assert message.subject == "Please look at your action again: Rally at Daley Plaza"
    assert reason in message.text
    assert "Name the <strong>venue</strong>." in message.html
    assert "<script" not in message.html
    assert f"http://localhost/host/events/{event.id}" in message.html


@pytest.mark.parametrize("kind", ["event-approved", "event-declined"])
def test_links_are_in_the_hosts_language(app: Flask, kind: str) -> None:
    state = EventState.APPROVED if kind == "event-approved" else EventState.DECLINED
    event = factories.an_event(state=state, host=factories.a_user(language="es"))
    message = _message(event, kind)
    assert message.language == "es"
    assert f"http://localhost/es/host/events/{event.id}" in message.text


def test_subject_stays_one_line_whatever_the_title(app: Flask) -> None:
    event = factories.an_event(title="A\r\nBcc: all@example.org " + "x" * 150)
    assert _message(event, "event-approved").subject.splitlines() == [_message(event, "event-approved").subject]


@pytest.mark.parametrize(
    ("kind", "state", "why"),
    [
        ("event-approved", EventState.CANCELLED, "the event is cancelled"),
        ("event-declined", EventState.PENDING, "the event is pending"),
        ("event-declined", EventState.APPROVED, "the event is approved"),
    ],
)
def test_mail_is_dropped_when_the_event_has_moved_on(app: Flask, kind: str, state: EventState, why: str) -> None:
    assert compose(_mail(factories.an_event(state=state), kind), factories.NOW) == Drop(why)


def test_mail_is_dropped_when_a_newer_decision_is_owed(app: Flask) -> None:
    event = factories.an_event(state=EventState.DECLINED, decline_reason="The second reason.")
    older, newer = _mail(event, "event-declined"), _mail(event, "event-declined")
    assert compose(older, factories.NOW) == Drop("a newer decision is told instead")
    assert isinstance(compose(newer, factories.NOW), Message)


def test_mail_is_dropped_when_the_event_is_over(app: Flask) -> None:
    assert compose(_mail(factories.an_event(), "event-approved"), ENDED) == Drop("the event is over")


def test_mail_is_dropped_when_somebody_else_hosts_the_event(app: Flask) -> None:
    event = factories.an_event()
    mail = _mail(event, "event-approved")
    event.host = factories.a_user()
    db.session.commit()
    assert compose(mail, factories.NOW) == Drop("somebody else hosts it now")


def test_mail_is_dropped_when_the_host_is_suspended(app: Flask) -> None:
    event = factories.an_event(host=factories.a_user(is_suspended=True))
    assert compose(_mail(event, "event-approved"), factories.NOW) == Drop("no active account is behind this address")
