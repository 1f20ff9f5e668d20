"""What the map of the whole country, and of each campaign, reads: made once for each picture, packed once, and named by
its content, so that browsers keep it and no process makes it for a visitor.
"""

import gzip
import hashlib
import json
import os
import tempfile
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import brotli

INDEX = "index.json"
SECONDS_BETWEEN_LOOKS = 0.5
# Of the whole country, where no campaign is named.
EVERYTHING = ""
PACKINGS = (("br", ".br"), ("gzip", ".gz"))


class Index(NamedTuple):
    """Which snapshots are those of now: of which publication, and each one's digest by its campaign's slug."""

    version: int
    digests: Mapping[str, str]


class Packed(NamedTuple):
    """A snapshot as it is sent."""

    body: bytes
    encoding: str


class Snapshots:
    """The snapshots of one machine, as one process sees them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._looked_at = float("-inf")
        self._index: Index | None = None

    def digest(self, slug: str, version: int) -> str | None:
        """The name of a campaign's snapshot, if there is one of exactly this publication."""
        index = self.index()
        return index.digests.get(slug) if index is not None and index.version == version else None

    def index(self) -> Index | None:
        """Those of now, as far as the folder says."""
        with self._lock:
            if time.monotonic() - self._looked_at > SECONDS_BETWEEN_LOOKS:
                self._looked_at, self._index = time.monotonic(), _index_in(self._folder / INDEX)
            return self._index

    def packed(self, digest: str, version: int, accepted: str) -> Packed | None:
        """A snapshot of exactly this publication, packed as well as whoever asks can unpack it.

        One from before a change is not shown to anybody: what was withdrawn since may be in it.
        """
        index = self.index()
        if index is None or index.version != version or digest not in index.digests.values():
            return None
        for encoding, ending in (*((name, ending) for name, ending in PACKINGS if name in accepted), ("", "")):
            try:
                return Packed((self._folder / f"{digest}.json{ending}").read_bytes(), encoding)
            except OSError:
                continue
        return None

    def put(self, version: int, contents: Mapping[str, str]) -> None:
        """Publish these, by slug, in place of those before them."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        digests = {slug: self._written(content.encode()) for slug, content in contents.items()}
        _write(self._folder / INDEX, json.dumps({"version": version, "digests": digests}).encode())
        with self._lock:
            self._looked_at = float("-inf")
        _tidy(self._folder, set(digests.values()))

    def _written(self, content: bytes) -> str:
        digest = hashlib.sha256(content).hexdigest()[:20]
        plain = self._folder / f"{digest}.json"
        if plain.exists():
            return digest
        _write(plain.with_name(f"{plain.name}.br"), brotli.compress(content, quality=9))
        _write(plain.with_name(f"{plain.name}.gz"), gzip.compress(content, 9, mtime=0))
        _write(plain, content)
        return digest


def _index_in(file: Path) -> Index | None:
    try:
        said = json.loads(file.read_bytes())
        return Index(int(said["version"]), dict(said["digests"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _write(path: Path, content: bytes) -> None:
    """Under its name only when it is whole."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix="making-")
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    os.replace(name, path)


def _tidy(folder: Path, current: set[str]) -> None:
    for path in folder.iterdir():
        if path.name != INDEX and path.name.partition(".")[0] not in current:
            path.unlink(missing_ok=True)
