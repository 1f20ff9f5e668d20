"""Links that lead out of an event's page carry what the page shows and nothing else."""

import datetime as dt
from urllib.parse import parse_qs, unquote, urlsplit

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
