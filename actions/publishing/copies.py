"""The picture's files on this machine: whole and never changed, each newer one under a higher number.

A file gets its name only when it is whole, so a reader finds a whole one or none. The one before it stays for a while,
for the day when the newest turns out to be damaged.
"""

import logging
import os
import re
import sqlite3
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine, create_engine

from actions.publishing.tables import SCHEMA

SECONDS_BETWEEN_LOOKS = 0.5
MAKING = "making-"
_NAME = re.compile(rf"picture-{SCHEMA.digest}-([0-9]{{12}})\.sqlite")

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Copy:
    """One file: its number, the publication that it shows, and the way to read it."""

    path: Path
    number: int
    version: int
    engine: Engine


class Copies:
    """The folder of one machine, as one process sees it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._opened: dict[Path, Copy | None] = {}
        self._lock = threading.Lock()
        self._looked_at = float("-inf")

    def newest(self) -> Copy | None:
        """The newest that is whole, or none."""
        with self._lock:
            if time.monotonic() - self._looked_at > SECONDS_BETWEEN_LOOKS:
                self._look()
            return next((copy for copy in self._opened.values() if copy), None)

    def look_again(self) -> None:
        """Take notice of a file that has just been put there."""
        with self._lock:
            self._look()

    def check(self, copy: Copy) -> bool:
        """Look through a file once more; one that turns out to be damaged is never read again."""
        is_whole = _version_in(copy.path) is not None
        if not is_whole:
            with self._lock:
                self._opened[copy.path] = None
                self._look()
        return is_whole

    def next_path(self) -> Path:
        """Where the next file belongs: after the damaged ones as well."""
        numbers = [number for _path, number in self._listed()]
        return self.folder / f"picture-{SCHEMA.digest}-{max(numbers, default=0) + 1:012d}.sqlite"

    def listed(self) -> list[Path]:
        """Every file of this schema, newest first."""
        return [path for path, _number in self._listed()]

    def _look(self) -> None:
        self._looked_at = time.monotonic()
        listed = self._listed()
        for path in self._opened.keys() - {path for path, _number in listed}:
            gone = self._opened.pop(path)
            if gone:
                gone.engine.dispose()
        # In the order of their numbers; only as many are opened as it takes to find a whole one.
        found: dict[Path, Copy | None] = {}
        for path, number in listed:
            found[path] = self._opened[path] if path in self._opened else _opened(path, number)
            if found[path]:
                break
        self._opened = {**found, **{path: copy for path, copy in self._opened.items() if path not in found}}

    def _listed(self) -> list[tuple[Path, int]]:
        try:
            names = os.listdir(self.folder)
        except OSError:
            return []
        numbers = [(self.folder / name, int(found[1])) for name in names if (found := _NAME.fullmatch(name))]
        return sorted(numbers, key=lambda pair: -pair[1])


def _opened(path: Path, number: int) -> Copy | None:
    """The file, if it is whole."""
    version = _version_in(path)
    if version is None:
        return None
    # Nobody ever writes to it, so neither locks nor a look at whether it changed are needed.
    engine = create_engine(f"sqlite:///file:{path}?mode=ro&immutable=1&uri=true", hide_parameters=True)
    return Copy(path, number, version, engine)


def _version_in(path: Path) -> int | None:
    """The publication that a file shows; nothing when it is not whole."""
    try:
        connection = sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)
        try:
            [(state,)] = connection.execute("PRAGMA quick_check(1)").fetchall()
            [(version,)] = connection.execute("SELECT version FROM publications").fetchall()
        finally:
            connection.close()
    except (sqlite3.Error, ValueError) as error:
        log.error("a damaged picture is passed over: %s (%s)", path.name, type(error).__name__)
        return None
    return int(version) if state == "ok" else None
