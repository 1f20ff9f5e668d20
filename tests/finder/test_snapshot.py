"""What the map reads."""

import datetime as dt
import gzip
from typing import Any

import pytest

from tests.checking_client import CheckingClient
from tests.factories import a_timeslot, an_event


def _columns(client: CheckingClient, query: str = "") -> dict[str, Any]:
    columns: dict[str, Any] = client.get(f"/events.json?{query}").get_json()["columns"]
    return columns


def test_snapshot_has_a_column_for_all_that_the_map_shows(client: CheckingClient) -> None:
    event = an_event()
    assert _columns(client) == {
        "id": [event.id],
        "slug": [f"{event.id}-rally-at-daley-plaza-chicago"],
        "title": ["Rally at Daley Plaza"],
        "latitude": [41.8836],
        "longitude": [-87.6308],
        "precision": ["rooftop"],
        "starts_at": [int(dt.datetime(2026, 12, 5, 17, tzinfo=dt.UTC).timestamp())],
        "day": ["Sat, Dec 5"],
        "time": ["11:00 AM – 1:00 PM CST"],
        "place": ["Daley Plaza, Chicago, IL"],
        "kind": ["Rally"],
    }


def test_snapshot_has_its_columns_when_there_is_nothing_in_them(client: CheckingClient) -> None:
    columns = _columns(client)
    assert (len(columns), [values for values in columns.values() if values]) == (11, [])


def test_snapshot_is_coarse_when_the_place_is_withheld(client: CheckingClient) -> None:
    an_event(address_visibility="going", latitude=41.88491, longitude=-87.63499)
    columns = _columns(client)
    assert {name: columns[name] for name in ("latitude", "longitude", "precision", "place")} == {
        "latitude": [41.88],
        "longitude": [-87.63],
        "precision": ["city"],
        "place": ["Chicago, IL"],
    }


def test_snapshot_leaves_out_what_has_no_point_is_not_public_or_is_over(
    client: CheckingClient, now: dt.datetime
) -> None:
    an_event(latitude=None, longitude=None)
    an_event(state="pending")
    an_event(state="cancelled")
    an_event(starts_at=now - dt.timedelta(hours=3))
    assert _columns(client)["id"] == []


def test_snapshot_shows_the_next_timeslot(client: CheckingClient, now: dt.datetime) -> None:
    event = an_event(starts_at=now - dt.timedelta(days=1))
    a_timeslot(event, starts_at=now + dt.timedelta(days=9), ends_at=now + dt.timedelta(days=9, hours=1))
    a_timeslot(event, starts_at=now + dt.timedelta(days=2), ends_at=now + dt.timedelta(days=2, hours=1))
    assert _columns(client)["day"] == ["Thu, Nov 26"]


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("", ["Chicago", "Evanston", "Austin"]),
        ("near=60602", ["Chicago", "Evanston"]),
        ("near=60602&miles=5", ["Chicago"]),
        ("near=60602&miles=any", ["Chicago", "Evanston", "Austin"]),
        ("near=Texas", ["Austin"]),
        ("near=60602&online=1", ["Austin"]),
        ("kind=vigil", ["Evanston"]),
        ("near=Chicgo", ["Chicago", "Evanston", "Austin"]),
        ("page=7&miles=-1", ["Chicago", "Evanston", "Austin"]),
        ("from=2026-12-06", []),
    ],
)
def test_snapshot_takes_the_filters_of_the_page(client: CheckingClient, query: str, titles: list[str]) -> None:
    an_event(title="Chicago")
    an_event(title="Evanston", kind="vigil", latitude=42.0451, longitude=-87.6877)
    an_event(title="Austin", region="TX", latitude=30.27, longitude=-97.74, online_url="https://x.example")
    assert _columns(client, query)["title"] == titles


def test_snapshot_is_compressed_and_not_sent_twice(client: CheckingClient) -> None:
    for number in range(12):
        an_event(title=f"Rally {number} 🌈")
    packed = client.get("/events.json", headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == client.get("/events.json").data
    assert client.get("/events.json", headers={"If-None-Match": packed.headers["ETag"]}).status_code == 304


def test_page_asks_for_the_snapshot_of_its_own_search(client: CheckingClient) -> None:
    an_event()
    addresses = [
        next(e.get("data-events") for e in client.page(page).elements if e.get("data-events"))
        for page in ("/?near=60602&kind=rally&page=2", "/?near=99546&miles=10")
    ]
    # With nothing in reach the map shows the nearest instead of an empty circle.
    assert addresses == ["/events.json?near=60602&kind=rally", "/events.json?near=99546&miles=any"]


def test_map_script_is_kept_for_a_year_and_only_under_its_own_digest(client: CheckingClient) -> None:
    sources = [e.get("src") for e in client.page("/").elements if e.get("src").startswith("/map/")]
    answer = client.get(sources[0])
    assert len(sources) == 1
    assert (answer.mimetype, answer.headers["Cache-Control"]) == (
        "text/javascript",
        "public, max-age=31536000, immutable",
    )
    assert client.get("/map/0123456789ab.js").status_code == 404
