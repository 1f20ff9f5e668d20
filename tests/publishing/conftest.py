"""A folder of pictures of its own for each test, and what is in them."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from actions.database import db
from actions.events import publication
from actions.publishing.copies import Copies
from actions.publishing.publisher import EXTENSION, Publisher
from actions.publishing.refreshing import refresh
from actions.publishing.snapshots import Snapshots


class Pictures:
    """This test's pictures: brought up to date by hand, and opened as plain files."""

    def __init__(self, publisher: Publisher, folder: Path) -> None:
        publisher.copies, publisher.snapshots = Copies(folder), Snapshots(folder / "snapshots")
        self.publisher = publisher
        self.folder = folder

    def refresh(self) -> Path:
        """Publish what the database holds now."""
        db.session.commit()
        publication.mark_changed()
        db.session.commit()
        number = publication.version()
        db.session.rollback()
        assert refresh(db.engine, self.publisher.copies, number)
        return self.newest()

    def newest(self) -> Path:
        """The file that is read."""
        self.publisher.copies.look_again()
        copy = self.publisher.copies.newest()
        assert copy is not None
        return copy.path

    def rows(self, query: str) -> list[tuple[object, ...]]:
        """What the newest file says."""
        connection = sqlite3.connect(self.newest())
        try:
            return connection.execute(query).fetchall()
        finally:
            connection.close()


@pytest.fixture
def pictures(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Pictures]:
    """No picture yet."""
    publisher: Publisher = app.extensions[EXTENSION]
    before = publisher.copies, publisher.snapshots
    yield Pictures(publisher, tmp_path / "published")
    publisher.copies, publisher.snapshots = before


@pytest.fixture
def outage(pictures: Pictures, monkeypatch: pytest.MonkeyPatch) -> None:
    """From here on the database does not answer."""

    class Away:
        is_reachable = False
        version = 0

        def look(self) -> None:
            """Nothing comes of it."""

    monkeypatch.setattr(pictures.publisher, "watch", Away())
