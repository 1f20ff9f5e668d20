"""Several connections at once: each carries one mail at a time, in a thread of its own that touches no database."""

import queue
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from actions.mail.carriers import Carrier
from actions.mail.leases import Claimed
from actions.mail.mime import Letter
from actions.mail.relay import Outcome


@dataclass(frozen=True)
class Errand:
    """One letter to hand over, by the carrier of this number; `may_begin` is asked right before the message itself."""

    mail: Claimed
    letter: Letter
    carrier: int
    may_begin: Callable[[], bool]


@dataclass(frozen=True)
class Returned:
    """What became of it. `fault` is what nobody foresaw; the mail is as if its line had broken."""

    errand: Errand
    line: int
    outcome: Outcome | None
    fault: Exception | None = None


class Lines:
    """So many lines, each with a carrier for every mail server. A line is free once its last errand was fetched."""

    def __init__(self, lines: Sequence[Sequence[Carrier]]) -> None:
        self._lines = lines
        self._errands = [queue.SimpleQueue[Errand | None]() for _ in lines]
        self._returned = queue.SimpleQueue[Returned]()
        self._free = list(range(len(lines)))
        self._laid_off: dict[int, float] = {}
        self._threads: list[threading.Thread] = []

    @property
    def has_free(self) -> bool:
        """Whether another errand may be given."""
        self._call_back()
        return bool(self._free)

    @property
    def busy_count(self) -> int:
        """How many are on their way."""
        return len(self._lines) - len(self._free) - len(self._laid_off)

    def lay_off(self, line: int, seconds: float) -> bool:
        """Use a free line no more for so long; false for the last one there is, which stays."""
        if len(self._laid_off) + 1 >= len(self._lines):
            return False
        self._free.remove(line)
        self._laid_off[line] = time.monotonic() + seconds
        return True

    def call_back_all(self) -> None:
        """Use all lines again."""
        self._free += self._laid_off
        self._laid_off = {}

    def _call_back(self) -> None:
        rested = [line for line, until in self._laid_off.items() if until <= time.monotonic()]
        for line in rested:
            del self._laid_off[line]
        self._free += rested

    def give(self, errand: Errand) -> None:
        """Send the errand over a free line."""
        self._start()
        self._errands[self._free.pop()].put(errand)

    def fetch(self, seconds: float) -> Returned | None:
        """What came back first; nothing when nothing did for so long."""
        try:
            returned = self._returned.get(timeout=seconds)
        except queue.Empty:
            return None
        self._free.append(returned.line)
        return returned

    def close_idle(self) -> None:
        """Give back connections that were not used for a while; only of lines that rest."""
        for line in self._free:
            for carrier in self._lines[line]:
                carrier.close_if_idle()

    def close(self) -> None:
        """End the threads after what they are doing, and give back every connection."""
        for errands in self._errands:
            errands.put(None)
        for thread in self._threads:
            thread.join()
        self._threads = []
        self._errands = [queue.SimpleQueue[Errand | None]() for _ in self._lines]
        for line in self._lines:
            for carrier in line:
                carrier.close()

    def _start(self) -> None:
        if not self._threads:
            self._threads = [
                threading.Thread(target=self._run, args=(number,), name=f"line {number + 1}", daemon=True)
                for number in range(len(self._lines))
            ]
            for thread in self._threads:
                thread.start()

    def _run(self, line: int) -> None:
        errands = self._errands[line]
        while (errand := errands.get()) is not None:
            try:
                outcome = self._lines[line][errand.carrier].send(errand.letter, errand.may_begin)
                self._returned.put(Returned(errand, line, outcome))
            except Exception as fault:  # noqa: BLE001 -- a thread that dies would take its mail along
                self._returned.put(Returned(errand, line, None, fault))
