"""A pace for a whole process: at most one question in so many seconds, whoever asks."""

import threading
import time
from collections.abc import Callable


class Pace:
    """Lets callers through one by one, `seconds` apart."""

    def __init__(
        self,
        seconds: float,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._seconds, self._clock, self._sleep = seconds, clock, sleep
        self._lock = threading.Lock()
        self._next_turn = float("-inf")

    def wait_for_turn(self) -> None:
        """Sleep until this caller's turn; turns are given in the order of asking."""
        with self._lock:
            now = self._clock()
            turn = max(now, self._next_turn)
            self._next_turn = turn + self._seconds
        if turn > now:
            self._sleep(turn - now)
