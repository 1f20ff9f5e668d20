"""Share pictures, each drawn once and kept as a file named by what it says; only so many, and drawn only so often."""

import contextlib
import os
import re
import tempfile
import threading
import time
from collections import deque
from collections.abc import Callable
from pathlib import Path

# About 40 KB each.
MOST_KEPT = 2_000
# Drawing takes a tenth of a second of a core. What comes beyond is asked to come back, not drawn.
MOST_DRAWN_A_MINUTE = 120
SECONDS_TO_WAIT = 5.0
_DIGEST = re.compile(r"[0-9a-f]{12}")


class Busy(Exception):
    """Too many pictures are asked for at once."""


class PictureStore:
    """The pictures of one process; the folder may be shared with others."""

    def __init__(self, folder: Path, most_kept: int = MOST_KEPT, most_drawn: int = MOST_DRAWN_A_MINUTE) -> None:
        self._folder = folder
        self._most_kept = most_kept
        self._most_drawn = most_drawn
        self._drawing = threading.Lock()
        self._drawn_at: deque[float] = deque()

    def kept_or_drawn(self, digest: str, draw: Callable[[], bytes]) -> bytes:
        """The picture with this digest, from the disk or drawn now. One is drawn at a time.

        Raises:
            Busy: somebody else's took too long, or this process has drawn enough for this minute.
        """
        if not _DIGEST.fullmatch(digest):
            raise ValueError("a digest is twelve hex digits")
        kept = self._kept(digest)
        if kept is not None:
            return kept
        if not self._drawing.acquire(timeout=SECONDS_TO_WAIT):
            raise Busy
        try:
            # Another thread may have drawn it meanwhile.
            return self._kept(digest) or self._drawn(digest, draw)
        finally:
            self._drawing.release()

    def _kept(self, digest: str) -> bytes | None:
        try:
            return self._path(digest).read_bytes()
        except OSError:
            return None

    def _drawn(self, digest: str, draw: Callable[[], bytes]) -> bytes:
        now = time.monotonic()
        while self._drawn_at and now - self._drawn_at[0] > 60:
            self._drawn_at.popleft()
        if len(self._drawn_at) >= self._most_drawn:
            raise Busy
        self._drawn_at.append(now)
        content = draw()
        # A full disk is no reason to show no picture.
        with contextlib.suppress(OSError):
            self._keep(digest, content)
        return content

    def _keep(self, digest: str, content: bytes) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=self._folder, suffix=".part")
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(name).replace(self._path(digest))
        self._make_room()

    def _make_room(self) -> None:
        """Those drawn longest ago go, a tenth at once, so that this is seldom."""
        with os.scandir(self._folder) as files:
            kept = [(file.stat().st_mtime, file.path) for file in files if file.name.endswith(".png")]
        if len(kept) <= self._most_kept:
            return
        for _drawn_at, path in sorted(kept)[: len(kept) - self._most_kept * 9 // 10]:
            Path(path).unlink(missing_ok=True)

    def _path(self, digest: str) -> Path:
        return self._folder / f"{digest}.png"
