"""What connections promise: SQLite's that what was saved is on the disk, PostgreSQL's that a dead one is replaced."""

import dataclasses
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from actions import create_app
from actions.database import SECONDS_UNCHECKED, db
from config import from_environ
from tests.services.postgres import Postgres
from tests.services.settings import SECRETS

KILL_OTHERS = """SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
                 WHERE pid <> pg_backend_pid() AND datname = current_database()"""


@pytest.fixture
def seconds(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """What the pool takes for the time, in seconds; tests move it."""
    now = [1000.0]
    monkeypatch.setattr("actions.database.time.monotonic", lambda: now[0])
    return now


@pytest.fixture
def hung_up(postgres: Postgres, seconds: list[float], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """An application whose one connection was used a moment ago, and ended by the server since."""
    url = postgres.create_database("hung_up")
    settings = from_environ({**SECRETS, "DATABASE_URL": url})
    app = create_app(dataclasses.replace(settings, instance=tmp_path_factory.mktemp("instance")))
    with app.app_context(), psycopg.connect(url) as killer:
        db.engine.connect().close()
        assert killer.execute(KILL_OTHERS).fetchone() == (1,)
        yield app
        db.engine.dispose()
    with psycopg.connect(postgres.url("postgres"), autocommit=True) as cleaner:
        cleaner.execute("DROP DATABASE hung_up WITH (FORCE)")


@pytest.mark.usefixtures("hung_up")
def test_a_connection_that_died_while_idle_is_replaced_unnoticed(seconds: list[float]) -> None:
    seconds[0] += SECONDS_UNCHECKED
    with db.engine.connect() as connection:
        assert connection.scalar(text("SELECT 1")) == 1


@pytest.mark.usefixtures("hung_up")
def test_a_connection_used_a_moment_ago_is_not_asked_but_replaced_once_it_failed() -> None:
    with db.engine.connect() as connection, pytest.raises(OperationalError):
        connection.scalar(text("SELECT 1"))
    with db.engine.connect() as connection:
        assert connection.scalar(text("SELECT 1")) == 1


def test_sqlite_says_that_something_is_saved_when_it_is_on_the_disk(tmp_path: Path) -> None:
    # An application of its own: those of the tests do not wait.
    url = f"sqlite:///{tmp_path / 'actions.db'}"
    app = create_app(from_environ({**SECRETS, "DATABASE_URL": url, "INSTANCE_PATH": str(tmp_path)}))
    with app.app_context():
        with db.engine.connect() as connection:
            full = 2
            assert connection.scalar(text("PRAGMA synchronous")) == full
            assert connection.scalar(text("PRAGMA journal_mode")) == "wal"
        db.engine.dispose()
