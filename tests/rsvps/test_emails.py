"""The mails to those who are coming, as they read when they are sent."""

import datetime as dt
from typing import Any

import pytest
from flask import Flask
from icalendar import Calendar

from actions import signing
from actions.database import db
from actions.mail.composing import compose
from actions.mail.message import Drop, Message
from actions.mail.models import MailState, OutboxMail
from actions.rsvps.models import Rsvp
from tests import factories


def a_mail(kind: str, rsvp: Rsvp, **changes: Any) -> OutboxMail:
    values = {
        "kind": kind,
        "key": f"{kind}:{rsvp.id}:{changes.get('details')}",
        "lane": 1,
        "rsvp_id": rsvp.id,
        "event_id": rsvp.event_id,
        "details": {},
        "queued_at": factories.NOW,
        "due_at": factories.NOW,
        "ready_at": factories.NOW,
    }
    mail = OutboxMail(**(values | changes))
    db.session.add(mail)
    db.session.commit()
    return mail


def composed(mail: OutboxMail, now: dt.datetime = factories.NOW) -> Message:
    message = compose(mail, now)
    assert isinstance(message, Message), message
    return message


def calendar_entries(message: Message) -> list[Any]:
    (attachment,) = message.attachments
    assert (attachment.filename, attachment.content_type) == ("event.ics", "text/calendar")
    assert dict(attachment.parameters) == {"method": "PUBLISH", "charset": "utf-8"}
    return list(Calendar.from_ical(attachment.content.decode()).walk("VEVENT"))


def test_confirmation_has_place_link_and_calendar_file(app: Flask) -> None:
    event = factories.an_event(
        address_visibility="going", instructions="Ring *twice*.", online_url="https://meet.example.org/x",
        contact_name="Pat", contact_phone="312-555-0100",
    )  # fmt: skip
    rsvp = factories.an_rsvp(event, "maria@example.org", party_size=2)
    message = composed(a_mail("rsvp-confirmed", rsvp))
    assert (message.to_address, message.to_name, message.language) == ("maria@example.org", "Maria Lopez", "en")
    assert message.subject == "You are going: Rally at Daley Plaza"
    link = f"http://localhost/rsvps/{signing.sign('rsvp', rsvp.id)}"
    for body in (message.text, message.html):
        for words in ("50 W Washington St", "Saturday, December 5, 2026", "11:00 AM – 1:00 PM CST", link):
            assert words in body
        for words in ("https://meet.example.org/x", "312-555-0100", "1 Main Street, Springfield, IL 62701"):
            assert words in body
        assert "You get this mail because this address was used to sign up for" in body
    assert "<em>twice</em>" in message.html
    (entry,) = calendar_entries(message)
    assert str(entry["location"]) == "Daley Plaza, 50 W Washington St, Chicago, IL 60602"
    assert str(entry["description"]) == (
        "We gather at the north steps.\n\nOnline: https://meet.example.org/x\n\nRing twice."
    )
    assert str(entry["status"]) == "CONFIRMED"


def test_a_mail_reads_in_the_language_of_the_form(app: Flask) -> None:
    rsvp = factories.an_rsvp(factories.an_event(), language="es")
    message = composed(a_mail("rsvp-confirmed", rsvp))
    assert message.language == "es"
    assert "http://localhost/es/rsvps/" in message.text
    assert "sábado, 5 de diciembre de 2026" in message.text


def test_only_the_timeslots_somebody_comes_to_are_told(app: Flask) -> None:
    event = factories.an_event()
    factories.a_timeslot(event)
    message = composed(a_mail("rsvp-confirmed", factories.an_rsvp(event)))
    assert "December 5" in message.text
    assert "December 6" not in message.text
    assert len(calendar_entries(message)) == 1


def test_text_that_a_host_or_supporter_wrote_is_no_markup_in_the_html_and_no_entity_in_the_text(app: Flask) -> None:
    event = factories.an_event(title="Bread & <b>Roses</b>", venue="<script>x</script>", instructions="<img src=x>")
    message = composed(a_mail("rsvp-confirmed", factories.an_rsvp(event, given_name="<i>Ana</i>")))
    assert message.subject == "You are going: Bread & <b>Roses</b>"
    assert "Bread & <b>Roses</b>" in message.text
    for markup in ("<b>Roses", "<script>x", "<img", "<i>Ana"):
        assert markup not in message.html
    assert "Bread &amp; &lt;b&gt;Roses" in message.html


def test_giving_up_is_confirmed_with_a_way_back_and_no_private_place(app: Flask) -> None:
    event = factories.an_event(address_visibility="going")
    rsvp = factories.an_rsvp(event, cancelled_at=factories.NOW)
    message = composed(a_mail("rsvp-cancelled", rsvp))
    assert message.subject == "You gave up your place: Rally at Daley Plaza"
    assert f"http://localhost/events/{event.slug}" in message.text
    assert "50 W Washington" not in message.text + message.html
    assert message.attachments == ()


def test_a_change_is_told_as_things_are_when_it_is_sent(app: Flask) -> None:
    event = factories.an_event(sequence=3)
    mail = a_mail("event-changed", factories.an_rsvp(event), details={"changed": ["time", "place", "nonsense"]})
    event.venue = "Federal Plaza"
    db.session.commit()
    message = composed(mail)
    assert message.subject == "Changed: Rally at Daley Plaza"
    assert "What changed: when it is, where it is" in message.text
    assert "Federal Plaza" in message.text
    assert calendar_entries(message)[0]["sequence"] == 3


