"""The nearest 20 of 1,000,000 events to come, on both databases: `python -m benchmarks.nearest [EVENTS]`.

"In the database" is the statements of each search sent again through the bare driver; "query function" is
`finder.queries.nearest` as the page calls it; "with cards" adds what the list needs of the twenty.
"""

import random
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from flask import Flask
from sqlalchemy import event as listening
from sqlalchemy import select

from actions.database import db
from actions.events.cards import cards_of
from actions.events.models import Event
from actions.events.redaction import public_point
from actions.finder.queries import nearest
from actions.finder.search import Filters
from actions.geo.distance import miles_between
from benchmarks.synthetic import NOW, application, fill, points
from tests.services.postgres import Postgres

EVENTS = 1_000_000
SEARCHES = 400
CHECKED = 5
LIMIT = 20
Point = tuple[float, float]


def measure(app: Flask, count: int) -> None:
    """Fill, warm up, measure, and check a few answers against arithmetic over all events."""
    started = time.perf_counter()
    fill(app, count)
    print(f"  {count:,} events written in {time.perf_counter() - started:.0f} s")
    centres = [(lat, lon) for lat, lon, _city, _state in points(SEARCHES, seed=99)]
    with app.test_request_context("/"):
        statements = [_recorded(centre) for centre in centres]
        print(f"  statements a search: median {median(map(len, statements))}, most {max(map(len, statements))}")
        _report("in the database", [_replayed(recorded) for recorded in statements])
        _report("query function", [_timed(_search, centre) for centre in centres])
        _report("with cards", [_timed(_search_with_cards, centre) for centre in centres])
        _check(random.Random(5).sample(centres, CHECKED))
        db.session.rollback()


def _search(centre: Point) -> list[Any]:
    return list(nearest(centre, LIMIT, filters=Filters(), now=NOW))


def _search_with_cards(centre: Point) -> list[Any]:
    return list(cards_of([hit.event_id for hit in _search(centre)], NOW))


def _timed(deed: Callable[[Point], Any], centre: Point) -> float:
    started = time.perf_counter()
    deed(centre)
    return (time.perf_counter() - started) * 1000


def _recorded(centre: Point) -> list[tuple[str, Any]]:
    seen: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_rest: Any) -> None:
        if statement.startswith("SELECT"):
            seen.append((statement, parameters))

    listening.listen(db.engine, "before_cursor_execute", note)
    _search(centre)
    listening.remove(db.engine, "before_cursor_execute", note)
    return seen


def _replayed(statements: list[tuple[str, Any]]) -> float:
    cursor = db.session.connection().connection.cursor()
    started = time.perf_counter()
    for statement, parameters in statements:
        cursor.execute(statement, parameters)
        cursor.fetchall()
    return (time.perf_counter() - started) * 1000


def _report(what: str, times: list[float]) -> None:
    late = quantiles(times, n=20)[-1]
    print(f"  {what:<16} median {median(times):6.2f} ms   p95 {late:6.2f} ms   most {max(times):6.2f} ms")


def _check(centres: list[Point]) -> None:
    rows = db.session.execute(select(Event.id, Event.latitude, Event.longitude, Event.address_visibility)).all()
    for centre in centres:
        by_arithmetic = sorted((miles_between(*centre, *public_point(*point)), number) for number, *point in rows)
        assert [(hit.miles, hit.event_id) for hit in _search(centre)] == by_arithmetic[:LIMIT]
    print(f"  {len(centres)} searches checked against all {len(rows):,} events: the same {LIMIT}, in the same order")


def main(count: int = EVENTS) -> None:
    """Both databases, one after the other."""
    with tempfile.TemporaryDirectory(prefix="actions-nearest-") as folder:
        print("SQLite")
        measure(application(f"sqlite:///{folder}/actions.db", Path(folder)), count)
    cluster = Postgres()
    cluster.start()
    try:
        with tempfile.TemporaryDirectory(prefix="actions-nearest-") as folder:
            print("PostgreSQL")
            measure(application(cluster.create_database("nearest"), Path(folder)), count)
    finally:
        cluster.stop()


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
