"""The worker: queues reminders that are due, delivers mail, and refines places in a thread of its own.

Any number of them may run. Mail goes first: a slow geocoder or a slow database elsewhere delays none.
"""

import datetime as dt
import logging
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from flask import Flask
from sqlalchemy.exc import InterfaceError, OperationalError

from actions import clock
from actions.database import db
from actions.mail.carriers import carrier_for
from actions.mail.delivery import Delivery
from actions.reminders import service as reminders
from config import Settings

IDLE_SECONDS = 0.3
SECONDS_BETWEEN_LOOKS = 5.0
SECONDS_BETWEEN_REFININGS = 5.0
SECONDS_WITHOUT_DATABASE = 2.0
PLACES_AT_ONCE = 20

log = logging.getLogger(__name__)
# `refine(now, most)` asks online geocoders about places that wait.
Refine = Callable[[dt.datetime, int], object]


class Worker:
    """One worker process. `stopping` may be set from a signal or a test."""

    def __init__(self, app: Flask, settings: Settings, refine: Refine) -> None:
        self._app = app
        self._refine = refine
        self.stopping = threading.Event()
        self._carrier = carrier_for(settings)
        self._delivery = Delivery(self._carrier, settings, clock.now)
        self._look_at_reminders = _Every(SECONDS_BETWEEN_LOOKS)

    def run_until_stopped(self) -> None:
        """Work until asked to stop; a lost database is waited for."""
        refining = threading.Thread(target=self._refine_places, name="refine-places", daemon=True)
        refining.start()
        try:
            while not self.stopping.is_set():
                self.stopping.wait(self._turn_or_wait())
        finally:
            self._carrier.close()

    def run_once(self) -> bool:
        """Queue what is due and deliver until nothing is; false when the mail server takes no mail."""
        try:
            self._queue_reminders()
            while not self.stopping.is_set() and self._delivery.deliver_due(self.stopping.is_set):
                self._queue_reminders()
        finally:
            self._carrier.close()
        if not self.stopping.is_set():
            self._refine(clock.now(), PLACES_AT_ONCE)
        return not self._delivery.is_paused()

    def _turn_or_wait(self) -> float:
        """One turn; how many seconds to wait before the next."""
        try:
            self._queue_reminders()
            tried = self._delivery.deliver_due(self.stopping.is_set)
            self._carrier.close_if_idle()
        except (OperationalError, InterfaceError) as error:
            db.session.rollback()
            log.error("the database does not answer (%s)", type(error.orig).__name__)
            return SECONDS_WITHOUT_DATABASE
        return 0 if tried else IDLE_SECONDS

    def _queue_reminders(self) -> None:
        now = clock.now()
        if self._look_at_reminders.is_time(now):
            reminders.queue_due(now)

    def _refine_places(self) -> None:
        with self._app.app_context():
            while not self.stopping.wait(SECONDS_BETWEEN_REFININGS):
                try:
                    self._refine(clock.now(), PLACES_AT_ONCE)
                except Exception as error:  # noqa: BLE001 -- whatever a geocoder answers, the thread lives on
                    log.error("places could not be refined: %s", type(error).__name__)
                finally:
                    db.session.rollback()


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
