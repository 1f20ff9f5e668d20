"""One writer at a time is SQLite's way; nobody who only reads waits for it, and nobody holds it while idle."""

import datetime as dt
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask import Flask

from actions.database import db
from actions.events.geocoding import refine_waiting
from actions.geo import geocoder
from actions.geo.service import forget_expired
from actions.privacy.service import purge_rsvps
from actions.reminders.service import queue_due
from config import Settings
from tests.checking_client import CheckingClient
from tests.services.databases import Database, SqliteDatabase
from tests.services.every_route import Scene

SECONDS_THAT_ARE_NO_WAIT = 5.0


@contextmanager
def somebody_writes(database: Database) -> Iterator[None]:
    """Hold the write lock of the database's file from outside, as another process does."""
    assert isinstance(database, SqliteDatabase)
    connection = sqlite3.connect(database.file, isolation_level=None, timeout=0.1)
    connection.execute("BEGIN IMMEDIATE")
    yield
    connection.execute("ROLLBACK")
    connection.close()


@pytest.mark.sqlite_only
@pytest.mark.parametrize("address", ["/", "/?near=60602", "/privacy", "/events.json", "/readyz"])
def test_public_pages_open_at_once_while_somebody_writes(
    scene: Scene, client: CheckingClient, migrated_database: Database, address: str
) -> None:
    client.get(address)
    began = time.monotonic()
    with somebody_writes(migrated_database):
        assert client.get(address).status_code == 200
    assert time.monotonic() - began < SECONDS_THAT_ARE_NO_WAIT


@pytest.mark.sqlite_only
def test_the_lock_held_in_these_tests_is_the_one_that_writers_wait_for(app: Flask, migrated_database: Database) -> None:
    with (
        somebody_writes(migrated_database),
        pytest.raises(sqlite3.OperationalError),
        somebody_writes(migrated_database),
    ):
        pass


def test_worker_holds_no_transaction_when_there_was_nothing_to_do(
    app: Flask, settings: Settings, now: dt.datetime
) -> None:
    for task in (
        lambda: refine_waiting(geocoder.from_settings(settings), now, 20),
        lambda: forget_expired(now=now),
        lambda: purge_rsvps(now),
        lambda: queue_due(now),
    ):
        task()
        assert not db.session().in_transaction()
