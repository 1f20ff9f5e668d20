"""One campaign: its story and its own finder."""

import datetime as dt

import pytest

from actions.coalition.models import Campaign
from actions.database import db
from actions.demo.story import tell_story
from actions.rsvps.models import Rsvp
from actions.stories import service
from actions.stories.story import Demand, Link, Question, Section, Story
from tests.checking_client import CheckingClient
from tests.factories import NOW, a_campaign, a_picture, an_event
from tests.html_page import HtmlPage


def _two_campaigns() -> None:
    ours = a_campaign(
        slug="families",
        title="Families Belong Together",
        summary="We **march**. <script>alert(1)</script>",
        day_on=dt.date(2026, 12, 5),
    )
    an_event(campaign=ours, title="Ours")
    an_event(campaign=a_campaign(slug="other"), title="Theirs")


def test_campaign_page_tells_its_story_and_lists_only_its_own(client: CheckingClient) -> None:
    _two_campaigns()
    page = client.page("/campaigns/families?near=60602")
    assert [e.text for e in page.elements if e.tag == "strong" and e.text == "march"] == ["march"]
    assert "<script>alert(1)</script>" in page.text
    assert [e.text for e in page.elements if e.tag == "h1"] == ["Families Belong Together"]
    assert "1 action within 25 miles of Chicago, IL 60602" in page.text
    assert "Saturday, December 5, 2026" in page.text
    assert "Theirs" not in page.text


def test_campaign_form_stays_on_the_campaigns_page(client: CheckingClient) -> None:
    _two_campaigns()
    answer = client.submit(client.get("/campaigns/families"), "Find", near="60602")
    assert answer.request.path == "/campaigns/families"


def test_campaign_map_reads_only_its_own(client: CheckingClient) -> None:
    _two_campaigns()
    page = client.page("/campaigns/families")
    (address,) = [e.get("data-events") for e in page.elements if e.get("data-events")]
    assert address == "/events.json?campaign=families"
    assert client.get(address).get_json()["titles"] == ["Ours"]


def test_campaign_page_is_a_404_when_there_is_no_such_campaign(client: CheckingClient) -> None:
    assert [client.get(a).status_code for a in ("/campaigns/nope", "/events.json?campaign=nope")] == [404, 404]


def _told(campaign: Campaign, **parts: object) -> Campaign:
    """The campaign with a story in public."""
    service.save_part(campaign.id, parts, seen=service.mark_of(Story(), tuple(parts)), now=NOW)
    service.publish(campaign.id, now=NOW)
    return campaign


def _order(page: HtmlPage) -> list[str]:
    return [e.get("id") for e in page.elements if e.get("id") in ("near", "about", "results", "miles")]


def test_story_comes_first_with_the_search_above_it_and_the_list_below(client: CheckingClient) -> None:
    campaign = _told(a_campaign(slug="families"), what={"en": "We march."}, headline={"en": "Together"})
    an_event(campaign=campaign)
    page = client.page("/campaigns/families")
    assert _order(page) == ["near", "about", "miles", "results"]
    assert [e.text for e in page.elements if e.tag == "h1"] == ["Together"]
    assert ("#results", "See the action") in [(e.get("href"), e.text) for e in page.all("a")]


def test_whoever_is_looking_sees_the_list_first_and_the_story_below(client: CheckingClient) -> None:
    campaign = _told(a_campaign(slug="families"), what={"en": "We march."}, headline={"en": "Together"})
    an_event(campaign=campaign)
    for query in ("near=60602", "near=Chikago", "kind=rally"):
        assert _order(client.page(f"/campaigns/families?{query}")) in (
            ["near", "miles", "results", "about"],
            ["results", "near", "miles", "about"],
        )


def test_both_forms_of_the_page_search_the_campaign(client: CheckingClient) -> None:
    campaign = _told(a_campaign(slug="families"), what={"en": "We march."})
    an_event(campaign=campaign, title="Ours")
    page = client.get("/campaigns/families?source=moms")
    by_place = client.submit(page, "Find", near="60602")
    by_filter = client.submit(page, "Show", kind="rally")
    for answer in (by_place, by_filter):
        assert answer.request.path == "/campaigns/families"
        assert ("Ours" in answer.text, answer.request.args["source"]) == (True, "moms")


def test_missing_spanish_is_shown_in_english_and_says_so(client: CheckingClient) -> None:
    _told(a_campaign(slug="families"), what={"en": "We march.", "es": "Marchamos."}, why={"en": "Because."})
    page = client.page("/es/campaigns/families")
    prose = [(e.get("lang"), e.text) for e in page.elements if e.get("class") == "prose"]
    assert prose == [("", "Marchamos."), ("en", "Because.")]


