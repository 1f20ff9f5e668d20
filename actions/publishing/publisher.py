"""One process's part in the published picture: it watches the database, brings the machine's picture up to date, and
says what public pages are to be made from.

A server starts it (`gunicorn.conf.py`); it then has three threads of its own, which end with the process. Without them,
as in tests and under `flask run`, the database is looked at by the requests themselves and nothing is written.
"""

import logging
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from flask import Flask, current_app, request
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.datastructures import MultiDict

from actions import clock
from actions.coalition.queries import campaign_called
from actions.database import ENGINE, READS_ONLY, db
from actions.events import publication
from actions.finder.queries import upcoming_campaigns
from actions.finder.search import SearchQuery
from actions.finder.snapshot import snapshot
from actions.page_cache import EDITION
from actions.publishing.connections import Connections
from actions.publishing.copies import Copies, Copy
from actions.publishing.refreshing import is_current, refresh
from actions.publishing.snapshots import EVERYTHING, Packed, Snapshots
from actions.publishing.watch import Watch

EXTENSION = "actions-publisher"
SECONDS_BETWEEN_LOOKS = 0.5
SECONDS_BETWEEN_CUTS = 0.25
SECONDS_BETWEEN_REFRESHES = 2.0
# However large the country: at most so small a part of the time is spent on refreshing.
PAUSES_FOR_EACH_REFRESH = 15.0

MOST_CAMPAIGNS = 20

log = logging.getLogger(__name__)


class Edition(NamedTuple):
    """What a page was made from: a publication as the database has it, or a picture of it."""

    version: int
    picture: str = ""


class Publisher:
    """The published picture, as one process sees it."""

    def __init__(self, app: Flask, folder: Path) -> None:
        self._app = app
        self.copies = Copies(folder)
        self.snapshots = Snapshots(folder / "snapshots")
        self.watch = Watch(self._read_version)
        self._stopping = threading.Event()
        self.is_running = False
        with app.app_context():
            is_remote = db.engine.dialect.name == "postgresql"
            self._connections = Connections(db.engine, self._refuses) if is_remote else None

    @property
    def is_reachable(self) -> bool:
        """Whether the database answers, as far as this process knows."""
        return self.watch.is_reachable

    def edition(self) -> Edition | None:
        """What pages are to be made from; nothing when there is neither a database nor a picture."""
        if not self.is_running:
            self.watch.look()
        if self.is_reachable:
            return Edition(self.watch.version)
        copy = self.copies.newest()
        return None if copy is None else Edition(copy.version, copy.path.name)

    def start(self) -> None:
        """Watch and refresh until the process ends."""
        self.is_running = True
        turns = (
            (self._look, SECONDS_BETWEEN_LOOKS),
            (self._cut, SECONDS_BETWEEN_CUTS),
            (self._refresh, SECONDS_BETWEEN_LOOKS),
        )
        for turn, seconds in turns:
            name = f"publisher{turn.__name__}"
            threading.Thread(target=self._repeat, args=(turn, seconds), name=name, daemon=True).start()

    def stop(self) -> None:
        """Begin nothing new."""
        self._stopping.set()

    def refresh_if_due(self) -> bool:
        """Bring the picture up to date where the database answers and holds something else; whether there was a try."""
        if not self.is_reachable or is_current(self.copies.newest(), self.watch.version):
            return False
        with self._app.app_context():
            refresh(db.engine, self.copies, self.watch.version, self._put_snapshots)
        return True

    def _put_snapshots(self, copy: Copy) -> None:
        """Have what the map reads of the whole country, and of each campaign that is on, ready under its own name."""
        now = clock.now()
        with self._app.app_context():
            db.session.info[ENGINE] = copy.engine
            contents = {EVERYTHING: snapshot(SearchQuery.from_args(MultiDict()), now)}
            for slug, *_rest in upcoming_campaigns(now, MOST_CAMPAIGNS):
                campaign = campaign_called(slug)
                search = SearchQuery.from_args(MultiDict(), campaign_id=campaign.id if campaign else None)
                contents[slug] = snapshot(search, now)
        self.snapshots.put(copy.version, contents)

    def _repeat(self, turn: Callable[[], None], seconds: float) -> None:
        while not self._stopping.is_set():
            try:
                turn()
            except Exception as error:  # noqa: BLE001 -- whatever is wrong this time, there is a next time
                log.error("%s failed: %s", turn.__name__.strip("_"), type(error).__name__)
            self._stopping.wait(seconds)

    def _look(self) -> None:
        self.watch.look()

    def _cut(self) -> None:
        """Let go those who have been waiting for an answer since the database began to hang."""
        if self.watch.is_overdue and self._connections is not None:
            self._connections.cut()

    def _refresh(self) -> None:
        # Of this thread alone: while others are busy, refreshing takes long without taking much.
        began_at = time.thread_time()
        if self.refresh_if_due():
            took = time.thread_time() - began_at
            self._stopping.wait(max(SECONDS_BETWEEN_REFRESHES, PAUSES_FOR_EACH_REFRESH * took))

    def _refuses(self) -> bool:
        return self.is_running and not self.is_reachable and not self.watch.is_looking_here

    def _read_version(self) -> int | None:
        try:
            with self._app.app_context():
                # Without this a look would wait for whoever is writing, and every public page with it.
                db.session.connection(execution_options={READS_ONLY: True})
                return publication.version()
        except SQLAlchemyError:
            return None


def publisher() -> Publisher:
    """The running application's."""
    found: Publisher = current_app.extensions[EXTENSION]
    return found


def snapshot_of_page(slug: str | None) -> str | None:
    """The name of the snapshot that shows what the page being made shows; nothing while there is none."""
    edition = request.environ.get(EDITION)
    return publisher().snapshots.digest(slug or EVERYTHING, edition.version) if isinstance(edition, Edition) else None


def snapshot_called(digest: str) -> Packed | None:
    """The snapshot of this name, if it shows what pages made now show."""
    edition = request.environ.get(EDITION)
    if not isinstance(edition, Edition):
        return None
    accepted = request.headers.get("Accept-Encoding", "")
    return publisher().snapshots.packed(digest, edition.version, accepted)
