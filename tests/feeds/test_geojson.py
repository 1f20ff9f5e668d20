"""The GeoJSON feed: the contract's properties, the finder's filters, two statements for any number of events."""

import json
from typing import Any

from actions.database import db
from tests import factories
from tests.checking_client import CheckingClient
from tests.services.statements import statements


def features(client: CheckingClient, query: str = "") -> list[dict[str, Any]]:
    answer = client.get(f"/events.geojson{query}")
    assert (answer.status_code, answer.content_type) == (200, "application/geo+json")
    collection = json.loads(answer.data)
    assert (set(collection), collection["type"]) == ({"type", "features"}, "FeatureCollection")
    return list(collection["features"])


def test_a_feature_says_what_when_and_where(client: CheckingClient) -> None:
    event = factories.an_event()
    assert features(client) == [
        {
            "type": "Feature",
            "id": event.id,
            "geometry": {"type": "Point", "coordinates": [-87.6308, 41.8836]},
            "properties": {
                "id": event.id,
                "title": "Rally at Daley Plaza",
                "url": f"http://localhost/events/{event.slug}",
                "starts_at": "2026-12-05T11:00-06:00",
                "ends_at": "2026-12-05T13:00-06:00",
                "timeslots": [{"starts_at": "2026-12-05T11:00-06:00", "ends_at": "2026-12-05T13:00-06:00"}],
                "time_zone": "America/Chicago",
                "kind": "rally",
                "venue": "Daley Plaza",
                "address": "50 W Washington St",
                "city": "Chicago",
                "state": "IL",
                "postal_code": "60602",
                "precision": "rooftop",
                "online": False,
                "accessible": False,
                "sign_language": False,
            },
        }
    ]


def test_an_online_event_has_no_point_and_no_link(client: CheckingClient) -> None:
    factories.an_event(online_url="https://meet.example.org/secret", latitude=None, longitude=None, precision=None)
    (feature,) = features(client, "?online=1")
    assert (feature["geometry"], feature["properties"]["online"]) == (None, True)
    assert "meet.example.org" not in json.dumps(feature)


def test_the_finders_filters_hold(client: CheckingClient) -> None:
    chicago = factories.an_event(is_wheelchair_accessible=True)
    boston = factories.an_event(kind="vigil", city="Boston", region="MA", latitude=42.36, longitude=-71.06)
    expected = {
        "": [chicago, boston],
        "?near=60602": [chicago],
        "?near=Massachusetts": [boston],
        "?near=60602&miles=any": [chicago, boston],
        "?kind=vigil": [boston],
        "?accessible=1": [chicago],
        "?from=2026-12-06": [],
        "?page=x": [chicago, boston],
    }
    found = {query: [feature["id"] for feature in features(client, query)] for query in expected}
    assert found == {query: [event.id for event in events] for query, events in expected.items()}


def test_two_statements_list_one_event_or_thirty(client: CheckingClient) -> None:
    counts = []
    for more in (1, 29):
        for _ in range(more):
            factories.an_event()
        with statements() as sent:
            features(client)
        counts.append(len([statement for statement in sent if "publications" not in statement]))
        db.session.commit()
    assert counts == [2, 2]
