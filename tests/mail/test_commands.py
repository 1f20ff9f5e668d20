"""`flask mail status` and `flask mail work --once` as a person at the terminal reads them."""

import dataclasses
import datetime as dt
from collections.abc import Callable
from email import message_from_bytes
from email.policy import default

import pytest
from flask import Flask

from actions.mail.carriers import folder_for
from actions.mail.delivery import Delivery
from config import Settings
from tests import factories
from tests.mail.conftest import Owe, mail_of
from tests.services.smtp_sink import SmtpSink


def test_status_of_an_empty_outbox_says_so(app: Flask) -> None:
    result = app.test_cli_runner().invoke(args=["mail", "status"])
    assert (result.exit_code, result.output.splitlines()[1:]) == (0, ["Nothing is waiting."])


def test_status_counts_by_kind_and_state_and_names_the_oldest(
    app: Flask,
    owe: Owe,
    delivery: Delivery,
    smtp_sink: SmtpSink,
    set_clock: Callable[[dt.datetime], None],
    now: dt.datetime,
) -> None:
    owe("gone")
    owe("dropped", drop="over")
    delivery.deliver_due()
    smtp_sink.answer("RCPT", "450 4.2.0 <maria@example.org> busy")
    owe("stuck")
    owe("later", "nudge", due_at=now + dt.timedelta(days=1))
    delivery.deliver_due()
    set_clock(now + dt.timedelta(hours=2, minutes=5))
    result = app.test_cli_runner().invoke(args=["mail", "status"])
    assert result.output.splitlines() == [
        "kind                      queued      held      sent    failed   dropped",
        "note                           1         0         1         0         1",
        "nudge                          1         0         0         0         0",
        "",
        "lane                   scheduled       due  deferred      held      sent    failed   dropped",
        "confirmation                   0         0         1         0         1         0         1",
        "reminder                       1         0         0         0         0         0         0",
        "",
        "Sent in the last 5 min: 0. Due: 1.",
        "Oldest waiting: note, due for 2 h 5 min, attempts: 1.",
        "Last answer: 450 4.2.0 (address) busy",
    ]


def test_status_says_when_what_is_due_will_be_done(
    app: Flask, owe: Owe, delivery: Delivery, set_clock: Callable[[dt.datetime], None], now: dt.datetime
) -> None:
    for number in range(3):
        owe(f"gone {number}")
    delivery.deliver_due()
    for number in range(6):
        owe(f"waits {number}", "alarm")
    set_clock(now + dt.timedelta(minutes=4))
    lines = app.test_cli_runner().invoke(args=["mail", "status"]).output.splitlines()
    assert lines[4:8] == [
        "lane                   scheduled       due  deferred      held      sent    failed   dropped",
        "safety                         0         6         0         0         0         0         0",
        "confirmation                   0         0         0         0         3         0         0",
        "",
    ]
    assert lines[8] == "Sent in the last 5 min: 3. Due: 6, done in about 10 min."


def test_work_once_delivers_what_is_due_and_ends(app: Flask, owe: Owe, smtp_sink: SmtpSink) -> None:
    for number in range(12):
        owe(f"mail {number:02}")
    result = app.test_cli_runner().invoke(args=["mail", "work", "--once"])
    assert (result.exit_code, len(smtp_sink.messages)) == (0, 12)
    assert mail_of("mail 11").state == "sent"


class TestWithoutAServer:
    """In development mails are kept on disk."""

    @pytest.fixture
    def settings(self, settings: Settings) -> Settings:
        """No mail server."""
        return dataclasses.replace(settings, mail_urls=())

    def test_work_once_queues_reminders_and_keeps_them_as_files(
        self, app: Flask, settings: Settings, set_clock: Callable[[dt.datetime], None]
    ) -> None:
        factories.an_rsvp(factories.an_event(title="Vigil at City Hall"))
        set_clock(dt.datetime(2026, 12, 5, 14, 0, tzinfo=dt.UTC))
        result = app.test_cli_runner().invoke(args=["mail", "work", "--once"])
        assert result.exit_code == 0
        subjects = [
            message_from_bytes(file.read_bytes(), policy=default)["Subject"]
            for file in folder_for(settings).glob("*.eml")
        ]
        assert "Today: Vigil at City Hall, 11:00 AM" in subjects
