"""Whether the database answers: looked at one at a time, noticed when it hangs, and those who wait are let go."""

import threading
import time
from collections.abc import Iterator

import psycopg
import pytest
from flask import Flask
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.exc import OperationalError

from actions.publishing.connections import Connections
from actions.publishing.publisher import Edition
from actions.publishing.watch import SECONDS_OVERDUE, Watch
from tests.publishing.conftest import Pictures
from tests.services.postgres import Postgres

SLEEP = text("SELECT pg_sleep(20)")
Wired = tuple[Engine, Connections, list[bool]]


def test_watch_knows_the_publication_after_a_look() -> None:
    watch = Watch(lambda: 7)
    watch.look()
    assert (watch.is_reachable, watch.version) == (True, 7)


def test_watch_keeps_the_last_publication_when_there_is_no_answer() -> None:
    answers = iter([7, None, 8])
    watch = Watch(lambda: next(answers))
    seen = []
    for _ in range(3):
        watch.look()
        seen.append((watch.is_reachable, watch.version))
    assert seen == [(True, 7), (False, 7), (True, 8)]


def test_a_look_that_takes_too_long_counts_as_no_answer_until_it_comes(monkeypatch: pytest.MonkeyPatch) -> None:
    seconds, seen = [0.0], []
    monkeypatch.setattr("actions.publishing.watch.time.monotonic", lambda: seconds[0])

    def read() -> int:
        seen.append(watch.is_reachable)
        seconds[0] += SECONDS_OVERDUE + 0.1
        seen.append(watch.is_reachable)
        return 7

    watch = Watch(read)
    watch.look()
    assert (seen, watch.is_reachable) == ([True, False], True)


def test_nobody_looks_while_somebody_else_does() -> None:
    asked = []

    def read() -> int:
        asked.append(1)
        if len(asked) == 1:
            watch.look()
        return 7

    watch = Watch(read)
    watch.look()
    assert len(asked) == 1


@pytest.fixture
def engine(postgres: Postgres) -> Iterator[Wired]:
    """An engine, its connections, and whether it is to refuse."""
    refuses = [False]
    made = create_engine(postgres.url("postgres").replace("postgresql://", "postgresql+psycopg://"))
    connections = Connections(made, lambda: refuses[0])
    yield made, connections, refuses
    made.dispose()


def test_who_waits_for_an_answer_is_let_go_when_connections_are_cut(engine: Wired) -> None:
    made, connections, _refuses = engine
    began = time.monotonic()
    threading.Timer(0.5, connections.cut).start()
    with pytest.raises(OperationalError), made.connect() as connection:
        connection.execute(SLEEP)
    assert time.monotonic() - began < 5


def test_connections_that_nobody_uses_are_not_cut(engine: Wired) -> None:
    made, connections, _refuses = engine
    with made.connect() as connection:
        connection.execute(text("SELECT 1"))
    connections.cut()
    with made.connect() as connection:
        assert connection.scalar(text("SELECT 1")) == 1


def test_no_new_connection_is_tried_while_the_database_is_known_to_be_away(engine: Wired, postgres: Postgres) -> None:
    made, _connections, refuses = engine
    refuses[0] = True
    with pytest.raises(OperationalError, match="the database is away"), made.connect():
        pass
    refuses[0] = False
    with made.connect() as connection:
        assert connection.scalar(text("SELECT 1")) == 1
    psycopg.connect(postgres.url("postgres")).close()


def test_edition_is_the_publication_or_the_picture_or_nothing(
    app: Flask, pictures: Pictures, monkeypatch: pytest.MonkeyPatch
) -> None:
    publisher = pictures.publisher
    number = publisher.edition().version  # type: ignore[union-attr]
    seen = [publisher.edition()]
    monkeypatch.setattr(publisher, "watch", Watch(lambda: None))
    seen.append(publisher.edition())
    newest = pictures.refresh()
    seen.append(publisher.edition())
    assert seen == [Edition(number), None, Edition(number + 1, newest.name)]


def test_threads_look_and_refresh_by_themselves_and_end_when_told(app: Flask, pictures: Pictures) -> None:
    publisher = pictures.publisher
    before = set(threading.enumerate())
    publisher.start()
    started = set(threading.enumerate()) - before
    try:
        deadline = time.monotonic() + 10
        while not list(pictures.folder.glob("picture-*")) and time.monotonic() < deadline:
            time.sleep(0.05)
        assert len(list(pictures.folder.glob("picture-*"))) == 1
        assert sorted(thread.name for thread in started) == ["publisher_cut", "publisher_look", "publisher_refresh"]
    finally:
        publisher.stop()
        for thread in started:
            thread.join(5)
        publisher.is_running = False
        publisher._stopping.clear()
    assert [thread for thread in started if thread.is_alive()] == []
