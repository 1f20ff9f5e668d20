"""An event as schema.org has it: every standing, every kind of place, and the same in the head of its page."""

import datetime as dt
import json
from typing import Any

from actions.database import db
from actions.events.models import Event
from tests import factories
from tests.checking_client import CheckingClient

SCHEMA = "https://schema.org/"
ONLINE = {
    "online_url": "https://meet.example.org/secret", "venue": "", "address": "", "city": "", "region": "",
    "postal_code": "", "latitude": None, "longitude": None, "precision": None,
}  # fmt: skip


def data_of(client: CheckingClient, event: Event, prefix: str = "") -> dict[str, Any]:
    answer = client.get(f"{prefix}/events/{event.id}.json")
    assert (answer.status_code, answer.content_type) == (200, "application/ld+json")
    return dict(json.loads(answer.data))


def block_of(client: CheckingClient, event: Event) -> dict[str, Any]:
    text = client.get(f"/events/{event.slug}").text
    (block,) = text.split('<script type="application/ld+json">')[1:]
    return dict(json.loads(block.split("</script>")[0]))


def test_a_rally_in_a_square(client: CheckingClient) -> None:
    organization = factories.an_organization(name="Moms Rising", website_url="https://moms.example.org")
    event = factories.an_event(
        organization=organization, description="Bring **water** & a [friend](https://x.example)."
    )
    url = f"http://localhost/events/{event.slug}"
    data = data_of(client, event)
    picture = data.pop("image")
    assert picture[0].startswith(f"{url}/share-")
    assert picture[0].endswith(".png")
    assert data == {
        "@context": "https://schema.org",
        "@type": "Event",
        "@id": url,
        "url": url,
        "name": "Rally at Daley Plaza",
        "description": "Bring water & a friend.",
        "inLanguage": "en",
        "eventStatus": f"{SCHEMA}EventScheduled",
        "eventAttendanceMode": f"{SCHEMA}OfflineEventAttendanceMode",
        "location": {
            "@type": "Place",
            "name": "Daley Plaza",
            "address": {
                "@type": "PostalAddress",
                "streetAddress": "50 W Washington St",
                "addressLocality": "Chicago",
                "addressRegion": "IL",
                "postalCode": "60602",
                "addressCountry": "US",
            },
            "geo": {"@type": "GeoCoordinates", "latitude": 41.8836, "longitude": -87.6308},
        },
        "organizer": {"@type": "Organization", "name": "Moms Rising", "url": "https://moms.example.org"},
        "isAccessibleForFree": True,
        "startDate": "2026-12-05T11:00-06:00",
        "endDate": "2026-12-05T13:00-06:00",
        "offers": {
            "@type": "Offer",
            "url": url,
            "price": "0",
            "priceCurrency": "USD",
            "availability": f"{SCHEMA}InStock",
            "validFrom": "2026-11-24T15:00:00+00:00",
        },
    }


def test_the_head_of_the_page_says_the_same(client: CheckingClient) -> None:
    event = factories.an_event()
    assert block_of(client, event) == data_of(client, event)


def test_no_text_can_end_the_block(client: CheckingClient) -> None:
    event = factories.an_event(title="</script><script>alert(1)</script>", description="]]> \u2028 <!-- <script>")
    assert block_of(client, event)["name"] == "</script><script>alert(1)</script>"
    text = client.get(f"/events/{event.slug}").text
    (block,) = text.split('<script type="application/ld+json">')[1:]
    assert set("<>&\u2028\u2029") & set(block.split("</script>")[0]) == set()


def test_an_online_event_has_its_page_for_a_place_and_never_its_link(client: CheckingClient) -> None:
    event = factories.an_event(**ONLINE)
    data = data_of(client, event)
    assert data["eventAttendanceMode"] == f"{SCHEMA}OnlineEventAttendanceMode"
    assert data["location"] == {"@type": "VirtualLocation", "url": f"http://localhost/events/{event.slug}"}
    assert "meet.example.org" not in json.dumps(data)


