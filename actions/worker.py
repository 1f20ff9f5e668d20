"""The worker: delivers mail; in a thread of its own it queues reminders that are due, in another it refines places and
forgets.

Any number of them may run. Neither a slow geocoder nor a million reminders that are being queued delay urgent mail.
"""

import datetime as dt
import logging
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from flask import Flask
from sqlalchemy.exc import InterfaceError, OperationalError

from actions import clock
from actions.database import db
from actions.events.geocoding import refine_waiting
from actions.geo import geocoder
from actions.geo.service import forget_expired
from actions.mail import counting
from actions.mail.carriers import lines_for
from actions.mail.delivery import Delivery
from actions.moderation.reporting import purge_reports
from actions.privacy.service import purge_rsvps
from actions.reminders import service as reminders
from actions.replies import service as replies
from actions.returns import inbox
from actions.returns import service as returns
from config import Settings

SECONDS_OF_A_TURN = 0.0005
IDLE_SECONDS = 0.3
SECONDS_BETWEEN_LOOKS = 5.0
SECONDS_BETWEEN_REFININGS = 5.0
SECONDS_BETWEEN_FORGETTINGS = 3600.0
SECONDS_WITHOUT_DATABASE = 2.0
PLACES_AT_ONCE = 20

log = logging.getLogger(__name__)


class Worker:
    """One worker process. `stopping` may be set from a signal or a test."""

    def __init__(self, app: Flask, settings: Settings) -> None:
        # Lines wait for their turn between two words to a mail server; the usual 5 ms would make each of them slow.
        sys.setswitchinterval(SECONDS_OF_A_TURN)
        self._app = app
        self._settings = settings
        self._geocoders = geocoder.from_settings(settings)
        self.stopping = threading.Event()
        self._delivery = Delivery(lines_for(settings), settings, clock.Clock(settings.clock_file).now)
        self._reminders_turn = _Every(SECONDS_BETWEEN_LOOKS)
        self._counting_turn = _Every(counting.SECONDS_BETWEEN_COUNTS)
        self._forgetting_turn = _Every(SECONDS_BETWEEN_FORGETTINGS)

    def run_until_stopped(self) -> None:
        """Work until asked to stop; a lost database is waited for."""
        for name, task in (("reminders", self._keep_reminding), ("aside", self._work_aside)):
            threading.Thread(target=task, name=name, daemon=True).start()
        try:
            while not self.stopping.is_set():
                self.stopping.wait(self._turn())
        finally:
            self._delivery.close()

    def run_once(self) -> bool:
        """Queue what is due and deliver until nothing is; false when the mail server takes no mail."""
        try:
            self._queue_reminders()
            while not self.stopping.is_set() and self._delivery.deliver_due(self.stopping.is_set):
                self._queue_reminders()
        finally:
            self._delivery.close()
        if not self.stopping.is_set():
            self._aside()
        return not self._delivery.is_paused()

    def _turn(self) -> float:
        """Deliver once; how many seconds to wait before the next time."""
        try:
            tried = self._delivery.deliver_due(self.stopping.is_set)
            self._delivery.rest()
        except (OperationalError, InterfaceError) as error:
            db.session.rollback()
            log.error("the database does not answer (%s)", type(error.orig).__name__)
            return SECONDS_WITHOUT_DATABASE
        return 0 if tried else IDLE_SECONDS

    def _queue_reminders(self) -> None:
        now = clock.now()
        if self._reminders_turn.is_time(now):
            with _kept_from_spreading("queueing reminders"):
                reminders.queue_due(now)

    def _keep_reminding(self) -> None:
        with self._app.app_context():
            while not self.stopping.is_set():
                self._queue_reminders()
                self.stopping.wait(IDLE_SECONDS)

    def _work_aside(self) -> None:
        with self._app.app_context():
            while not self.stopping.wait(SECONDS_BETWEEN_REFININGS):
                self._aside()

    def _aside(self) -> None:
        """What may take its time: places, mail that came back, counting, and forgetting what has done its work."""
        now = clock.now()
        with _kept_from_spreading("refining places"):
            refine_waiting(self._geocoders, now, PLACES_AT_ONCE)
        with _kept_from_spreading("taking in what came back"):
            self._take_in_returns(now)
        if self._counting_turn.is_time(now):
            with _kept_from_spreading("counting mail"):
                counting.keep_figures(now)
        if self._forgetting_turn.is_time(now):
            with _kept_from_spreading("forgetting"):
                forget_expired(now=now)
                while not self.stopping.is_set() and purge_rsvps(now):
                    pass
                purge_reports(now)
                returns.forget(now)
                replies.forget(now)

    def _take_in_returns(self, now: dt.datetime) -> None:
        folder = self._settings.mail_bounces_path
        if folder is not None:
            inbox.empty(folder, lambda content: returns.take_in(content, self._settings, now=now))


@contextmanager
def _kept_from_spreading(task: str) -> Iterator[None]:
    """A failure inside ends that task for this time, and is named in the log by its class alone."""
    try:
        yield
    except Exception as error:  # noqa: BLE001 -- mail goes on whatever is wrong with another task
        db.session.rollback()
        log.error("%s failed: %s", task, type(error).__name__)


class _Every:
    """Says when it is time again: after so many seconds, or at once when the clock was moved."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._last: tuple[float, dt.datetime] | None = None

    def is_time(self, now: dt.datetime) -> bool:
        """Whether so much time has passed since the last time that it was."""
        ticks = time.monotonic()
        if self._last is not None:
            passed = max(ticks - self._last[0], abs((now - self._last[1]).total_seconds()))
            if passed < self._seconds:
                return False
        self._last = (ticks, now)
        return True


@contextmanager
def stopped_by_signals(stop: Callable[[], None]) -> Iterator[None]:
    """SIGTERM and SIGINT ask for an end between two mails, instead of cutting one off."""
    numbers = (signal.SIGTERM, signal.SIGINT)
    before = {number: signal.signal(number, lambda *_: stop()) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
