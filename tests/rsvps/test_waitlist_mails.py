"""Mails to those who wait: no word that promises a place, no calendar file, and a way out of the line."""

import datetime as dt
from typing import Any

import pytest
from flask import Flask

from actions import signing
from actions.database import db
from actions.mail.composing import compose
from actions.mail.message import Drop
from actions.rsvps.models import WaitlistEntry
from tests import factories
from tests.rsvps.test_emails import a_mail, calendar_entries, composed

HELD = (
    "Your place is held",
    "Your place is still held",
    "calendar file",
    "Places held",
    "50 W Washington",
    "Ring twice",
)


def test_who_joins_is_told_when_how_it_goes_on_and_how_to_leave(app: Flask) -> None:
    event = factories.an_event(address_visibility="going", instructions="Ring twice.", contact_phone="312-555-0100")
    rsvp = factories.a_waiting_one(event, "maria@example.org", party_size=3)
    message = composed(a_mail("rsvp-waitlisted", rsvp))
    assert (message.to_address, message.attachments) == ("maria@example.org", ())
    assert message.subject == "On the waiting list: Rally at Daley Plaza"
    link = f"http://localhost/rsvps/{signing.sign('rsvp', rsvp.id)}"
    for body in (message.text, message.html):
        for words in (
            "December 5, 2026",
            "11:00 AM – 1:00 PM CST",
            "in the order in which they asked",
            link,
            "Chicago",
        ):
            assert words in body
        assert [words for words in (*HELD, "312-555-0100") if words in body] == []
    assert "Waiting list: Saturday, December 5, 2026" in message.text
    assert "People: 3" in message.text


def test_who_moves_up_gets_the_facts_the_calendar_file_and_first_of_all_the_way_to_give_it_up(app: Flask) -> None:
    event = factories.an_event(instructions="Ring twice.")
    rsvp = factories.an_rsvp(event)
    message = composed(a_mail("rsvp-moved-up", rsvp))
    assert message.subject == "A place came free, and it is yours: Rally at Daley Plaza"
    link = f"http://localhost/rsvps/{signing.sign('rsvp', rsvp.id)}"
    for body in (message.text, message.html):
        assert body.index(link) < body.index("December 5, 2026") < body.index("Ring twice")
        assert "50 W Washington St" in body
    assert len(calendar_entries(message)) == 1


def test_a_confirmation_names_the_other_times_that_are_waited_for(app: Flask) -> None:
    event = factories.an_event()
    rsvp = factories.an_rsvp(event)
    second = factories.a_timeslot(event, capacity=1, going_count=1)
    db.session.add(WaitlistEntry(rsvp_id=rsvp.id, timeslot_id=second.id, created_at=factories.NOW))
    message = composed(a_mail("rsvp-confirmed", rsvp))
    assert "When: Saturday, December 5, 2026" in message.text
    assert "Waiting list: Sunday, December 6, 2026" in message.text
    assert message.html.count("Waiting list") == 1
    assert len(calendar_entries(message)) == 1


def test_who_left_the_list_is_told_so(app: Flask) -> None:
    rsvp = factories.a_waiting_one(factories.an_event(), cancelled_at=factories.NOW)
    message = composed(a_mail("rsvp-cancelled", rsvp))
    assert message.subject == "You left the waiting list: Rally at Daley Plaza"
    assert "You are not on the waiting list any more." in message.text
    assert "your place" not in message.text + message.html


@pytest.mark.parametrize(
    ("kind", "event", "words"),
    [
        ("event-changed", {}, "You are still on the waiting list and have no place yet."),
        ("event-postponed", {"postponed_at": factories.NOW}, "You stay on the waiting list"),
        ("event-cancelled", {"state": "cancelled"}, "You were on its waiting list; that has come to an end."),
    ],
)
def test_news_reaches_those_who_wait_in_words_that_fit_them(
    app: Flask, kind: str, event: dict[str, Any], words: str
) -> None:
    rsvp = factories.a_waiting_one(
        factories.an_event(address_visibility="going", instructions="Ring twice.", **event), party_size=2
    )
    message = composed(a_mail(kind, rsvp, details={"changed": ["time"]}))
    assert message.attachments == ()
    for body in (message.text, message.html):
        assert words in " ".join(body.split())
        assert "December 5, 2026" in body
        assert [told for told in HELD if told in body] == []


@pytest.mark.parametrize(
    ("kind", "is_waiting", "event", "rsvp", "reason"),
    [
        ("rsvp-waitlisted", False, {}, {}, "they have a place by now"),
        ("rsvp-waitlisted", True, {}, {"cancelled_at": factories.NOW}, "they do not wait any more"),
        ("rsvp-waitlisted", True, {"state": "cancelled"}, {}, "the event is not on"),
        (
            "rsvp-waitlisted",
            True,
            {"postponed_at": factories.NOW},
            {},
            "the event is postponed, which another mail tells",
        ),
        ("rsvp-waitlisted", True, {"starts_at": dt.datetime(2026, 11, 1, tzinfo=dt.UTC)}, {}, "the event is over"),
        ("rsvp-moved-up", False, {}, {"cancelled_at": factories.NOW}, "the place was given up"),
        ("rsvp-moved-up", True, {}, {}, "the place was given up for a turn in the line"),
        ("rsvp-moved-up", False, {"state": "cancelled"}, {}, "the event is not on"),
        (
            "rsvp-moved-up",
            False,
            {"postponed_at": factories.NOW},
            {},
            "the event is postponed, which another mail tells",
        ),
        ("rsvp-moved-up", False, {"starts_at": dt.datetime(2026, 11, 1, tzinfo=dt.UTC)}, {}, "the event is over"),
        ("rsvp-confirmed", True, {}, {}, "the place was given up for a turn in the line"),
    ],
)
def test_a_mail_is_dropped_when_it_is_out_of_date(
    app: Flask, kind: str, is_waiting: bool, event: dict[str, Any], rsvp: dict[str, Any], reason: str
) -> None:
    make = factories.a_waiting_one if is_waiting else factories.an_rsvp
    assert compose(a_mail(kind, make(factories.an_event(**event), **rsvp)), factories.NOW) == Drop(reason)


def test_an_answer_to_a_mail_of_who_waits_hides_the_address_that_the_host_shows_to_those_who_come(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("actions.rsvps.reply_to.alias_of", lambda _rsvp_id, _party: "reply+alias@example.org")
    event = factories.an_event(contact_email="pat@example.org")
    assert composed(a_mail("rsvp-waitlisted", factories.a_waiting_one(event))).reply_to == "reply+alias@example.org"
    assert composed(a_mail("rsvp-confirmed", factories.an_rsvp(event))).reply_to == "pat@example.org"
