"""The finder in a frame: who may show it, what is in it, and that it is the same for everybody."""

import re

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from actions.coalition.models import Organization
from actions.embeds.service import add_origin, remove_origin
from tests.checking_client import CheckingClient
from tests.embeds.conftest import SITE
from tests.factories import NOW, a_campaign, an_event, an_organization
from tests.html_page import HtmlPage

OTHER = "https://elsewhere.example"
FRAMED = {"Sec-Fetch-Dest": "iframe", "Sec-Fetch-Site": "cross-site"}


def ancestors(response: TestResponse) -> str:
    """Who may frame a page."""
    found = re.search(r"frame-ancestors ([^;]*)", response.headers["Content-Security-Policy"])
    assert found is not None
    return found[1]


def test_only_the_sites_that_the_organization_listed_may_frame_it(moms: Organization, client: CheckingClient) -> None:
    add_origin(moms.id, "https://moms.example:8443", may_be_local=False, now=NOW)
    add_origin(an_organization().id, OTHER, may_be_local=False, now=NOW)
    for address in ("/embed?partner=moms", "/embed?organization=moms"):
        response = client.get(address)
        assert response.status_code == 200
        assert ancestors(response) == "'self' https://moms.example:8443 https://www.moms.example"
        assert "X-Frame-Options" not in response.headers


def test_without_an_organization_only_the_site_itself_may_frame_it(app: Flask, client: CheckingClient) -> None:
    assert ancestors(client.get("/embed")) == "'self'"


def test_the_list_of_whoever_runs_the_campaign_counts_where_nobody_is_named(
    moms: Organization, client: CheckingClient
) -> None:
    a_campaign(slug="a-day", organization_id=moms.id)
    assert ancestors(client.get("/embed?campaign=a-day")) == f"'self' {SITE}"


@pytest.mark.parametrize("address", ["/", "/events.json", "/events/{slug}", "/privacy", "/account/sign-in", "/nothing"])
def test_every_other_page_may_be_framed_by_nobody(moms: Organization, client: CheckingClient, address: str) -> None:
    response = client.get(address.format(slug=an_event(organization_id=moms.id).slug), headers={"Referer": f"{SITE}/"})
    assert ancestors(response) == "'none'"


def test_a_frame_sets_no_cookie_and_lets_no_other_site_read_it(moms: Organization, client: CheckingClient) -> None:
    response = client.get(
        f"/embed?partner=moms&origin={SITE}", headers={"Origin": SITE, "Referer": f"{SITE}/", **FRAMED}
    )
    assert response.status_code == 200
    assert "Set-Cookie" not in response.headers
    assert [name for name in dict(response.headers) if name.lower().startswith("access-control")] == []


def test_a_site_that_is_not_listed_is_told_so_on_a_page_that_it_may_show(
    moms: Organization, client: CheckingClient
) -> None:
    an_event(title="Rally at Daley Plaza")
    response = client.get(f"/embed?partner=moms&origin={OTHER}")
    assert (response.status_code, ancestors(response)) == (403, "*")
    text = HtmlPage(response.text).text
    assert (
        "https://elsewhere.example is not on the list of sites that Moms Rising Here allows to show this. "
        "Ask them to add it." in text
    )
    assert "Daley" not in text


def test_the_browsers_word_counts_more_than_the_address(moms: Organization, client: CheckingClient) -> None:
    for origin in ("", f"&origin={SITE}"):
        response = client.get(f"/embed?partner=moms{origin}", headers={"Referer": f"{OTHER}/page", **FRAMED})
        assert response.status_code == 403
    assert (
        client.get(f"/embed?partner=moms&origin={OTHER}", headers={"Referer": f"{SITE}/", **FRAMED}).status_code == 200
    )


@pytest.mark.parametrize(
    "said", ["null", "*", "https://", "https://www.moms.example.evil.example", "http://www.moms.example"]
)
def test_a_site_that_only_looks_listed_is_refused(moms: Organization, client: CheckingClient, said: str) -> None:
    assert client.get("/embed", query_string={"partner": "moms", "origin": said}).status_code == 403


