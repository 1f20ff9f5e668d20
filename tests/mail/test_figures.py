"""Where there is a lot of mail a worker counts it, and whoever looks reads what it kept."""

import dataclasses
import datetime as dt
from collections.abc import Callable

import pytest
from flask import Flask

from actions.accounts.models import User
from actions.database import db
from actions.mail import counting, queries
from actions.mail.delivery import Delivery
from actions.mail.figures import Hour, Progress, Send
from actions.mail.models import KeptFigures, Lane
from actions.worker import Worker
from config import Settings
from tests import factories
from tests.checking_client import CheckingClient
from tests.mail.conftest import Owe
from tests.services.smtp_sink import SmtpSink
from tests.services.statements import statements

SECOND = dt.timedelta(seconds=1)


@pytest.fixture
def many(monkeypatch: pytest.MonkeyPatch) -> int:
    """How many mails are a lot."""
    monkeypatch.setattr(counting, "KEPT_FROM", 3)
    return 3


def kept_at() -> list[dt.datetime]:
    found = list(db.session.scalars(db.select(KeptFigures.counted_at)))
    db.session.rollback()
    return found


def due_count(now: dt.datetime) -> int:
    return queries.figures(now).progress.due


def test_what_is_kept_reads_as_it_was_counted(
    app: Flask,
    owe: Owe,
    many: int,
    delivery: Delivery,
    smtp_sink: SmtpSink,
    now: dt.datetime,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("actions.mail.figures.BIG_SEND", 2)
    owe("gone")
    owe("out of date", drop="over")
    delivery.deliver_due()
    smtp_sink.answer("RCPT", "450 4.2.0 <maria@example.org> busy")
    owe("stuck")
    delivery.deliver_due()
    owe("waits", "alarm", due_at=now - 9 * SECOND)
    owe("later", "nudge", due_at=now + dt.timedelta(days=1))
    counting.keep_figures(now)
    kept = queries.figures(now + SECOND)
    assert kept == queries.counted(now)
    assert kept.counted_at == now
    assert {lane: {name: count for name, count in row.items() if count} for lane, row in kept.lanes.items()} == {
        Lane.SAFETY: {"due": 1},
        Lane.CONFIRMATION: {"deferred": 1, "sent": 1, "dropped": 1},
        Lane.REMINDER: {"scheduled": 1},
    }
    assert kept.kinds["note"] == {"queued": 1, "sent": 1, "dropped": 1}
    assert (kept.progress, kept.send) == (Progress(2, 1, dt.timedelta(minutes=10)), Send(1, 3))
    assert (kept.oldest.kind, kept.oldest.since) == ("alarm", now - 9 * SECOND) if kept.oldest else None
    assert kept.hours == [Hour(0, 1, 0)]


def test_kept_figures_are_read_until_no_worker_renews_them(app: Flask, owe: Owe, many: int, now: dt.datetime) -> None:
    for number in range(many):
        owe(f"mail {number}")
    counting.keep_figures(now)
    owe("one more")
    moments = (now - SECOND, now, now + queries.GOOD_FOR - SECOND, now + queries.GOOD_FOR)
    assert [due_count(moment) for moment in moments] == [4 - 4, 3, 3, 4]


def test_where_there_is_little_mail_nothing_is_kept(app: Flask, owe: Owe, many: int, now: dt.datetime) -> None:
    for number in range(many - 1):
        owe(f"mail {number}")
    counting.keep_figures(now)
    assert kept_at() == []
    db.session.add(KeptFigures(id=1, counted_at=now - dt.timedelta(hours=1), took_ms=1, figures={}))
    db.session.commit()
    counting.keep_figures(now)
    assert (kept_at(), due_count(now)) == ([], 2)


def test_a_worker_counts_again_but_not_what_another_just_counted(
    app: Flask, owe: Owe, many: int, now: dt.datetime
) -> None:
    for number in range(many):
        owe(f"mail {number}")
    counting.keep_figures(now)
    for later, kept in ((5, 0), (15, 15), (20, 15), (31, 31)):
        counting.keep_figures(now + later * SECOND)
        assert kept_at() == [now + kept * SECOND]


def test_counting_that_takes_long_is_done_less_often(app: Flask, owe: Owe, many: int, now: dt.datetime) -> None:
    for number in range(many):
        owe(f"mail {number}")
    for took_ms, seconds in ((1_000, 30), (60_000, 60)):
        db.session.execute(db.delete(KeptFigures))
        counting.keep_figures(now)
        db.session.execute(db.update(KeptFigures).values(took_ms=took_ms))
        db.session.commit()
        counting.keep_figures(now + (seconds - 1) * SECOND)
        assert kept_at() == [now]
        counting.keep_figures(now + seconds * SECOND)
        assert kept_at() == [now + seconds * SECOND]


def test_at_a_clock_that_stands_still_it_is_counted_all_the_same(
    app: Flask, owe: Owe, many: int, now: dt.datetime
) -> None:
    for number in range(many + 1):
        owe(f"mail {number}")
        counting.keep_figures(now)
    assert due_count(now) == many + 1


@pytest.mark.parametrize("number", [1, 30])
def test_keeping_asks_as_often_for_much_mail_as_for_little(app: Flask, owe: Owe, many: int, number: int) -> None:
    now = factories.NOW
    for each in range(many * number):
        owe(f"mail {each}")
    with statements() as sent:
        counting.keep_figures(now)
    assert [statement.split()[0] for statement in sent] == ["SELECT", "SELECT", "SELECT", "INSERT"]
    with statements() as sent:
        queries.figures(now + SECOND)
    assert len(sent) == 1


def test_a_worker_counts_and_the_desk_the_terminal_and_prometheus_say_how_long_ago(
    app: Flask,
    settings: Settings,
    many: int,
    as_user: Callable[[User], CheckingClient],
    set_clock: Callable[[dt.datetime], None],
) -> None:
    now, client = factories.NOW, as_user(factories.an_organizer())
    assert "it is counted now and then" not in client.get("/organize/mail").text
    for _ in range(many):
        factories.a_failed_mail(factories.an_event())
    Worker(app, dataclasses.replace(settings, mail_urls=())).run_once()
    assert kept_at() == [now]
    set_clock(now + 20 * SECOND)
    assert "are 20 seconds old" in client.get("/organize/mail").text
    assert "Counted 20 s ago by a worker." in app.test_cli_runner().invoke(args=["mail", "status"]).output
    assert "actions_mail_figures_age_seconds 20.0" in client.get("/metrics").text
