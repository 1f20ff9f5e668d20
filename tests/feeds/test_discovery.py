"""Sitemap, robots and what a page's head tells those who share it."""

import re
from xml.etree.ElementTree import fromstring

import pytest

from actions.events.models import Event
from actions.feeds import queries
from tests import factories
from tests.checking_client import CheckingClient
from tests.html_page import HtmlPage

MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
XHTML = "{http://www.w3.org/1999/xhtml}link"


def locations(client: CheckingClient, address: str) -> list[str]:
    answer = client.get(address)
    assert (answer.status_code, answer.content_type) == (200, "application/xml; charset=utf-8")
    return [element.text or "" for element in fromstring(answer.data).iter(f"{MAP}loc")]


def page_with(event: Event) -> str:
    """The path of the page that an event is on: numbers go on growing from test to test."""
    return f"/sitemaps/{(event.id - 1) // queries.EVENTS_A_SITEMAP + 1}.xml"


def property_of(page: HtmlPage, name: str) -> str:
    (element,) = page.all("meta", property=name)
    return element.get("content")


def test_the_index_names_the_pages_and_their_latest_change(client: CheckingClient) -> None:
    event = factories.an_event()
    answer = client.get("/sitemap.xml")
    pages = ["http://localhost/sitemaps/0.xml", f"http://localhost{page_with(event)}"]
    assert locations(client, "/sitemap.xml") == pages
    assert [element.text for element in fromstring(answer.data).iter(f"{MAP}lastmod")] == ["2026-11-24T15:00:00Z"]


def test_a_page_names_each_event_in_each_language_with_the_others_beside_it(client: CheckingClient) -> None:
    event = factories.an_event()
    factories.an_event(state="pending")
    cancelled = factories.an_event(state="cancelled")
    english, spanish = f"http://localhost/events/{event.slug}", f"http://localhost/es/events/{event.slug}"
    found = locations(client, page_with(event))
    assert found == [
        english,
        spanish,
        f"http://localhost/events/{cancelled.slug}",
        f"http://localhost/es/events/{cancelled.slug}",
    ]
    entry = next(fromstring(client.get(page_with(event)).data).iter(f"{MAP}url"))
    assert [(link.get("hreflang"), link.get("href")) for link in entry.iter(XHTML)] == [
        ("en", english),
        ("es", spanish),
        ("x-default", english),
    ]


def test_the_sites_own_pages_are_there(client: CheckingClient) -> None:
    factories.a_campaign(slug="families")
    assert locations(client, "/sitemaps/0.xml")[::2] == [
        "http://localhost/",
        "http://localhost/privacy",
        "http://localhost/credits",
        "http://localhost/campaigns/families",
    ]


def test_events_go_onto_pages_by_their_number(client: CheckingClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "EVENTS_A_SITEMAP", 2)
    numbers = [factories.an_event().id for _ in range(5)]
    pages = {(number - 1) // 2 + 1 for number in numbers}
    assert locations(client, "/sitemap.xml")[1:] == [f"http://localhost/sitemaps/{page}.xml" for page in sorted(pages)]
    assert max(len(locations(client, f"/sitemaps/{page}.xml")) for page in pages) == 4
    assert client.get(f"/sitemaps/{max(pages) + 1}.xml").status_code == 404


@pytest.mark.parametrize("number", ["858993", "858994", "999999999999", "-1", "x"])
def test_a_page_that_no_event_is_on_is_not_there(client: CheckingClient, number: str) -> None:
    assert client.get(f"/sitemaps/{number}.xml").status_code == 404


def test_no_page_of_the_sitemap_is_too_long() -> None:
    assert queries.EVENTS_A_SITEMAP * 2 <= 5_000


def test_robots_are_kept_out_of_desks_links_and_searches(client: CheckingClient) -> None:
    lines = client.get("/robots.txt").text.splitlines()
    assert lines[0] == "User-agent: *"
    assert lines[-1] == "Sitemap: http://localhost/sitemap.xml"
    closed = {line.removeprefix("Disallow: ") for line in lines[1:-2]}
    assert {"/host", "/organize", "/account", "/rsvps/", "/mail/", "/dev/", "/?", "/es/host", "/es/?"} <= closed
    allowed = ("/", "/es/", "/events/17-rally", "/campaigns/families", "/events/17-rally/share-0123456789ab.png")
    patterns = [re.escape(rule).replace(r"\*", ".*") for rule in closed]
    assert [path for path in allowed if any(re.match(pattern, path) for pattern in patterns)] == []


def test_an_events_head_has_what_networks_show(client: CheckingClient) -> None:
    event = factories.an_event(description="Bring *water*, [friends](https://x.example) & `signs`.")
    page = client.page(f"/events/{event.slug}")
    url = f"http://localhost/events/{event.slug}"
    words = "Saturday, December 5, 2026, 11:00 AM – 1:00 PM CST, Chicago, IL. Bring water, friends & signs."
    assert property_of(page, "og:title") == "Rally at Daley Plaza"
    assert property_of(page, "og:url") == page.one("link", rel="canonical").get("href") == url
    assert property_of(page, "og:description") == page.one("meta", name="description").get("content") == words
    assert property_of(page, "og:image").startswith(f"{url}/share-")
    assert (property_of(page, "og:image:width"), property_of(page, "og:image:height")) == ("1200", "630")
    assert property_of(page, "og:image:alt").startswith("Rally at Daley Plaza. Saturday, December 5")
    assert (property_of(page, "og:locale"), property_of(page, "og:locale:alternate")) == ("en_US", "es_LA")
    assert page.one("meta", name="twitter:card").get("content") == "summary_large_image"


def test_a_cancelled_events_head_says_so_first(client: CheckingClient) -> None:
    event = factories.an_event(state="cancelled")
    page = client.page(f"/events/{event.slug}")
    assert property_of(page, "og:description").startswith("Cancelled. Saturday, December 5")


def test_a_campaigns_head_names_its_feeds_and_picture(client: CheckingClient) -> None:
    campaign = factories.a_campaign(slug="families", summary="One **day**, every state.")
    factories.an_event(campaign=campaign)
    page = client.page("/campaigns/families?kind=rally&page=1")
    assert page.one("link", rel="canonical").get("href") == "http://localhost/campaigns/families?kind=rally"
    assert property_of(page, "og:title") == "Families Belong Together"
    assert property_of(page, "og:description") == "1 action. One day, every state."
    assert property_of(page, "og:image").startswith("http://localhost/campaigns/families/share-")
    feeds = {link.get("type"): link.get("href") for link in page.all("link", rel="alternate") if link.get("type")}
    assert feeds == {
        "application/atom+xml": "http://localhost/events.atom?kind=rally&campaign=families",
        "text/calendar": "http://localhost/events.ics?kind=rally&campaign=families",
    }


def test_every_page_names_its_twins_by_their_whole_address(client: CheckingClient) -> None:
    for address in ("/es/?near=60602", "/?near=60602"):
        page = client.page(address)
        twins = [(link.get("hreflang"), link.get("href")) for link in page.all("link", rel="alternate")]
        assert [twin for twin in twins if twin[0]] == [
            ("en", "http://localhost/?near=60602"),
            ("es", "http://localhost/es/?near=60602"),
            ("x-default", "http://localhost/?near=60602"),
        ]
