"""The frame of every mail. The reminder stands for all: it has every part."""

import datetime as dt

import pytest
from flask import Flask

from actions.mail.composing import compose
from actions.mail.message import Message
from actions.mail.models import OutboxMail
from actions.mail.rendering import LONGEST_SUBJECT
from tests import factories


@pytest.fixture
def reminder(app: Flask) -> Message:
    """A reminder of an event with a hostile title."""
    event = factories.an_event(
        title="Rally <b>& more</b> {{ 7*7 }}", instructions="Bring *water*.\n\n<script>x()</script>"
    )
    rsvp = factories.an_rsvp(event)
    mail = OutboxMail(kind="reminder-on-day", rsvp_id=rsvp.id, details={"day": "2026-12-05"})
    composed = compose(mail, dt.datetime(2026, 12, 5, 14, 0, tzinfo=dt.UTC))
    assert isinstance(composed, Message)
    return composed


def test_a_mail_says_why_it_came_and_from_where(reminder: Message) -> None:
    for part in (reminder.text, reminder.html):
        assert "You get this mail because this address was used to sign up for" in part
        assert "1 Main Street, Springfield, IL 62701" in part


def test_text_stays_text_and_html_is_escaped(reminder: Message) -> None:
    assert "Rally <b>& more</b> {{ 7*7 }}" in reminder.text
    assert "Rally &lt;b&gt;&amp; more&lt;/b&gt; {{ 7*7 }}" in reminder.html
    assert "<script" not in reminder.html
    assert "<em>water</em>" in reminder.html


def test_style_stands_on_the_elements_and_the_dark_scheme_in_the_head(reminder: Message) -> None:
    head, _, body = reminder.html.partition("</head>")
    assert "@media (prefers-color-scheme: dark)" in head
    assert '<body style="' in body
    assert 'class="button"' in body
    assert "<style" not in body


def test_a_mail_asks_no_other_machine_for_anything(reminder: Message) -> None:
    for loader in ("<link", "<img", "src=", "@import", "url("):
        assert loader not in reminder.html


def test_a_mail_is_small(reminder: Message) -> None:
    assert len(reminder.html) < 12_000


def test_links_are_those_of_the_site_and_of_the_language(app: Flask) -> None:
    event = factories.an_event()
    rsvp = factories.an_rsvp(event, language="es")
    mail = OutboxMail(kind="reminder-on-day", rsvp_id=rsvp.id, details={"day": "2026-12-05"})
    composed = compose(mail, dt.datetime(2026, 12, 5, 14, 0, tzinfo=dt.UTC))
    assert isinstance(composed, Message)
    assert composed.language == "es"
    assert composed.unsubscribe_url is not None
    assert composed.unsubscribe_url.startswith("http://localhost/es/mail/unsubscribe/")
    assert "http://localhost/es/rsvps/" in composed.text
    assert "sábado, 5 de diciembre de 2026" in composed.text


def test_a_language_that_the_site_lacks_falls_back_to_english(app: Flask) -> None:
    rsvp = factories.an_rsvp(factories.an_event(), language="tlh")
    mail = OutboxMail(kind="reminder-on-day", rsvp_id=rsvp.id, details={"day": "2026-12-05"})
    composed = compose(mail, dt.datetime(2026, 12, 5, 14, 0, tzinfo=dt.UTC))
    assert isinstance(composed, Message)
    assert composed.subject == "Today: Rally at Daley Plaza, 11:00 AM"


def test_a_subject_is_one_line_of_bounded_length(app: Flask) -> None:
    rsvp = factories.an_rsvp(factories.an_event(title="A\r\nBcc: x " + "B" * 185))
    mail = OutboxMail(kind="reminder-on-day", rsvp_id=rsvp.id, details={"day": "2026-12-05"})
    composed = compose(mail, dt.datetime(2026, 12, 5, 14, 0, tzinfo=dt.UTC))
    assert isinstance(composed, Message)
    assert composed.subject == f"Today: A Bcc: x {'B' * 185}, 11:00 AM"[:LONGEST_SUBJECT]
