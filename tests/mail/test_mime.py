"""What goes over the wire: one sender, one recipient, and no header that a person could write."""

import datetime as dt
import email
import email.policy
from email.message import EmailMessage
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from actions.mail.message import Attachment, Message
from actions.mail.mime import BadAddress, _by_the_library, letter, message_id

NOW = dt.datetime(2026, 12, 4, 17, 0, tzinfo=dt.UTC)
HEADERS = ["From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "MIME-Version", "Content-Type"]
UNSUBSCRIBE = "https://actions.example.org/es/mail/unsubscribe/MTc.nE5kwxJ1oVY3b4Y0uM8Q1cM0s7zBq4mA9sTt3vJr2xw"


def a_message(**changes: object) -> Message:
    """A plain mail to Maria."""
    usual: dict[str, object] = {
        "to_address": "maria@example.org",
        "to_name": "Maria Lopez",
        "language": "en",
        "subject": "See you tomorrow",
        "text": "Hello",
        "html": "<p>Hello</p>",
    }
    return Message(**{**usual, **changes})  # type: ignore[arg-type]


def on_the_wire(message: Message) -> EmailMessage:
    """The message as its reader's program parses it."""
    written = letter(message, mail_from="Actions <actions@example.org>", message_id="<a1@example.org>", now=NOW)
    parsed = email.message_from_bytes(written.content, policy=email.policy.default)
    assert isinstance(parsed, EmailMessage)
    return parsed


def test_a_mail_has_both_parts_and_names_its_sender_recipient_and_language() -> None:
    mail = on_the_wire(a_message())
    assert sorted(mail.keys()) == sorted([*HEADERS, "Content-Language"])
    assert (mail["From"], mail["To"]) == ("Actions <actions@example.org>", "Maria Lopez <maria@example.org>")
    assert (mail["Subject"], mail["Message-ID"]) == ("See you tomorrow", "<a1@example.org>")
    assert (mail["Date"], mail["Auto-Submitted"]) == ("Fri, 04 Dec 2026 17:00:00 +0000", "auto-generated")
    assert mail["Content-Language"] == "en"
    assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]


def test_lines_end_in_crlf_and_stay_within_what_every_server_takes() -> None:
    written = letter(a_message(text="é" * 5_000), mail_from="a@example.org", message_id="<a1@example.org>", now=NOW)
    assert b"\n" not in written.content.replace(b"\r\n", b"")
    assert max(map(len, written.content.split(b"\r\n"))) < 200
    assert written.content.isascii()


@pytest.mark.parametrize("field", ["subject", "to_name", "language", "unsubscribe_url"])
@pytest.mark.parametrize("end", ["\r\n", "\n", "\r", "\x00\n", "\u2028", "\x0b", "\x85"])
def test_no_text_ends_its_header(field: str, end: str) -> None:
    mail = on_the_wire(a_message(**{field: f"x{end}Bcc: victim@example.net{end}{end}<script>"}))
    assert {"Bcc", "bcc"} & set(mail.keys()) == set()
    assert len(mail["To"].addresses) == 1
    assert mail["To"].addresses[0].addr_spec == "maria@example.org"


@given(st.text(max_size=300), st.text(max_size=300))
def test_whatever_people_call_themselves_and_their_events_the_headers_are_the_same(name: str, title: str) -> None:
    name, title = name.encode("utf-8", "replace").decode(), title.encode("utf-8", "replace").decode()
    mail = on_the_wire(a_message(to_name=name, subject=title))
    assert sorted(mail.keys()) == sorted([*HEADERS, "Content-Language"])
    assert [address.addr_spec for address in mail["To"].addresses] == ["maria@example.org"]


@pytest.mark.parametrize(
    "address",
    [
        "",
        "maria",
        "@example.org",
        "maria@",
        "maria@example..org",
        "maria lopez@example.org",
        "maria@example.org\r\nRCPT TO:<victim@example.net>",
        "maria@example.org\x00",
        "<maria@example.org>",
        "maria@example.org,victim@example.net",
        "maria@example.org>, <victim@example.net",
    ],
)
def test_what_is_no_single_address_is_refused(address: str) -> None:
    with pytest.raises(BadAddress):
        on_the_wire(a_message(to_address=address))


