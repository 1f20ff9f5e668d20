"""The database is asked as often for thirty results as for one, and never for what is sealed."""

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event as listening

from actions.database import db
from actions.events.publication import mark_changed
from tests.checking_client import CheckingClient
from tests.factories import a_campaign, a_user, an_event, an_organization


@contextmanager
def _statements() -> Iterator[list[str]]:
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.lstrip().upper().startswith("SELECT") and "FROM publications" not in statement:
            seen.append(statement)

    listening.listen(db.engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        listening.remove(db.engine, "before_cursor_execute", note)


@pytest.mark.parametrize(
    ("address", "count"),
    [
        ("/", 6),
        ("/?near=60602", 6),
        ("/?near=60602&miles=any", 7),
        ("/?near=Illinois", 7),
        ("/?near=60602&from=2026-12-05&kind=rally", 6),
        ("/?kind=rally", 7),
        ("/?from=2026-12-05", 7),
        ("/campaigns/families?near=60602", 6),
        ("/?near=Springfield", 4),
        ("/?organization=neighbors", 8),
        ("/events.json?near=60602", 2),
        ("/events.json?from=2026-12-05", 2),
        ("/events.json?organization=neighbors", 3),
    ],
)
def test_page_asks_the_same_few_questions_for_one_result_and_for_thirty(
    client: CheckingClient, address: str, count: int
) -> None:
    campaign, host = a_campaign(slug="families"), a_user()
    an_organization(slug="neighbors")
    counts = []
    for more in (1, 29):
        for _ in range(more):
            an_event(campaign=campaign, host=host)
        with _statements() as seen:
            assert client.get(address).status_code == 200
        counts.append(len(seen))
        assert [statement for statement in seen if "contact_" in statement] == []
    assert counts == [count, count]


def test_what_is_the_same_wherever_one_searches_is_asked_once_a_minute(
    client: CheckingClient, now: dt.datetime, set_clock: Callable[[dt.datetime], None]
) -> None:
    an_event(campaign=a_campaign(), host=a_user())
    client.get("/")
    client.keeps_pages = True

    def questions(address: str) -> int:
        with _statements() as seen:
            assert client.get(address).status_code == 200
        return len(seen)

    set_clock(now + dt.timedelta(minutes=1))
    assert [questions(f"/?near={near}") for near in ("60602", "60603", "60604")] == [6, 3, 3]
    set_clock(now + dt.timedelta(minutes=2))
    assert [questions(f"/?near={near}") for near in ("60605", "60606")] == [6, 3]


def test_a_new_event_counts_on_every_page_from_the_next_edition_on(
    client: CheckingClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("actions.page_cache.SECONDS_BETWEEN_LOOKS", -1.0)
    campaign, host = a_campaign(), a_user()
    an_event(campaign=campaign, host=host, kind="rally")
    client.get("/?near=60602")
    client.keeps_pages = True
    assert "kind-vigil" not in client.get("/?near=60603").text
    an_event(campaign=campaign, host=host, kind="vigil")
    mark_changed()
    assert "kind-vigil" in client.get("/?near=60604").text
