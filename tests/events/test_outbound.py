"""Links that lead out of an event's page carry what the page shows and nothing else."""

import datetime as dt
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from flask import Flask

from actions.events import outbound
from actions.events.models import Event
from actions.events.redaction import Audience, shown_place
from tests.checking_client import CheckingClient
from tests.factories import a_timeslot, an_event, timeslots_of

URL = "http://localhost/events/1-rally"


def query_of(address: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}


def calendars(event: Event) -> dict[str, dict[str, str]]:
    place = shown_place(event, Audience.PUBLIC)
    links = outbound.calendar_links(event, timeslots_of(event)[0], place, URL)
    return {name: query_of(address) for name, address in links}


def test_calendars_are_handed_time_zone_and_public_place(app: Flask) -> None:
    event = an_event(title="Rally & more")
    with app.test_request_context():
        found = calendars(event)
    assert found == {
        "Google Calendar": {
            "action": "TEMPLATE",
            "text": "Rally & more",
            "dates": "20261205T170000Z/20261205T190000Z",
            "ctz": "America/Chicago",
            "location": "Daley Plaza, 50 W Washington St, Chicago, IL 60602",
            "details": URL,
        },
        "Outlook": {
            "path": "/calendar/action/compose",
            "rru": "addevent",
            "subject": "Rally & more",
            "startdt": "2026-12-05T17:00:00Z",
            "enddt": "2026-12-05T19:00:00Z",
            "location": "Daley Plaza, 50 W Washington St, Chicago, IL 60602",
            "body": URL,
        },
    }


def test_directions_lead_to_the_point_where_it_is_exact(app: Flask) -> None:
    assert outbound.directions(shown_place(an_event(precision="street"), Audience.PUBLIC)) == [
        ("OpenStreetMap", "https://www.openstreetmap.org/directions?to=41.883600,-87.630800"),
        ("Apple Maps", "https://maps.apple.com/?daddr=41.883600,-87.630800"),
        ("Google Maps", "https://www.google.com/maps/dir/?api=1&destination=41.883600,-87.630800"),
    ]


@pytest.mark.parametrize("precision", ["zip", "city", None])
def test_directions_lead_by_the_text_of_the_address_where_only_that_is_known(app: Flask, precision: str | None) -> None:
    written = "Daley%20Plaza%2C%2050%20W%20Washington%20St%2C%20Chicago%2C%20IL%2060602"
    assert outbound.directions(shown_place(an_event(precision=precision), Audience.PUBLIC)) == [
        ("OpenStreetMap", f"https://www.openstreetmap.org/search?query={written}"),
        ("Apple Maps", f"https://maps.apple.com/?daddr={written}"),
        ("Google Maps", f"https://www.google.com/maps/dir/?api=1&destination={written}"),
    ]


def test_an_address_stays_one_value_of_a_link_whatever_is_in_it(app: Flask) -> None:
    event = an_event(precision="zip", venue="Café Ñandú & Söhne #3/4?", address="5% {Main}+St = 1")
    place = shown_place(event, Audience.PUBLIC)
    (_osm, osm), (_apple, apple), (_google, google) = outbound.directions(place)
    assert query_of(osm) == {"query": place.one_line}
    assert query_of(apple) == {"daddr": place.one_line}
    assert query_of(google) == {"api": "1", "destination": place.one_line}
    assert osm.isascii()


@pytest.mark.parametrize(
    ("known", "written"),
    [
        ({"venue": ""}, "50 W Washington St, Chicago, IL 60602"),
        ({"address": "", "postal_code": ""}, "Daley Plaza, Chicago, IL"),
        ({"venue": "", "address": ""}, None),
        ({"address": "", "city": "", "postal_code": ""}, None),
        ({"address_visibility": "going"}, None),
    ],
)
def test_directions_need_a_street_or_a_venue_in_a_town(app: Flask, known: dict[str, str], written: str | None) -> None:
    links = outbound.directions(shown_place(an_event(precision="zip", **known), Audience.PUBLIC))
    assert [query_of(address)["daddr"] for name, address in links if name == "Apple Maps"] == (
        [written] if written else []
    )
    assert len(links) == (3 if written else 0)


def test_message_says_what_when_and_the_town(app: Flask) -> None:
    event = an_event(title="Bread & Roses")
    place, slots = shown_place(event, Audience.PUBLIC), timeslots_of(event)
    with app.test_request_context():
        text = outbound.share_text(event, slots, place)
        mail, whatsapp = (address for _name, address in outbound.share_links(event, text, URL))
    assert text == "Bread & Roses, Sat, Dec 5, 11:00 AM, Chicago, IL"
    assert unquote(mail) == f"mailto:?subject=Bread & Roses&body={text}\n{URL}"
    assert "+" not in mail
    assert query_of(whatsapp) == {"text": f"{text} {URL}"}


def test_every_link_out_of_a_page_is_plain_and_tells_the_other_side_nothing(client: CheckingClient) -> None:
    page = client.page(f"/events/{an_event().slug}")
    out = [link for link in page.all("a") if urlsplit(link.get("href")).netloc]
    assert [urlsplit(link.get("href")).netloc for link in out] == [
        "calendar.google.com", "outlook.live.com", "www.openstreetmap.org", "maps.apple.com", "www.google.com", "wa.me",
    ]  # fmt: skip
    assert {link.get("rel") for link in out} == {"noopener noreferrer"}


def test_no_link_of_a_page_tells_a_withheld_place_or_a_meetings_link(client: CheckingClient) -> None:
    event = an_event(
        title="Vigil", venue="Maria's house", address_visibility="going", online_url="https://meet.example.org/secret"
    )
    page = client.page(f"/events/{event.slug}")
    links = unquote(" ".join(link.get("href") for link in page.all("a")))
    told = [word for word in ("Maria", "Washington", "60602", "41.88", "87.63", "meet.example.org") if word in links]
    assert told == []
    assert "location=Chicago, IL" in links
    assert "openstreetmap" not in links


def test_the_page_of_an_approximate_place_leads_there_by_its_address(client: CheckingClient) -> None:
    page = client.page(f"/events/{an_event(precision='zip').slug}")
    led = [link for link in page.all("a") if "maps" in link.get("href") or "openstreetmap" in link.get("href")]
    assert [link.text for link in led] == ["OpenStreetMap", "Apple Maps", "Google Maps"]
    assert (
        page.one("dd", **{"class": "event-directions"}).text == "Directions: OpenStreetMap · Apple Maps · Google Maps"
    )


@pytest.mark.parametrize("precision", ["rooftop", "zip"])
def test_no_page_leads_to_a_withheld_address(client: CheckingClient, precision: str) -> None:
    page = client.page(f"/events/{an_event(precision=precision, address_visibility='going').slug}")
    assert page.all("dd", **{"class": "event-directions"}) == []


def test_several_times_each_have_their_calendars_and_those_past_have_none(
    client: CheckingClient, now: dt.datetime
) -> None:
    event = an_event(starts_at=now - dt.timedelta(hours=2), hours=1)
    a_timeslot(event)
    a_timeslot(event, starts_at=now + dt.timedelta(days=8), ends_at=now + dt.timedelta(days=9))
    links = [link for link in client.page(f"/events/{event.slug}").all("a") if "calendar" in link.get("href")]
    assert [link.text for link in links] == [
        "Google Calendar, Wed, Nov 25", "Outlook, Wed, Nov 25", "Google Calendar, Wed, Dec 2", "Outlook, Wed, Dec 2",
    ]  # fmt: skip