@pytest.mark.parametrize("said", ["http://[bad", "http://a[b]/"])
def test_a_referer_that_is_no_address_is_no_site(moms: Organization, client: CheckingClient, said: str) -> None:
    assert client.get("/embed?partner=moms", headers={"Referer": said, **FRAMED}).status_code == 200


def test_what_is_sent_inside_the_frame_is_believed_to_stand_where_it_stood(
    moms: Organization, client: CheckingClient
) -> None:
    inside = {"Sec-Fetch-Dest": "iframe", "Sec-Fetch-Site": "same-origin", "Referer": "http://localhost/embed"}
    first = client.get("/embed?partner=moms&color=c2410c&miles=50", headers={"Referer": f"{SITE}/", **FRAMED})
    answer = client.submit(first, "Find", near="60602")
    assert dict(answer.request.args) == {
        "partner": "moms", "color": "c2410c", "miles": "50", "origin": SITE, "near": "60602",
    }  # fmt: skip
    assert client.get(answer.request.full_path, headers=inside).status_code == 200


def test_kept_pages_never_answer_a_site_that_is_not_listed(moms: Organization, client: CheckingClient) -> None:
    client.keeps_pages = True
    statuses = [
        client.get("/embed?partner=moms", headers={"Referer": f"{site}/", **FRAMED}).status_code
        for site in (SITE, OTHER, SITE, OTHER)
    ]
    assert statuses == [200, 403, 200, 403]


def test_a_kept_page_names_a_site_no_longer_than_it_is_listed(
    moms: Organization, client: CheckingClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.keeps_pages = True
    monkeypatch.setattr("actions.page_cache.SECONDS_BETWEEN_LOOKS", 0.0)
    assert ancestors(client.get("/embed?partner=moms")) == f"'self' {SITE}"
    remove_origin(moms.id, SITE)
    assert ancestors(client.get("/embed?partner=moms")) == "'self'"


def test_a_browser_that_has_the_page_is_told_anew_which_sites_may_show_it(
    moms: Organization, client: CheckingClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.keeps_pages = True
    monkeypatch.setattr("actions.page_cache.SECONDS_BETWEEN_LOOKS", 0.0)
    held = {"If-None-Match": client.get("/embed?partner=moms").headers["ETag"]}
    assert client.get("/embed?partner=moms", headers=held).status_code == 304
    remove_origin(moms.id, SITE)
    answer = client.get("/embed?partner=moms", headers=held)
    assert (answer.status_code, ancestors(answer)) == (200, "'self'")


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ("partner=dads", "There is no organization called “dads”."),
        ("organization=dads", "There is no organization called “dads”."),
        ("partner=moms&campaign=none", "There is no campaign called “none”."),
    ],
)
def test_what_is_not_there_is_said_in_the_frame(
    moms: Organization, client: CheckingClient, asked: str, sentence: str
) -> None:
    response = client.get(f"/embed?{asked}")
    assert (response.status_code, ancestors(response)) == (404, "*")
    assert sentence in HtmlPage(response.text).text


def test_the_partner_sees_everybodys_actions_and_the_organization_its_own(
    moms: Organization, client: CheckingClient
) -> None:
    campaign = a_campaign(slug="a-day")
    an_event(title="Own", organization_id=moms.id, campaign=campaign)
    an_event(title="Other", campaign=campaign)
    an_event(title="Outside of it")
    titles = {
        asked: sorted(
            link.text for link in client.page(f"/embed?{asked}").all("a") if any(e.tag == "h3" for e in link.inside)
        )
        for asked in ("partner=moms", "organization=moms", "partner=moms&campaign=a-day")
    }
    assert titles == {
        "partner=moms": ["Other", "Outside of it", "Own"],
        "organization=moms": ["Own"],
        "partner=moms&campaign=a-day": ["Other", "Own"],
    }