@pytest.mark.parametrize(
    ("written", "text", "links"),
    [
        ("<script>alert(1)</script>", "<script>alert(1)</script>", []),
        ("<img src=x onerror=alert(1)>", "<img src=x onerror=alert(1)>", []),
        ("[x](javascript:alert(1))", "[x](javascript:alert(1))", []),
        ("[x](//evil.example/a)", "x", [""]),
        ("[x](/\\\\evil.example)", "x", [""]),
        ("[x](https:///evil.example)", "x", [""]),
        ("[x](data:text/html;base64,AA)", "[x](data:text/html;base64,AA)", []),
        ("[x](https://example.org/a)", "x", ["https://example.org/a"]),
        ("[x](mailto:a@example.org)", "x", ["mailto:a@example.org"]),
        ("# x", "x", []),
    ],
)
def test_hostile_markdown_is_harmless(client: CheckingClient, written: str, text: str, links: list[str]) -> None:
    _told(a_campaign(slug="families"), what={"en": written}, questions=(Question({"en": written}, {"en": written}),))
    page = client.page("/campaigns/families")
    prose = [e for e in page.elements if e.get("class") == "prose"]
    assert [e.text for e in prose] == [text, text]
    inside = [e for e in page.elements if prose[0] in e.inside]
    assert [e.get("href") for e in inside if e.tag == "a"] == links
    assert {e.tag for e in inside} <= {"p", "a", "h3"}


def test_links_to_other_sites_carry_the_visitors_code_under_the_name_each_has_for_it(client: CheckingClient) -> None:
    give = Link("donate", {"en": "Give"}, "https://pay.example.org/?refcode=site#form", "refcode")
    sign = Link("petition", {}, "https://sign.example.org/")
    _told(a_campaign(slug="families"), links=(sign, give))
    found = {}
    for query in ("", "?source=moms"):
        page = client.page(f"/campaigns/families{query}")
        found[query] = [e.get("href") for e in page.all("a") if "example.org" in e.get("href")]
    assert found == {
        "": ["https://pay.example.org/?refcode=site#form", "https://sign.example.org/"],
        "?source=moms": ["https://pay.example.org/?refcode=moms#form", "https://sign.example.org/?source=moms"],
    }


def test_code_is_carried_from_the_campaign_to_the_answer_without_a_cookie(client: CheckingClient) -> None:
    an_event(campaign=a_campaign(slug="families"))
    page = client.page("/campaigns/families?source=moms")
    (address,) = [e.get("href") for e in page.all("a") if e.text == "Rally at Daley Plaza"]
    form = client.get(address)
    answer = client.submit(form, given_name="Maria", email="m@example.org", postal_code="60602")
    assert (answer.status_code, answer.location.partition("?")[2]) == (303, "source=moms")
    assert [rsvp.source for rsvp in db.session.scalars(db.select(Rsvp))] == ["moms"]


def test_code_survives_a_form_that_was_refused(client: CheckingClient) -> None:
    event = an_event()
    refused = client.submit(
        client.get(f"/events/{event.slug}?source=moms"), given_name="", email="m@example.org", postal_code="60602"
    )
    assert refused.status_code == 422
    client.submit(refused, given_name="Maria")
    assert [rsvp.source for rsvp in db.session.scalars(db.select(Rsvp))] == ["moms"]


def test_code_survives_a_short_address_and_the_way_back(client: CheckingClient) -> None:
    event = an_event(state="cancelled", cancel_reason="Ice.")
    assert client.get(f"/events/{event.id}?source=moms").location == f"/events/{event.slug}?source=moms"
    page = client.page(f"/events/{event.slug}?source=moms")
    (back,) = [e.get("href") for e in page.all("a") if e.text == "Find another action"]
    assert back == "/?near=Chicago,+IL&source=moms"


def test_page_loads_its_own_picture_and_colour_and_asks_no_more_of_the_database(client: CheckingClient) -> None:
    campaign = a_campaign(slug="families")
    tell_story(campaign.id, NOW)
    page = client.page("/campaigns/families")
    assert [e.get("href") for e in page.all("link") if "/accents/" in e.get("href")] == ["/accents/f4b41a.css"]
    pictures = [e.get("src") for e in page.all("img") if "/pictures/" in e.get("src")]
    assert [client.get(address).status_code for address in pictures] == [200] * 9
    assert [e for e in page.all("img") if not (e.get("width") and e.get("height"))] == []


@pytest.mark.parametrize("count", [0, 1])
def test_story_stands_with_no_event_and_with_one(client: CheckingClient, count: int) -> None:
    campaign = _told(a_campaign(slug="families"), what={"en": "We march."})
    for _ in range(count):
        an_event(campaign=campaign)
    words = [e.text for e in client.page("/campaigns/families").all("a") if e.get("href") == "#results"]
    assert words == [["Host the first action"], ["See the action"]][count]


def test_very_long_texts_are_shown_whole(client: CheckingClient) -> None:
    long = "Pneumonoultramicroscopicsilicovolcanoconiosis" * 170
    section = Section({"en": long[:150]}, {"en": long})
    _told(
        a_campaign(slug="families"),
        sections=(section,) * 12,
        demands=(Demand({"en": "\u202e\u0645\u0631\u062d\u0628\u0627"}, {}),),
    )
    assert client.page("/campaigns/families").text.count(long) == 12


def test_a_campaign_without_a_story_is_its_summary_and_its_finder(client: CheckingClient) -> None:
    campaign = a_campaign(slug="families", summary="We **march**.")
    a_picture(campaign)
    assert _order(client.page("/campaigns/families")) == ["near", "miles", "results"]
