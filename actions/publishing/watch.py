"""Whether the database answers, and which publication it holds: one look at a time, so that nobody waits in a queue for
a database that is away.
"""

import threading
import time
from collections.abc import Callable

# A database that takes longer to tell one number is as good as away.
SECONDS_OVERDUE = 1.5


class Watch:
    """What one process knows of the database."""

    def __init__(self, read_version: Callable[[], int | None]) -> None:
        self._read_version = read_version
        self._looking = threading.Lock()
        self._looker = threading.local()
        self._began_at: float | None = None
        self._has_answered = True
        self.version = 0

    @property
    def is_overdue(self) -> bool:
        """Whether a look has been waiting for its answer for too long."""
        began_at = self._began_at
        return began_at is not None and time.monotonic() - began_at > SECONDS_OVERDUE

    @property
    def is_reachable(self) -> bool:
        """Whether the database answered when it was asked last, and does not keep anybody waiting now."""
        return self._has_answered and not self.is_overdue

    @property
    def is_looking_here(self) -> bool:
        """Whether it is this thread that looks."""
        return bool(getattr(self._looker, "is_at_it", False))

    def look(self) -> None:
        """Ask the database for its publication, unless somebody else is at it."""
        if not self._looking.acquire(blocking=False):
            return
        self._looker.is_at_it, self._began_at = True, time.monotonic()
        try:
            version = self._read_version()
            self._has_answered = version is not None
            self.version = self.version if version is None else version
        finally:
            self._looker.is_at_it, self._began_at = False, None
            self._looking.release()
