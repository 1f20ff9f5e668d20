"""A circuit breaker: after five failures in a row a service is left alone for a minute, then tried once."""

import datetime as dt
import threading

FAILURES_TO_OPEN = 5
REST = dt.timedelta(minutes=1)


class Breaker:
    """Counts the failures of one service. The clock is an argument; safe in threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._failures = 0
        self._resting_until: dt.datetime | None = None

    def lets_through(self, now: dt.datetime) -> bool:
        """Whether to ask the service now. After the rest one caller is let through, the others wait for its outcome."""
        with self._lock:
            if self._resting_until is None:
                return True
            if now < self._resting_until:
                return False
            self._resting_until = now + REST
            return True

    def succeeded(self) -> None:
        """The service answered, if only that it knows no such place."""
        with self._lock:
            self._failures = 0
            self._resting_until = None

    def failed(self, now: dt.datetime, *, at_once: bool = False) -> None:
        """The service did not answer; `at_once` where it said to go away."""
        with self._lock:
            self._failures += 1
            if at_once or self._failures >= FAILURES_TO_OPEN:
                self._resting_until = now + REST

    def opens_again_at(self, now: dt.datetime) -> dt.datetime:
        """When the service may be asked next."""
        with self._lock:
            return max(now, self._resting_until or now)
