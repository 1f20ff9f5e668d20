"""The connection to the mail server: what is said over it and what is not."""

import datetime as dt
import smtplib
from collections.abc import Iterator

import pytest

from actions.mail import relay as relay_module
from actions.mail.message import Message
from actions.mail.mime import Letter, letter
from actions.mail.relay import Outage, Refused, Relay, Taken
from tests.services.smtp_sink import SmtpSink

NOW = dt.datetime(2026, 12, 4, 17, 0, tzinfo=dt.UTC)


@pytest.fixture
def relay(smtp_sink: SmtpSink) -> Iterator[Relay]:
    """A connection to the mail server."""
    relay = Relay(smtp_sink.url, "localhost")
    yield relay
    relay.close()


def to(address: str) -> Letter:
    """A letter to this address."""
    message = Message(address, "Maria", "en", "Hello", "Hello", "<p>Hello</p>")
    return letter(message, mail_from="a@example.org", message_id="<a1@example.org>", now=NOW)


def test_a_password_never_crosses_a_network_in_the_clear(smtp_sink: SmtpSink, monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[object] = []
    monkeypatch.setattr(relay_module, "_is_this_machine", lambda _url: False)
    monkeypatch.setattr(smtplib.SMTP, "login", lambda *arguments: tried.append(arguments))
    relay = Relay(f"smtp://maria:secret@127.0.0.1:{smtp_sink.port}", "localhost")
    outcome = relay.send(to("maria@example.org"), lambda: True)
    assert outcome == Outage("the server offers no encryption, so the password was not sent")
    assert (tried, smtp_sink.messages) == ([], [])


def test_name_and_password_are_unescaped_and_used_on_this_machine(
    smtp_sink: SmtpSink, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[tuple[str, str]] = []
    monkeypatch.setattr(smtplib.SMTP, "login", lambda _line, user, password: tried.append((user, password)))
    relay = Relay(f"smtp://maria%40example.org:p%2Fw@127.0.0.1:{smtp_sink.port}", "localhost")
    assert isinstance(relay.send(to("maria@example.org"), lambda: True), Taken)
    relay.close()
    assert tried == [("maria@example.org", "p/w")]


def test_an_address_in_other_letters_goes_where_the_server_takes_it(relay: Relay, smtp_sink: SmtpSink) -> None:
    assert isinstance(relay.send(to("josé@example.org"), lambda: True), Taken)
    [delivered] = smtp_sink.messages
    assert delivered.recipients == ("josé@example.org",)


def test_an_address_in_other_letters_is_refused_where_the_server_does_not(
    relay: Relay, smtp_sink: SmtpSink, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(smtplib.SMTP, "has_extn", lambda _line, name: False)
    assert relay.send(to("josé@example.org"), lambda: True) == Refused("the relay takes no address with such letters")
    assert isinstance(relay.send(to("maria@example.org"), lambda: True), Taken)


def test_a_mail_too_large_is_its_own_fault(relay: Relay, smtp_sink: SmtpSink) -> None:
    smtp_sink.answer("MAIL", "552 5.3.4 Message too big", times=1)
    assert relay.send(to("maria@example.org"), lambda: True) == Refused("552 5.3.4 Message too big")
    assert isinstance(relay.send(to("maria@example.org"), lambda: True), Taken)


def test_an_idle_line_is_given_back_and_a_new_one_made(
    relay: Relay, smtp_sink: SmtpSink, monkeypatch: pytest.MonkeyPatch
) -> None:
    relay.send(to("maria@example.org"), lambda: True)
    relay.close_if_idle()
    relay.send(to("maria@example.org"), lambda: True)
    assert smtp_sink.connections == 1
    monkeypatch.setattr(relay_module, "IDLE_SECONDS", -1.0)
    relay.close_if_idle()
    relay.send(to("maria@example.org"), lambda: True)
    assert smtp_sink.connections == 2
