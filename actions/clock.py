"""What time it is, for the whole running system.

Services and queries take `now` as an argument; only routes, commands and the worker ask this clock. In development a
file named by `CLOCK_FILE` sets it, so that reminders and daylight saving can be watched.
"""

import datetime as dt
import time
from pathlib import Path

from flask import Flask, current_app

from config import parse_instant

# Who writes the file empties it first; a reader may come in between.
LOOKS_WHILE_BEING_WRITTEN = 20
SECONDS_BETWEEN_LOOKS = 0.005


class Clock:
    """The real time, or the instant that a file says, read at each use."""

    def __init__(self, file: Path | None = None) -> None:
        self.file = file

    def now(self) -> dt.datetime:
        """The current instant, aware, in UTC.

        Raises:
            ValueError: when the clock file holds no instant.
        """
        if self.file is None:
            return dt.datetime.now(dt.UTC)
        text = ""
        for _ in range(LOOKS_WHILE_BEING_WRITTEN):
            text = self.file.read_text(encoding="ascii")
            if text.strip():
                break
            time.sleep(SECONDS_BETWEEN_LOOKS)
        return parse_instant(text)


def init_app(app: Flask, file: Path | None) -> None:
    """Give the application its clock."""
    app.extensions["actions-clock"] = Clock(file)


def now() -> dt.datetime:
    """The current instant by the running application's clock."""
    clock: Clock = current_app.extensions["actions-clock"]
    return clock.now()
