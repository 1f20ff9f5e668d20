"""Replies through the real mail server: Maria, who is coming, and Pat, who hosts and does not show an address."""

import dataclasses
import email
import email.policy
from collections.abc import Callable
from email.message import EmailMessage

import pytest
from flask import Flask

from actions.database import db
from actions.returns import service
from actions.returns.service import Outcome
from actions.rsvps.models import Rsvp
from actions.worker import Worker
from config import Settings
from tests import factories
from tests.services.smtp_sink import Delivered, SmtpSink

NOW = factories.NOW
MARIA, PAT = "maria.lopez@home.example", "pat.host@work.example"
SECRET = "a-secret-of-at-least-32-characters"
Deliver = Callable[[], list[Delivered]]


@pytest.fixture
def settings(settings: Settings, smtp_sink: SmtpSink) -> Settings:
    """Ordinary settings, with a mail server and an address for replies."""
    return dataclasses.replace(
        settings,
        mail_urls=(smtp_sink.url,),
        mail_connections=1,
        mail_from="Actions <actions@site.example>",
        mail_replies_to="reply@site.example",
        mail_bounces_secret=SECRET,
    )


@pytest.fixture
def rsvp(app: Flask) -> Rsvp:
    """Maria is coming to what Pat hosts."""
    event = factories.an_event(host=factories.a_user(PAT), contact_name="Pat")
    return factories.an_rsvp(event, MARIA)


@pytest.fixture
def deliver(app: Flask, settings: Settings, smtp_sink: SmtpSink) -> Deliver:
    """Let a worker deliver what is owed; what arrived since the last time."""

    def deliver() -> list[Delivered]:
        smtp_sink.messages.clear()
        db.session.commit()
        assert Worker(app, settings).run_once()
        db.session.rollback()
        return list(smtp_sink.messages)

    return deliver


def take_in(app: Flask, content: bytes) -> Outcome:
    """Hand a message in, as a pipe does."""
    return service.take_in(content, app.config["SETTINGS"], now=NOW)


def a_reply(to: str, sender: str = MARIA, text: str = "Is there a ramp?", **headers: str) -> bytes:
    """A message as a mail program writes it."""
    message = EmailMessage(policy=email.policy.SMTP)
    usual = {"From": f"Somebody <{sender}>", "To": to, "Subject": "Re: You are going", "Message-ID": "<1@home.example>"}
    for name, value in {**usual, **{name.replace("_", "-"): value for name, value in headers.items()}}.items():
        message[name] = value
    message.set_content(text)
    return message.as_bytes()


def bytes_of(delivered: Delivered) -> bytes:
    """The whole mail, its parts decoded too: an address must not hide behind an encoding either."""
    parts = [part.get_payload(decode=True) or b"" for part in delivered.message.walk() if not part.is_multipart()]
    return b"\n".join([delivered.message.as_bytes(), *parts]).lower()
