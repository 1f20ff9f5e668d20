"""Mail through the real server: a kind of mail of the tests' own, and one worker's delivery."""

import dataclasses
import datetime as dt
import subprocess
from collections.abc import Callable, Iterator

import pytest
from flask import Flask

from actions.clock import Clock
from actions.database import db
from actions.mail import outbox
from actions.mail.composing import _registered, composes
from actions.mail.delivery import Delivery
from actions.mail.message import Drop, Message
from actions.mail.models import Lane, OutboxMail
from actions.mail.relay import Relay
from config import Settings
from tests.services.settings import SECRETS
from tests.services.smtp_sink import SmtpSink
from tests.services.worker import start_worker

Owe = Callable[..., None]
Start = Callable[..., "subprocess.Popen[bytes]"]


@pytest.fixture
def settings(settings: Settings, smtp_sink: SmtpSink) -> Settings:
    """Ordinary settings, with a mail server."""
    return dataclasses.replace(
        settings, mail_urls=(smtp_sink.url,), mail_connections=1, mail_from="Actions <actions@example.org>"
    )


@pytest.fixture
def relay(settings: Settings) -> Iterator[Relay]:
    """A connection to that server."""
    relay = Relay(settings.mail_urls[0], "localhost")
    yield relay
    relay.close()


@pytest.fixture
def delivery(app: Flask, settings: Settings, relay: Relay) -> Iterator[Delivery]:
    """One worker's delivery over one line; waiting times are at their longest."""
    delivery = Delivery([[relay]], settings, Clock(settings.clock_file).now, dice=lambda: 1.0)
    yield delivery
    delivery.close()


@pytest.fixture
def owe(app: Flask, now: dt.datetime) -> Iterator[Owe]:
    """`owe("a", to="b@example.org")` puts a note called `a` into the outbox; `kind` is one of the three below."""
    kinds = {"note": Lane.CONFIRMATION, "alarm": Lane.SAFETY, "nudge": Lane.REMINDER}
    for kind, lane in kinds.items():
        composes(kind, lane=lane)(_note)

    def owe(key: str, kind: str = "note", *, due_at: dt.datetime | None = None, **details: str) -> None:
        outbox.queue(kind, key, now=now, due_at=due_at, details=details)
        db.session.commit()

    yield owe
    for kind in kinds:
        del _registered[kind]


def _note(mail: OutboxMail, now: dt.datetime) -> Message | Drop:
    details = {name: str(value) for name, value in mail.details.items()}
    if "drop" in details:
        return Drop(details["drop"])
    if "fault" in details:
        raise ZeroDivisionError(details["fault"])
    return Message(
        to_address=details.get("to", "maria@example.org"),
        to_name="Maria",
        language="en",
        subject=mail.key,
        text=f"Text of {mail.key}",
        html=f"<p>{mail.key}</p>",
    )


def mail_of(key: str) -> OutboxMail:
    """The row as the database has it now."""
    db.session.rollback()
    return db.session.scalars(db.select(OutboxMail).where(OutboxMail.key == key)).one()


@pytest.fixture
def start(app: Flask, settings: Settings) -> Iterator[Start]:
    """`start("--once")` starts a worker; all of them are gone after the test."""
    workers: list[subprocess.Popen[bytes]] = []

    def start(*options: str) -> "subprocess.Popen[bytes]":
        db.session.commit()
        workers.append(start_worker(settings, SECRETS, *options))
        return workers[-1]

    yield start
    for worker in workers:
        worker.kill()
        worker.wait()