def test_a_domain_in_other_letters_is_written_as_dns_has_it() -> None:
    written = letter(
        a_message(to_address="maria@bücher.example"), mail_from="a@example.org", message_id="<a1@example.org>", now=NOW
    )
    assert (written.recipient, written.needs_utf8) == ("maria@xn--bcher-kva.example", False)


def test_reminders_offer_one_click_and_the_address_stays_whole() -> None:
    written = letter(
        a_message(unsubscribe_url=UNSUBSCRIBE), mail_from="a@example.org", message_id="<a1@example.org>", now=NOW
    )
    assert f"List-Unsubscribe: <{UNSUBSCRIBE}>\r\n".encode() in written.content
    assert b"List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n" in written.content


def test_an_answer_goes_where_the_mail_says_and_the_sender_has_a_name_beside_the_sites_address() -> None:
    alias = f"reply+{'0' * 32}@a-rather-long-name-of-a-site.actions.example.org"
    for attachments in ((), (Attachment("event.ics", "text/calendar", b"BEGIN:VCALENDAR"),)):
        message = a_message(reply_to=alias, from_name="María, via Actions", attachments=attachments)
        mail = on_the_wire(message)
        assert str(mail["Reply-To"]) == alias
        assert [(one.display_name, one.addr_spec) for one in mail["From"].addresses] == [
            ("María, via Actions", "actions@example.org")
        ]


@pytest.mark.parametrize("name", ['x" <victim@example.net>, "y', "victim@example.net", "x\r\nBcc: v@example.net", "\\"])
def test_no_name_makes_another_sender(name: str) -> None:
    mail = on_the_wire(a_message(from_name=name))
    assert [address.addr_spec for address in mail["From"].addresses] == ["actions@example.org"]
    assert "Bcc" not in mail


@pytest.mark.parametrize(
    "reply_to",
    ["", "pat", "pat@", "pat@example.org, victim@example.net", "p\r\nBcc: v@example.net", "josé@example.org"],
)
def test_a_mail_is_not_held_up_for_an_address_that_nobody_can_answer(reply_to: str) -> None:
    mail = on_the_wire(a_message(reply_to=reply_to))
    assert (mail["Reply-To"], mail["Bcc"], mail["Subject"]) == (None, None, "See you tomorrow")


def test_a_calendar_goes_along_with_its_method() -> None:
    calendar = Attachment("event.ics", "text/calendar", b"BEGIN:VCALENDAR", (("method", "PUBLISH"),))
    [attached] = on_the_wire(a_message(attachments=(calendar,))).iter_attachments()
    assert (attached.get_content_type(), attached.get_filename()) == ("text/calendar", "event.ics")
    assert attached["Content-Type"].params["method"] == "PUBLISH"
    assert attached.get_payload(decode=True) == b"BEGIN:VCALENDAR"


def test_a_message_id_is_the_same_each_time_and_tells_nothing() -> None:
    first = message_id("secret", "Actions <a@example.org>", 17, "rsvp-confirmed:17")
    assert first == message_id("secret", "Actions <a@example.org>", 17, "rsvp-confirmed:17")
    assert first != message_id("secret", "Actions <a@example.org>", 18, "rsvp-confirmed:18")
    assert first != message_id("another", "Actions <a@example.org>", 17, "rsvp-confirmed:17")
    assert len(first) == len("<@example.org>") + 32
    assert first.endswith("@example.org>")


@settings(max_examples=60)
@given(name=st.text(max_size=40), subject=st.text(max_size=120), text=st.text(max_size=200))
def test_what_is_written_quickly_reads_as_what_the_library_writes(name: str, subject: str, text: str) -> None:
    message = a_message(to_name=name, subject=subject, text=text, html=f"<p>{text}</p>", unsubscribe_url=UNSUBSCRIBE)
    with pytest.MonkeyPatch.context() as patch:
        quick = on_the_wire(message)
        patch.setattr("actions.mail.mime.quick_mime.content", _the_librarys)
        slow = on_the_wire(message)
    told = [
        [(key, str(value)) for key, value in mail.items() if key != "Content-Type"]
        + [(part.get_content_type(), part.get_content()) for part in mail.iter_parts()]
        for mail in (quick, slow)
    ]
    assert sorted(told[0]) == sorted(told[1])


def _the_librarys(headers: Any, text: str, html: str, *, boundary: str, policy: Any) -> bytes:
    return _by_the_library(headers, text, html, (), policy)