def test_pages_of_actions_open_in_a_tab_of_their_own_and_carry_whose_frame_it_was(
    moms: Organization, client: CheckingClient
) -> None:
    event = an_event()
    page = client.page("/embed?partner=moms&near=60602")
    assert page.one("a", href=f"/events/{event.slug}?source=moms").attributes["target"] == "_blank"
    staying = {link.get("href"): (link.get("target"), link.get("rel")) for link in page.all("a")}
    assert set(staying.values()) == {("_blank", "noopener")}
    assert page.one("base").attributes == {"target": "_blank"}
    assert page.one("form").get("target") == "_self"
    assert page.one("a", href="/?near=60602&source=moms").text == "Powered by Actions: open the full list and map"


def test_the_list_is_short_and_leads_to_the_whole(moms: Organization, client: CheckingClient) -> None:
    campaign = a_campaign(slug="a-day")
    for _number in range(12):
        an_event(campaign=campaign)
    page = client.page("/embed?partner=moms&campaign=a-day")
    assert len(page.all("li", class_="card")) == 10
    assert [link.text for link in page.all("a", href="/campaigns/a-day?source=moms", target="_blank")] == [
        "See all 12 actions",
        "Powered by Actions: open the full list and map",
    ]


def test_an_unknown_place_is_asked_back_inside_the_frame(moms: Organization, client: CheckingClient) -> None:
    page = client.page("/embed?partner=moms&near=Springfield")
    assert "There is more than one Springfield. Which do you mean?" in page.text
    choices = [link for link in page.all("a") if link.get("target") == "_self"]
    assert len(choices) == 12
    assert client.get(choices[0].get("href")).request.args["near"] == choices[0].text


@pytest.mark.parametrize(
    "odd", ["miles=-1", "from=2026-12-06&to=2026-12-05", "page=1000000000", "kind=party", "color=red"]
)
def test_an_address_that_makes_no_sense_is_answered_all_the_same(
    moms: Organization, client: CheckingClient, odd: str
) -> None:
    assert client.get(f"/embed?partner=moms&{odd}").status_code == 200


def test_the_language_asked_for_leads_to_its_own_address(moms: Organization, client: CheckingClient) -> None:
    moved = client.get("/embed?partner=moms&lang=es&near=60602&source=news")
    assert (moved.status_code, moved.location) == (302, "/es/embed?partner=moms&near=60602&source=news")
    assert client.get("/es/embed?partner=moms&lang=en").location == "/embed?partner=moms"
    assert client.get("/embed?partner=moms&lang=tlh").status_code == 200
    assert client.page("/es/embed?partner=moms").one("html").get("lang") == "es"


def test_the_colour_comes_as_a_style_sheet_of_this_site(moms: Organization, client: CheckingClient) -> None:
    page = client.page("/embed?partner=moms&color=%23C2410C")
    sheet = client.get(page.one("link", href="/embed/theme-c2410c-light.css").get("href"))
    assert (sheet.status_code, sheet.mimetype) == (200, "text/css")
    assert sheet.headers["Cache-Control"] == "public, max-age=86400"
    assert "--accent: #c2410c; --on-accent: #ffffff" in sheet.text
    assert client.get("/embed/theme-red.css").status_code == 404


@pytest.mark.parametrize(
    ("asked", "sheets"),
    [("", ["light"]), ("&scheme=dark", ["dark"]), ("&scheme=auto", []), ("&scheme=auto&color=c41", ["cc4411-auto"]),
     ("&scheme=pink", ["light"])],
)  # fmt: skip
def test_a_frame_is_light_unless_something_else_is_asked_for(
    moms: Organization, client: CheckingClient, asked: str, sheets: list[str]
) -> None:
    links = [link.get("href") for link in client.page(f"/embed?partner=moms{asked}").all("link", rel="stylesheet")]
    assert [link for link in links if "theme-" in link] == [f"/embed/theme-{name}.css" for name in sheets]
