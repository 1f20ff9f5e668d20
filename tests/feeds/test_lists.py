"""Lists that follow the finder: campaigns, what is called off, how long, how often; few statements for any number."""

import json
from typing import Any

import pytest
from icalendar import Calendar

from actions.database import db
from actions.feeds import routes
from tests import factories
from tests.checking_client import CheckingClient
from tests.services.statements import statements

LISTS = ("/events.ics", "/events.geojson", "/events.atom")


def titles(client: CheckingClient, address: str) -> list[str]:
    """The titles in a list, whatever its format."""
    answer = client.get(address)
    assert answer.status_code == 200
    if ".ics" in address:
        return sorted(str(entry["summary"]) for entry in Calendar.from_ical(answer.text).walk("VEVENT"))
    if ".geojson" in address:
        return sorted(feature["properties"]["title"] for feature in json.loads(answer.data)["features"])
    return sorted(part.split("</title>")[0] for part in answer.text.split("<title>")[2:])


@pytest.mark.parametrize("address", LISTS)
def test_a_list_holds_the_events_of_one_campaign(client: CheckingClient, address: str) -> None:
    campaign = factories.a_campaign(slug="families")
    factories.an_event(title="Ours", campaign=campaign)
    factories.an_event(title="Theirs")
    assert titles(client, address) == ["Ours", "Theirs"]
    assert titles(client, f"{address}?campaign=families") == ["Ours"]
    assert client.get(f"{address}?campaign=no-such").status_code == 404


@pytest.mark.parametrize("address", LISTS)
def test_a_lists_filters_are_the_finders(client: CheckingClient, address: str) -> None:
    factories.an_event(title="Chicago", is_wheelchair_accessible=True)
    factories.an_event(title="Boston", kind="vigil", city="Boston", region="MA", latitude=42.36, longitude=-71.06)
    expected = {
        "?near=60602": ["Chicago"],
        "?near=Massachusetts": ["Boston"],
        "?near=60602&miles=any": ["Boston", "Chicago"],
        "?kind=vigil": ["Boston"],
        "?accessible=1": ["Chicago"],
        "?from=2026-12-06": [],
    }
    assert {query: titles(client, address + query) for query in expected} == expected


def test_calendars_and_news_keep_what_is_called_off_until_it_would_be_over(client: CheckingClient, now: Any) -> None:
    factories.an_event(title="Off", state="cancelled")
    factories.postponed(factories.an_event(title="Later"))
    factories.an_event(title="Long off", state="cancelled", starts_at=now.replace(day=1))
    factories.postponed(factories.an_event(title="Long later", starts_at=now.replace(day=1)))
    factories.an_event(title="On")
    assert titles(client, "/events.ics") == ["Later", "Off", "On"]
    assert titles(client, "/events.ics?near=60602") == ["Later", "Off", "On"]
    assert titles(client, "/events.atom") == ["Cancelled: Off", "On", "Postponed: Later"]
    assert titles(client, "/events.geojson") == ["On"]


@pytest.mark.parametrize(
    ("address", "limit"),
    [
        ("/events.ics", "MOST_CALENDAR_EVENTS"),
        ("/events.geojson", "MOST_FEATURES"),
        ("/events.atom", "MOST_NEWS"),
    ],
)
def test_a_list_ends_at_its_limit(
    client: CheckingClient, monkeypatch: pytest.MonkeyPatch, address: str, limit: str
) -> None:
    monkeypatch.setattr(routes, limit, 2)
    factories.an_event()
    assert "Not more than" not in client.get(address).text
    for _ in range(2):
        factories.an_event()
    assert len(titles(client, address)) == 2


@pytest.mark.parametrize(
    ("address", "limit", "told"),
    [
        ("/events.ics", "MOST_CALENDAR_EVENTS", "\r\nDESCRIPTION:Not more than 2 actions."),
        ("/events.atom", "MOST_NEWS", "<subtitle>Not more than 2 actions."),
    ],
)
def test_a_list_that_ended_at_its_limit_says_so(
    client: CheckingClient, monkeypatch: pytest.MonkeyPatch, address: str, limit: str, told: str
) -> None:
    monkeypatch.setattr(routes, limit, 2)
    for _ in range(3):
        factories.an_event()
    assert told in client.get(address).text


def test_lists_that_have_to_be_made_are_limited_and_kept_ones_are_not(client: CheckingClient) -> None:
    factories.an_event()
    client.keeps_pages = True
    assert {client.get("/events.ics").status_code for _ in range(20)} == {200}
    made = [client.get(f"/events.ics?x={number}", check_page=False).status_code for number in range(12)]
    assert made == [200] * 11 + [429]


@pytest.mark.parametrize("address", [*LISTS, "/events.ics?near=60602"])
def test_a_list_takes_as_many_statements_for_one_event_as_for_thirty(client: CheckingClient, address: str) -> None:
    counts = []
    for more in (1, 29):
        for _ in range(more):
            factories.an_event()
        with statements() as sent:
            client.get(address)
        counts.append(len([statement for statement in sent if "publications" not in statement]))
        db.session.commit()
    expected = 3 if "near" in address else 2
    assert counts == [expected, expected]


@pytest.mark.parametrize("address", LISTS)
def test_a_list_speaks_the_language_of_its_address(client: CheckingClient, address: str) -> None:
    event = factories.an_event(
        city="", region="", venue="", address="", postal_code="", online_url="https://m.example/"
    )
    text = client.get(f"/es{address}").text.replace("\r\n ", "")
    assert f"http://localhost/es/events/{event.slug}" in text
    assert client.get(address).text.count("/es/") == 0
