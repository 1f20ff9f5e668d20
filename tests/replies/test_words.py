"""What of a mail is passed on: the words that somebody wrote, and nothing that their mail program added."""

import email
import email.policy
import time
from email.message import EmailMessage

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from actions.database import db
from actions.mail.aliases import Party, alias_of
from actions.mail.composing import compose
from actions.mail.message import Message
from actions.mail.mime import letter
from actions.mail.models import OutboxMail
from actions.replies.letters import MOST_READ, read
from actions.replies.models import Reply
from actions.replies.words import from_html, own_words
from actions.returns.service import Outcome
from actions.rsvps.models import Rsvp
from tests.replies.conftest import MARIA, NOW, a_reply, take_in

SITE = "https://actions.example.org"
HOSTILE = "<script>alert(1)</script> <img src=x onerror=alert(1)> {{ 7*7 }} {% raw %} \"' & \r\nBcc: victim@example.net"
ASKED = "Is there a ramp?"
PROGRAMS = {
    "gmail": f"{ASKED}\n\nOn Fri, Dec 4, 2026 at 11:00 AM Actions <a@site.example> wrote:\n\n> secret\n> more",
    "gmail, two lines": f"{ASKED}\n\nOn Fri, Dec 4, 2026 at 11:00 AM Actions <\na@site.example> wrote:\n> secret",
    "gmail, Spanish": f"{ASKED}\n\nEl vie, 4 dic 2026 a las 11:00, Actions (<a@x.example>) escribió:\n\n> secret",
    "no quote marks": f"{ASKED}\n\nOn Dec 4, 2026, at 11:00, Actions <a@site.example> wrote:\n\nsecret\nmore",
    "outlook": f"{ASKED}\n\n{'_' * 32}\nFrom: Actions <a@x.example>\nSent: Friday\nTo: m@x.example\n\nsecret",
    "outlook, plain": f"{ASKED}\n\nFrom: Actions <a@x.example>\nSent: Friday\nTo: m@x.example\n\nsecret",
    "outlook, Spanish": f"{ASKED}\n\nDe: Actions <a@x.example>\nEnviado el: viernes\nPara: m@x.example\n\nsecret",
    "old outlook": f"{ASKED}\n\n-----Original Message-----\nFrom: Actions\n\nsecret",
    "between": f"On Dec 4, Actions wrote:\n> secret\n> secret\n\n{ASKED}\n\n> secret",
}


@pytest.mark.parametrize("text", PROGRAMS.values(), ids=PROGRAMS.keys())
def test_what_is_quoted_is_left_out(text: str) -> None:
    assert own_words(text, SITE) == ASKED


@pytest.mark.parametrize(
    "text", ["On Friday I come.\nWe wrote: signs.", "From: the north door?\nI come by bike.", "A > B\n-- \nMaria"]
)
def test_what_only_looks_a_little_like_a_quote_stays(text: str) -> None:
    assert own_words(text, SITE) == text.replace("-- \n", "--\n")


def test_private_links_are_left_out_and_those_of_events_stay() -> None:
    text = f"See {SITE}/es/events/rally-1 and {SITE}/rsvps/MTc.x and {SITE}/es/mail/unsubscribe/y!"
    assert own_words(text, SITE) == f"See {SITE}/es/events/rally-1 and […] and […]"


def test_html_becomes_its_words() -> None:
    source = (
        "<html><head><title>t</title><style>p{}</style></head><body><p>Is there&nbsp;a\n ramp?</p>"
        "<div>1 &lt; 2<br>Maria</div><script>x()</script><a href='javascript:x'>here</a>"
        "<blockquote>secret</blockquote><!-- c --></body></html>"
    )
    lines = [line.strip() for line in from_html(source).split("\n") if line.strip()]
    assert lines == ["Is there\xa0a ramp?", "1 < 2", "Maria", "here"]


