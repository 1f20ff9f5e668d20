"""The tests' own ground: databases are emptied, requests stand apart, pages are checked."""

import datetime as dt
import smtplib
from collections.abc import Callable
from contextlib import suppress

import pytest
from flask import Flask
from sqlalchemy import func, select

from actions import clock
from actions.accounts.models import User
from actions.database import db
from actions.events.models import Publication
from tests.checking_client import CheckingClient
from tests.factories import a_user
from tests.html_page import HtmlPage, faults
from tests.services.smtp_sink import SmtpSink

GOOD = '<html lang="en"><head><title>T</title></head><body><h1>H</h1>{}</body></html>'


@pytest.mark.parametrize("_time", [1, 2])
def test_database_is_empty_when_a_test_begins(app: Flask, _time: int) -> None:
    assert db.session.scalar(select(func.count(User.id))) == 0
    assert db.session.scalar(select(Publication.version)) == 1
    a_user()
    publication = db.session.scalars(select(Publication)).one()
    publication.version = 7
    db.session.commit()


def test_database_is_the_one_asked_for(app: Flask, database_name: str) -> None:
    assert db.engine.dialect.name == {"sqlite": "sqlite", "postgres": "postgresql"}[database_name]


@pytest.mark.sqlite_only
def test_test_runs_on_sqlite_alone_when_it_says_so(app: Flask, database_name: str) -> None:
    assert database_name == "sqlite"


def test_clock_stands_where_the_file_says(app: Flask, now: dt.datetime, set_clock: Callable[..., None]) -> None:
    assert clock.now() == now == dt.datetime(2026, 11, 24, 15, 0, tzinfo=dt.UTC)
    set_clock(now + dt.timedelta(days=1))
    assert clock.now() == now + dt.timedelta(days=1)


def test_request_sees_what_the_test_has_not_committed_yet(app: Flask, client: CheckingClient) -> None:
    user = a_user()
    user.name = "Renamed"
    client.get("/healthz")
    db.session.rollback()
    assert db.session.scalars(select(User.name)).all() == ["Renamed"]


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        (GOOD.format(""), []),
        (GOOD.format('<label for="a">A</label><input id="a"><label>B <input name="b"></label>'), []),
        (GOOD.format('<input name="a"><input type="hidden" name="b">'), ["field 'a' has no label"]),
        (GOOD.format("<h1>again</h1>"), ["the page has 2 h1, not one"]),
        (GOOD.format('<p style="color:red">'), ["<p> has an inline style"]),
        (GOOD.format('<p onclick="x()">'), ["<p> has an inline onclick"]),
        (GOOD.format("<script>x()</script>"), ["the page has an inline script"]),
        (GOOD.format('<script type="application/ld+json">{}</script>'), []),
        (GOOD.format("<style>p{}</style>"), ["the page has an inline style sheet"]),
        (GOOD.format('<img src="//a.example/x.png" alt="">'), ["<img> loads //a.example/x.png from another host"]),
        (GOOD.format('<p id="a"><p id="a">'), ["id 'a' stands 2 times"]),
        (GOOD.replace(' lang="en"', "").format(""), ["the page does not say its language"]),
        (GOOD.replace("<title>T</title>", "").format(""), ["the page has no title"]),
        (GOOD.format("<svg><title>drawing</title></svg>"), []),
    ],
)
def test_page_check_names_what_is_wrong(html: str, expected: list[str]) -> None:
    assert faults(html) == expected


def test_form_sends_what_a_browser_would_when_untouched() -> None:
    page = HtmlPage(
        '<form><input name="a" value="1"><input type="checkbox" name="b" value="2"><input type="checkbox" name="b"'
        ' value="3" checked><select name="c"><option value="x">X<option value="y" selected>Y</select>'
        "<textarea name=d>\nwords</textarea><button name=e value=f>Go</button></form>"
    )
    assert page.forms()[0].values() == {"a": ["1"], "b": ["3"], "c": ["y"], "d": ["words"]}


def send(sink: SmtpSink, *recipients: str) -> None:
    with smtplib.SMTP("127.0.0.1", sink.port, timeout=5) as connection:
        connection.sendmail("from@example.org", recipients or ["to@example.org"], "Subject: Hello\r\n\r\nWords")


def test_mail_server_keeps_what_it_takes(smtp_sink: SmtpSink) -> None:
    send(smtp_sink)
    assert [(mail.recipients, mail.subject) for mail in smtp_sink.messages] == [(("to@example.org",), "Hello")]


def test_mail_server_answers_as_told_and_then_as_usual(smtp_sink: SmtpSink) -> None:
    smtp_sink.answer("DATA", "451 4.3.0 Later", times=1)
    with pytest.raises(smtplib.SMTPDataError):
        send(smtp_sink)
    send(smtp_sink)
    assert len(smtp_sink.messages) == 1


def test_mail_server_refuses_one_recipient_when_told(smtp_sink: SmtpSink) -> None:
    smtp_sink.refuse("gone@example.org")
    send(smtp_sink, "gone@example.org", "here@example.org")
    assert [mail.recipients for mail in smtp_sink.messages] == [("here@example.org",)]


@pytest.mark.parametrize(("drop", "kept"), [("drop_before_data", 0), ("drop_after_data", 1)])
def test_mail_server_cuts_the_line_when_told(smtp_sink: SmtpSink, drop: str, kept: int) -> None:
    getattr(smtp_sink, drop)()
    with pytest.raises(smtplib.SMTPServerDisconnected):
        send(smtp_sink)
    assert len(smtp_sink.messages) == kept


def test_mail_server_comes_back_on_the_same_port_when_it_was_down(smtp_sink: SmtpSink) -> None:
    smtp_sink.down()
    with suppress(ConnectionRefusedError):
        send(smtp_sink)
    smtp_sink.up()
    send(smtp_sink)
    assert len(smtp_sink.messages) == 1
