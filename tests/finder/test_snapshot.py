"""What the map reads."""

import datetime as dt
import gzip
from typing import Any

import pytest

from tests.checking_client import CheckingClient
from tests.factories import a_campaign, a_timeslot, a_user, an_event, an_organization, timeslots_of
from tests.finder.reading_snapshots import events_from


def _events(client: CheckingClient, query: str = "") -> list[dict[str, Any]]:
    return events_from(client.get(f"/events.json?{query}").get_json())


def test_snapshot_has_all_that_the_map_and_its_list_show(client: CheckingClient) -> None:
    organization = an_organization(slug="moms", name="Moms Together")
    event = an_event(
        organization=organization,
        campaign=a_campaign(slug="families", title="Families Belong Together"),
        is_wheelchair_accessible=True,
    )
    starts_at = int(dt.datetime(2026, 12, 5, 17, tzinfo=dt.UTC).timestamp())
    assert _events(client) == [
        {
            "id": event.id,
            "title": "Rally at Daley Plaza",
            "town": "Chicago",
            "state": "IL",
            "venue": "Daley Plaza",
            "zone": "America/Chicago",
            "slots": [(starts_at, starts_at + 7200)],
            "precision": "rooftop",
            "point": (41.8836, -87.6308),
            "kind": ["rally", {"en": "Rally", "es": "Manifestación"}],
            "flags": {"wheelchair"},
            "going": 0,
            "organization": ["moms", "Moms Together"],
            "campaign": ["families", "Families Belong Together"],
        }
    ]


def test_snapshot_is_the_same_in_every_language(client: CheckingClient) -> None:
    an_event()
    assert client.get("/events.json").data == client.get("/es/events.json").data


def test_snapshot_says_each_name_once_and_leaves_the_town_out_of_titles(client: CheckingClient) -> None:
    campaign, host = a_campaign(), a_user()
    for city in ("Chicago", "Chicago", "Peoria", ""):
        an_event(title="Chicago and Peoria march", city=city, campaign=campaign, host=host)
    file = client.get("/events.json").get_json()
    assert (file["titles"], file["title"]) == (
        ["\x01 and Peoria march", "Chicago and \x01 march", "Chicago and Peoria march"],
        [0, 0, 1, 2],
    )
    assert {event["title"] for event in events_from(file)} == {"Chicago and Peoria march"}


def test_snapshot_says_how_full_an_event_is_no_closer_than_a_page_does(client: CheckingClient) -> None:
    for capacity, going_count in ((None, 4), (None, 5), (None, 49), (100, 50), (60, 55), (60, 60)):
        event = an_event(capacity=capacity)
        timeslots_of(event)[0].going_count = going_count
    assert [(event["going"], event["flags"]) for event in _events(client)] == [
        (0, set()),
        (5, set()),
        (25, set()),
        (50, set()),
        (50, {"few_places"}),
        (50, {"full"}),
    ]


def test_snapshot_has_its_columns_when_there_is_nothing_in_them(client: CheckingClient) -> None:
    assert _events(client) == []


def test_snapshot_is_coarse_when_the_place_is_withheld(client: CheckingClient) -> None:
    an_event(address_visibility="going", latitude=41.88491, longitude=-87.63499)
    event = _events(client)[0]
    assert (event["point"], event["precision"], event["venue"]) == ((41.88, -87.63), "city", "")


def test_snapshot_has_those_online_without_a_point(client: CheckingClient) -> None:
    for changes in (
        {"latitude": 64.84, "longitude": -147.72},
        {"latitude": None, "longitude": None, "precision": None, "online_url": "https://secret.example"},
        {"latitude": -14.27, "longitude": 171.5},
    ):
        an_event(**changes)
    assert [(event["point"], event["flags"]) for event in _events(client)] == [
        ((64.84, -147.72), set()),
        (None, {"online"}),
        ((-14.27, 171.5), set()),
    ]
    assert b"secret" not in client.get("/events.json").data


def test_snapshot_leaves_out_what_is_not_public_or_is_over(client: CheckingClient, now: dt.datetime) -> None:
    an_event(state="pending")
    an_event(state="cancelled")
    an_event(starts_at=now - dt.timedelta(hours=3))
    assert _events(client) == []


def test_snapshot_shows_the_timeslots_to_come_soonest_first(client: CheckingClient, now: dt.datetime) -> None:
    an_event()
    event = an_event(starts_at=now - dt.timedelta(days=1))
    a_timeslot(event, starts_at=now + dt.timedelta(days=9), ends_at=now + dt.timedelta(days=9, hours=1))
    a_timeslot(event, starts_at=now + dt.timedelta(days=2), ends_at=now + dt.timedelta(days=2, hours=1))
    starts = [starts_at for starts_at, _ends_at in _events(client)[1]["slots"]]
    assert starts == [int((now + dt.timedelta(days=days)).timestamp()) for days in (2, 9)]


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
    assert [event["title"] for event in _events(client, query)] == titles


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
    sources = [e.get("data-shell") for e in client.page("/").elements if e.get("data-shell")]
    answer = client.get(sources[0])
    assert len(sources) == 1
    assert (answer.mimetype, answer.headers["Cache-Control"]) == (
        "text/javascript",
        "public, max-age=31536000, immutable",
    )
    assert client.get("/map/0123456789ab.js").status_code == 404