def test_a_mail_in_html_alone_is_passed_on_and_its_attachments_are_counted() -> None:
    mail = EmailMessage(policy=email.policy.SMTP)
    mail["From"], mail["To"], mail["Subject"] = f"x <{MARIA}>", "reply@site.example", "=?utf-8?q?Ramp=C3=A1?="
    mail.set_content("<p>Hi</p>", subtype="html")
    for name in ("a.png", "b.png"):
        mail.add_attachment(b"GIF", maintype="image", subtype="png", filename=name)
    mail.add_attachment("attached text", filename="c.txt")
    found = read(mail.as_bytes())
    assert found is not None
    assert (found.text.strip(), found.attachment_count, found.subject, found.sender) == ("Hi", 3, "Rampá", MARIA)


def composed_of(rsvp: Rsvp, content: bytes, app: Flask) -> Message:
    """The mail that passes it on."""
    assert take_in(app, content) is Outcome.PASSED_ON
    message = compose(db.session.scalars(db.select(OutboxMail)).one(), NOW)
    assert isinstance(message, Message)
    return message


@pytest.mark.parametrize("language", ["en", "es"])
def test_hostile_words_are_words(app: Flask, rsvp: Rsvp, language: str) -> None:
    rsvp.given_name, rsvp.event.host.language = "Ma\r\nBcc: x@example.net <b>", language
    db.session.commit()
    alias = alias_of(rsvp.id, Party.HOST) or ""
    message = composed_of(rsvp, a_reply(alias, text=HOSTILE.replace("\r\n", "\n"), Subject="<b>x</b> {{ 7*7 }}"), app)
    assert "<script>" not in message.html
    assert "<img" not in message.html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in message.html
    assert "{{ 7*7 }}" in message.text
    assert "<b>" not in message.html
    wire = letter(message, mail_from="Actions <a@site.example>", message_id="<a1@site.example>", now=NOW).content
    parsed = email.message_from_bytes(wire, policy=email.policy.default)
    assert parsed["Bcc"] is None
    assert [address.addr_spec for address in parsed["From"].addresses] == ["a@site.example"]
    words = {"en": "wrote to you", "es": "te escribió"}
    assert words[language] in message.text
    assert words[language] in message.html


@pytest.mark.parametrize("letter_of", ["x", "é", "<", "=", "語", "a\n", "🙂"])
def test_a_long_message_is_cut_and_says_so_and_stays_under_thirty_kilobytes(
    app: Flask, rsvp: Rsvp, letter_of: str
) -> None:
    alias = alias_of(rsvp.id, Party.HOST) or ""
    message = composed_of(rsvp, a_reply(alias, text=letter_of * 30_000), app)
    assert "The message was longer. The rest of it was left out." in message.text
    wire = letter(message, mail_from="Actions <a@site.example>", message_id="<a1@site.example>", now=NOW).content
    assert len(wire) < 30 * 1024
    assert db.session.scalars(db.select(Reply.is_cut)).all() == [True]


def test_attachments_are_named_by_their_number(app: Flask, rsvp: Rsvp) -> None:
    mail = email.message_from_bytes(a_reply(alias_of(rsvp.id, Party.HOST) or ""), policy=email.policy.SMTP)
    assert isinstance(mail, EmailMessage)
    mail.add_attachment(b"GIF", maintype="image", subtype="gif", filename="home.gif")
    message = composed_of(rsvp, mail.as_bytes(), app)
    assert ("1 attachment was left out." in message.text, "home.gif" in message.html) == (True, False)


@given(st.binary(max_size=600))
def test_no_bytes_break_the_reader(content: bytes) -> None:
    read(content)
    read(b"Content-Type: multipart/mixed; boundary=x\nSubject: =?x?q?" + content)


def test_a_mail_made_to_be_slow_is_read_in_no_time() -> None:
    # Of the processor, not of the clock on the wall: other tests run beside this one.
    began = time.process_time()
    for line in ("On \n", "From: x\n", "<div><p>", "<blockquote>", f"{SITE}/"):
        text = (line * MOST_READ)[:MOST_READ]
        own_words(from_html(text), SITE)
        own_words(text, SITE)
    assert time.process_time() - began < 6
