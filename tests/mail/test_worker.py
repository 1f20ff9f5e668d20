"""What the worker does besides mail, and that none of it holds mail up."""

import datetime as dt
import threading
from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from sqlalchemy import func

from actions import worker as worker_module
from actions.database import db
from actions.rsvps.models import Rsvp
from actions.worker import Worker, _Every
from config import Settings
from tests import factories
from tests.mail.conftest import Owe
from tests.services.smtp_sink import SmtpSink
from tests.services.worker import wait_until


@pytest.fixture
def worker(app: Flask, settings: Settings) -> Worker:
    """A worker that has not begun."""
    return Worker(app, settings)


@pytest.fixture
def running(app: Flask, worker: Worker) -> Iterator[Callable[[], None]]:
    """Call it to let the worker run in a thread until the test ends."""

    def run() -> None:
        with app.app_context():
            worker.run_until_stopped()

    thread = threading.Thread(target=run)
    yield thread.start
    worker.stopping.set()
    thread.join(timeout=20)
    assert not thread.is_alive()


@pytest.mark.parametrize(
    ("room", "task"),
    [(worker_module, "refine_waiting"), (worker_module.reminders, "queue_due")],
    ids=["refining-places", "queueing-reminders"],
)
def test_a_task_that_takes_its_time_delays_no_mail(
    running: Callable[[], None], owe: Owe, smtp_sink: SmtpSink, monkeypatch: pytest.MonkeyPatch, room: object, task: str
) -> None:
    hanging, release = threading.Event(), threading.Event()

    def hang(*_: object) -> int:
        hanging.set()
        release.wait(20)
        return 0

    monkeypatch.setattr(worker_module, "SECONDS_BETWEEN_REFININGS", 0.01)
    monkeypatch.setattr(room, task, hang)
    running()
    assert hanging.wait(10)
    owe("hello")
    wait_until(lambda: len(smtp_sink.messages) == 1, seconds=5)
    assert not release.is_set()
    release.set()


@pytest.mark.parametrize("task", ["refine_waiting", "purge_rsvps", "forget_expired"])
def test_a_task_that_fails_is_tried_again_and_stops_nothing(
    running: Callable[[], None],
    owe: Owe,
    smtp_sink: SmtpSink,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    task: str,
) -> None:
    calls = []

    def fail(*_: object, **__: object) -> int:
        calls.append(task)
        raise ZeroDivisionError("maria@example.org")

    monkeypatch.setattr(worker_module, "SECONDS_BETWEEN_REFININGS", 0.01)
    monkeypatch.setattr(worker_module._Every, "is_time", lambda *_: True)
    monkeypatch.setattr(worker_module, task, fail)
    running()
    wait_until(lambda: len(calls) >= 2, seconds=10)
    owe("hello")
    wait_until(lambda: len(smtp_sink.messages) == 1, seconds=10)
    assert "ZeroDivisionError" in caplog.text
    assert "maria" not in caplog.text


def test_reminders_that_cannot_be_queued_stop_no_mail(
    worker: Worker, owe: Owe, smtp_sink: SmtpSink, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_now: dt.datetime) -> int:
        raise ZeroDivisionError

    monkeypatch.setattr(worker_module.reminders, "queue_due", fail)
    owe("hello")
    assert worker.run_once() is True
    assert len(smtp_sink.messages) == 1


def test_the_worker_forgets_what_has_done_its_work(worker: Worker, now: dt.datetime) -> None:
    long_ago = now - dt.timedelta(days=40)
    factories.an_rsvp(factories.an_event(starts_at=long_ago))
    factories.an_rsvp(factories.an_event())
    worker.run_once()
    assert db.session.scalar(db.select(func.count()).select_from(Rsvp)) == 1


def test_a_task_has_its_turn_at_first_after_its_time_and_when_the_clock_was_moved(now: dt.datetime) -> None:
    every = _Every(3600)
    moments = [now, now, now + dt.timedelta(minutes=59), now + dt.timedelta(hours=1), now - dt.timedelta(days=1)]
    assert [every.is_time(moment) for moment in moments] == [True, False, False, True, True]
