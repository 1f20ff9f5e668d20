"""The Atom feed is what RFC 4287 asks for: lasting ids, instants, one alternate an entry, well-formed come what may."""

import datetime as dt
import re
from xml.etree.ElementTree import Element, fromstring

from actions.database import db
from tests import factories
from tests.checking_client import CheckingClient

ATOM = "{http://www.w3.org/2005/Atom}"
FEED = {"id": 1, "title": 1, "updated": 1, "author": 1}
ENTRY = {"id": 1, "title": 1, "updated": 1, "published": 1, "content": 1, "link": 1, "category": 1}


def feed(client: CheckingClient, address: str = "/events.atom") -> Element:
    """The feed, once it is seen to have the parts that it must have."""
    answer = client.get(address)
    assert (answer.status_code, answer.content_type) == (200, "application/atom+xml; charset=utf-8")
    root = fromstring(answer.data)
    assert root.tag == f"{ATOM}feed"
    assert {name: len(root.findall(ATOM + name)) for name in FEED} == FEED
    assert root.find(f"{ATOM}author/{ATOM}name") is not None
    assert {link.get("rel") for link in root.findall(f"{ATOM}link")} == {"self", "alternate"}
    for entry in root.findall(f"{ATOM}entry"):
        assert {name: len(entry.findall(ATOM + name)) for name in ENTRY} == ENTRY
    for instant in [*root.iter(f"{ATOM}updated"), *root.iter(f"{ATOM}published")]:
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", instant.text or "")
    ids = [element.text for element in root.iter(f"{ATOM}id")]
    assert len(set(ids)) == len(ids)
    return root


def texts(root: Element, name: str) -> list[str | None]:
    return [entry.findtext(ATOM + name) for entry in root.findall(f"{ATOM}entry")]


def test_an_entry_says_what_when_and_where(client: CheckingClient) -> None:
    event = factories.an_event(description="Bring **water**.")
    (entry,) = feed(client).findall(f"{ATOM}entry")
    assert entry.findtext(f"{ATOM}id") == f"tag:localhost,2026:event/{event.id}"
    assert entry.findtext(f"{ATOM}summary") == "Bring water."
    assert entry.findtext(f"{ATOM}content") == (
        "<p>Saturday, December 5, 2026, 11:00 AM – 1:00 PM CST<br>"
        "Daley Plaza, 50 W Washington St, Chicago, IL 60602</p><p>Bring <strong>water</strong>.</p>\n"
    )
    (link,) = entry.findall(f"{ATOM}link")
    assert link.attrib == {
        "rel": "alternate",
        "href": f"http://localhost/events/{event.slug}",
        "type": "text/html",
        "hreflang": "en",
    }


def test_the_latest_change_comes_first_and_dates_the_feed(client: CheckingClient, now: dt.datetime) -> None:
    first, second = factories.an_event(title="First"), factories.an_event(title="Second")
    second.changed_at = now + dt.timedelta(minutes=5)
    db.session.commit()
    root = feed(client)
    assert texts(root, "title") == ["Second", "First"]
    assert root.findtext(f"{ATOM}updated") == "2026-11-24T15:05:00Z"
    assert texts(root, "id") == [f"tag:localhost,2026:event/{event.id}" for event in (second, first)]


def test_ids_stay_when_an_event_is_renamed_and_in_every_language(client: CheckingClient) -> None:
    event = factories.an_event()
    before = texts(feed(client), "id")
    event.title = "March"
    db.session.commit()
    assert texts(feed(client), "id") == before == texts(feed(client, "/es/events.atom"), "id")


def test_a_feed_is_known_by_what_it_is_a_feed_of(client: CheckingClient) -> None:
    ids = [feed(client, address).findtext(f"{ATOM}id") for address in ("/events.atom", "/events.atom?kind=rally&x=1")]
    assert ids == ["tag:localhost,2026:/events.atom", "tag:localhost,2026:/events.atom?kind=rally"]


def test_an_empty_feed_stays_as_it_is_all_day(client: CheckingClient) -> None:
    assert feed(client).findtext(f"{ATOM}updated") == "2026-11-24T00:00:00Z"


def test_no_text_breaks_the_feed(client: CheckingClient) -> None:
    factories.an_event(title="a\x0bb <b>&amp; ]]> \ufffe", description="<script>alert(1)</script> \x01 🪧")
    (entry,) = feed(client).findall(f"{ATOM}entry")
    assert entry.findtext(f"{ATOM}title") == "ab <b>&amp; ]]> "
    assert "<script>" not in (entry.findtext(f"{ATOM}content") or "")


def test_a_called_off_event_says_so_and_a_postponed_one_names_no_day(client: CheckingClient) -> None:
    factories.an_event(title="Rally", state="cancelled", cancelled_at=factories.NOW)
    factories.postponed(factories.an_event(title="Vigil"))
    root = feed(client)
    assert texts(root, "title") == ["Postponed: Vigil", "Cancelled: Rally"]
    assert "December" not in str(texts(root, "content")[0])
