"""Which of the mail servers to hand the next mail to: the first in the order of the settings that takes mail.

One that takes none is left alone for a while, longer each time; then a single mail tries it, and when that is taken all
others follow. So the work moves to the next server and back by itself. Not for several threads.
"""

import datetime as dt
import logging
from collections.abc import Callable
from dataclasses import dataclass

from actions.mail import backoff

# A line lost in mid-mail may be that mail's doing; so many in a row are the server's.
LOST_LINES_THAT_MEAN_OUTAGE = 3

# Within so long an outage of the whole server is not what first comes to mind.
LATELY = dt.timedelta(seconds=10)

log = logging.getLogger(__name__)


@dataclass
class _Server:
    failures: int = 0
    lost_lines: int = 0
    paused_until: dt.datetime | None = None
    is_tried: bool = False
    worked_at: dt.datetime | None = None

    def is_left_alone(self, now: dt.datetime) -> bool:
        if self.paused_until is None:
            return False
        left = self.paused_until - now
        # A pause longer than any that we make means that the clock was set back.
        return dt.timedelta(0) < left <= dt.timedelta(seconds=backoff.LONGEST_PAUSE_SECONDS)


class Servers:
    """How so many servers stand. `dice` spreads the waiting times."""

    def __init__(self, count: int, dice: Callable[[], float]) -> None:
        self._servers = [_Server() for _ in range(count)]
        self._dice = dice

    def first_open(self, now: dt.datetime) -> int | None:
        """The server to hand the next mail to; nothing while all are left alone or being tried again."""
        for number, server in enumerate(self._servers):
            if server.is_left_alone(now) or server.is_tried:
                continue
            server.is_tried = server.paused_until is not None
            return number
        return None

    def all_are_left_alone(self, now: dt.datetime) -> bool:
        """Whether no mail can go anywhere just now."""
        return all(server.is_left_alone(now) for server in self._servers)

    def works(self, number: int, now: dt.datetime) -> None:
        """It answered about a mail, in whatever sense."""
        self._servers[number] = _Server(worked_at=now)

    def worked_lately(self, number: int, now: dt.datetime) -> bool:
        """Whether it answered about another mail just before."""
        server = self._servers[number]
        at = server.worked_at
        return server.paused_until is None and at is not None and dt.timedelta(0) <= now - at <= LATELY

    def lost_a_line(self, number: int, reply: str, now: dt.datetime) -> None:
        """A line broke in mid-mail."""
        server = self._servers[number]
        server.is_tried = False
        if server.is_left_alone(now):
            return
        server.lost_lines += 1
        if server.lost_lines >= LOST_LINES_THAT_MEAN_OUTAGE:
            self._leave_alone(number, server.lost_lines, reply, now)

    def takes_no_mail(self, number: int, reply: str, now: dt.datetime) -> None:
        """It is out of order for every mail."""
        server = self._servers[number]
        server.is_tried = False
        if server.is_left_alone(now):
            return  # other lines ran into the same outage
        server.failures += 1
        self._leave_alone(number, server.failures, reply, now)

    def nothing_learnt(self, number: int) -> None:
        """What was to be handed over never was."""
        self._servers[number].is_tried = False

    def _leave_alone(self, number: int, failures: int, reply: str, now: dt.datetime) -> None:
        length = backoff.pause(failures, self._dice())
        self._servers[number].paused_until = now + length
        log.warning("mail server %d takes no mail (%s); next try in %.0f s", number + 1, reply, length.total_seconds())