def test_a_change_is_dropped_in_favour_of_a_newer_one_which_tells_both(app: Flask) -> None:
    rsvp = factories.an_rsvp(factories.an_event())
    first = a_mail("event-changed", rsvp, details={"changed": ["time"]})
    second = a_mail("event-changed", rsvp, details={"changed": ["place"]})
    assert compose(first, factories.NOW) == Drop("a newer change is told instead")
    first.state = MailState.DROPPED
    db.session.commit()
    assert "What changed: when it is, where it is" in composed(second).text


def test_a_change_that_was_told_is_not_told_again(app: Flask) -> None:
    rsvp = factories.an_rsvp(factories.an_event())
    a_mail("event-changed", rsvp, details={"changed": ["time"]}, state=MailState.SENT)
    assert "What changed: where it is" in composed(a_mail("event-changed", rsvp, details={"changed": ["place"]})).text


def test_a_change_is_dropped_when_the_event_was_cancelled_since(app: Flask) -> None:
    event = factories.an_event()
    rsvp = factories.an_rsvp(event)
    change = a_mail("event-changed", rsvp)
    event.state = "cancelled"
    a_mail("event-cancelled", rsvp)
    assert compose(change, factories.NOW) == Drop("a newer change is told instead")


def test_a_cancellation_says_why_and_takes_it_out_of_calendars(app: Flask) -> None:
    event = factories.an_event(state="cancelled", cancel_reason="The **storm**.", sequence=4)
    message = composed(a_mail("event-cancelled", factories.an_rsvp(event)))
    assert message.subject == "Cancelled: Rally at Daley Plaza"
    assert "This action was cancelled. Please do not go there." in message.text
    assert "The **storm**." in message.text
    assert "<strong>storm</strong>" in message.html
    (entry,) = calendar_entries(message)
    assert (str(entry["status"]), entry["sequence"]) == ("CANCELLED", 4)


def test_a_postponement_says_why_and_that_the_place_is_held(app: Flask) -> None:
    event = factories.an_event(address_visibility="going", what_to_bring="Water")
    rsvp = factories.an_rsvp(event)
    factories.postponed(event, "The **square** is closed.")
    message = composed(a_mail("event-postponed", rsvp))
    assert message.subject == "Postponed: Rally at Daley Plaza"
    for words in (
        "This action is postponed. It does not take place on the day below; a new date is to come.",
        "Your place is held.",
        "The **square** is closed.",
        "When: Saturday, December 5, 2026",
        f"http://localhost/rsvps/{signing.sign('rsvp', rsvp.id)}",
    ):
        assert words in message.text
    assert "<strong>square</strong>" in message.html
    assert "50 W Washington" not in message.text + message.html
    # The file would put the old date back into calendars.
    assert message.attachments == ()


@pytest.mark.parametrize("kind", ["rsvp-confirmed", "event-changed"])
def test_nothing_else_is_told_about_a_postponed_event(app: Flask, kind: str) -> None:
    event = factories.an_event()
    owed = a_mail(kind, factories.an_rsvp(event))
    factories.postponed(event)
    assert compose(owed, factories.NOW) == Drop("the event is postponed, which another mail tells")


def test_what_to_bring_is_in_the_mails(app: Flask) -> None:
    message = composed(a_mail("rsvp-confirmed", factories.an_rsvp(factories.an_event(what_to_bring="Water, a hat"))))
    assert "What to bring: Water, a hat" in message.text
    assert "Water, a hat" in message.html


@pytest.mark.parametrize(
    ("kind", "event", "rsvp", "reason"),
    [
        ("rsvp-confirmed", {}, {"cancelled_at": factories.NOW}, "the place was given up"),
        ("rsvp-confirmed", {"state": "cancelled"}, {}, "the event is not on"),
        ("rsvp-confirmed", {"starts_at": dt.datetime(2026, 11, 1, tzinfo=dt.UTC)}, {}, "the event is over"),
        ("rsvp-cancelled", {}, {}, "the place was taken again"),
        ("event-changed", {}, {"cancelled_at": factories.NOW}, "the place was given up"),
        ("event-changed", {"starts_at": dt.datetime(2026, 11, 1, tzinfo=dt.UTC)}, {}, "the event is over"),
        ("event-cancelled", {"state": "cancelled"}, {"cancelled_at": factories.NOW}, "the place was given up"),
        ("event-cancelled", {}, {}, "the event is on again"),
        ("event-postponed", {"postponed_at": factories.NOW}, {"cancelled_at": factories.NOW}, "the place was given up"),
        ("event-postponed", {}, {}, "the event has a date again, or was cancelled"),
        (
            "event-postponed",
            {"postponed_at": factories.NOW, "state": "cancelled"},
            {},
            "the event has a date again, or was cancelled",
        ),
    ],
)
def test_a_mail_is_dropped_when_it_is_out_of_date(
    app: Flask, kind: str, event: dict[str, Any], rsvp: dict[str, Any], reason: str
) -> None:
    owed = a_mail(kind, factories.an_rsvp(factories.an_event(**event), **rsvp))
    assert compose(owed, factories.NOW) == Drop(reason)


def test_a_mail_to_somebody_whose_details_were_deleted_is_dropped(app: Flask) -> None:
    rsvp = factories.an_rsvp(factories.an_event())
    mails = [a_mail(kind, rsvp) for kind in ("rsvp-confirmed", "rsvp-cancelled", "event-changed", "event-cancelled")]
    for mail in mails:
        mail.rsvp_id = None
    db.session.commit()
    assert all(isinstance(compose(mail, factories.NOW), Drop) for mail in mails)