def test_an_event_in_both_places_names_both(client: CheckingClient) -> None:
    data = data_of(client, factories.an_event(online_url="https://meet.example.org/secret"))
    assert data["eventAttendanceMode"] == f"{SCHEMA}MixedEventAttendanceMode"
    assert [place["@type"] for place in data["location"]] == ["Place", "VirtualLocation"]


def test_a_withheld_place_is_a_town(client: CheckingClient) -> None:
    assert data_of(client, factories.an_event(address_visibility="going"))["location"] == {
        "@type": "Place",
        "name": "Chicago, IL",
        "address": {
            "@type": "PostalAddress",
            "addressLocality": "Chicago",
            "addressRegion": "IL",
            "addressCountry": "US",
        },
    }


def test_a_point_that_is_a_towns_middle_is_not_given_as_the_place(client: CheckingClient) -> None:
    assert "geo" not in data_of(client, factories.an_event(precision="zip"))["location"]


def test_standings_are_told_as_the_vocabulary_has_them(client: CheckingClient, now: dt.datetime) -> None:
    moved = factories.an_event()
    factories.a_move(moved, is_place_new=False, is_time_new=True, starts_at=now, ends_at=now + dt.timedelta(hours=2))
    events = {
        "EventScheduled": factories.an_event(),
        "EventCancelled": factories.an_event(state="cancelled"),
        "EventPostponed": factories.postponed(factories.an_event()),
        "EventRescheduled": moved,
    }
    found = {name: data_of(client, event) for name, event in events.items()}
    assert {name: data["eventStatus"] for name, data in found.items()} == {name: SCHEMA + name for name in events}
    assert {name: "offers" in data for name, data in found.items()} == {
        "EventScheduled": True,
        "EventCancelled": False,
        "EventPostponed": False,
        "EventRescheduled": True,
    }
    # Of a postponed event the old date is named, as search engines ask; its status says that it is off.
    assert {data["startDate"] for data in found.values()} == {"2026-12-05T11:00-06:00"}
    assert found["EventRescheduled"]["previousStartDate"] == "2026-11-24T09:00-06:00"
    assert "previousStartDate" not in found["EventScheduled"]


def test_a_full_event_has_no_places_left_and_a_past_one_offers_none(client: CheckingClient, now: dt.datetime) -> None:
    full = factories.an_event(capacity=1)
    factories.an_rsvp(full)
    past = factories.an_event(starts_at=now - dt.timedelta(days=2))
    assert data_of(client, full)["offers"]["availability"] == f"{SCHEMA}SoldOut"
    assert "offers" not in data_of(client, past)


def test_each_of_several_times_is_a_part(client: CheckingClient) -> None:
    event = factories.an_event()
    factories.a_timeslot(event)
    data = data_of(client, event)
    assert (data["startDate"], data["endDate"]) == ("2026-12-05T11:00-06:00", "2026-12-06T13:00-06:00")
    parts = data["subEvent"]
    assert [(part["startDate"], part["endDate"]) for part in parts] == [
        ("2026-12-05T11:00-06:00", "2026-12-05T13:00-06:00"),
        ("2026-12-06T11:00-06:00", "2026-12-06T13:00-06:00"),
    ]
    assert {part["name"] for part in parts} == {event.title}
    assert {part["offers"]["price"] for part in parts} == {"0"}
    assert len({part["@id"] for part in parts}) == 2


def test_the_language_is_that_of_the_address(client: CheckingClient) -> None:
    event = factories.an_event()
    data = data_of(client, event, "/es")
    assert (data["inLanguage"], data["url"]) == ("es", f"http://localhost/es/events/{event.slug}")


def test_an_unpublished_event_has_no_file_and_no_block(client: CheckingClient) -> None:
    for state in ("draft", "pending", "declined"):
        event = factories.an_event(state=state)
        assert client.get(f"/events/{event.id}.json").status_code == 404
    assert client.get(f"/events/{2**31 - 1}.json").status_code == 404
    db.session.commit()
