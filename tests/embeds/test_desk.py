"""The page on which an organization lists its sites and takes the line to paste."""

from collections.abc import Callable

from flask import Flask

from actions.accounts.models import User
from actions.coalition.models import Organization
from actions.embeds.queries import origins_of
from actions.embeds.service import MOST_ORIGINS, add_origin
from tests.checking_client import CheckingClient
from tests.embeds.conftest import SITE
from tests.embeds.test_frame import ancestors
from tests.factories import NOW, a_campaign, an_organization, an_organizer
from tests.html_page import HtmlPage

DESK = "/organize/sites/moms"


def test_an_organizer_adds_and_removes_a_site(moms: Organization, organizer: CheckingClient) -> None:
    done = organizer.submit(organizer.get(DESK), "Add the site", origin="Moms.example/join")
    assert (done.status_code, done.location) == (303, DESK)
    page = organizer.get(DESK)
    assert "https://moms.example may show the list now." in HtmlPage(page.text).text
    assert origins_of(moms.id) == ["https://moms.example", SITE]
    assert organizer.submit(page, "Remove https://moms.example").status_code == 303
    assert origins_of(moms.id) == [SITE]


def test_what_is_no_site_is_said_beside_the_field_and_kept_in_it(moms: Organization, organizer: CheckingClient) -> None:
    page = organizer.get(DESK)
    for typed, sentence in (
        ("", "Enter the site’s address, like https://www.example.org"),
        (
            "http://moms.example",
            "Enter one site as its address begins, like https://www.example.org. It must use https.",
        ),
    ):
        refused = organizer.submit(page, "Add the site", origin=typed)
        assert refused.status_code == 422
        read = HtmlPage(refused.text)
        assert read.one("p", id="origin-error").text == sentence
        assert [field.get("value") for field in read.all("input", id="origin")] == [typed]
    assert origins_of(moms.id) == [SITE]


def test_the_list_is_full_at_its_limit(moms: Organization, organizer: CheckingClient) -> None:
    for number in range(MOST_ORIGINS - 1):
        add_origin(moms.id, f"https://site{number}.example", may_be_local=False, now=NOW)
    refused = organizer.submit(organizer.get(DESK), "Add the site", origin="https://more.example")
    assert refused.status_code == 409
    assert "The list holds 50 sites at most. Remove one first." in HtmlPage(refused.text).text
    assert organizer.submit(organizer.get(DESK), "Add the site", origin=SITE).status_code == 303
    assert len(origins_of(moms.id)) == MOST_ORIGINS


def test_the_line_to_paste_says_what_was_chosen(moms: Organization, organizer: CheckingClient) -> None:
    a_campaign(slug="a-day", title="One Day")
    plain = HtmlPage(organizer.get(DESK).text).one("textarea", id="snippet")
    assert "".join(plain.words) == (
        '<script src="http://localhost/embed.js" data-partner="moms" async></script>\n'
        '<noscript><a href="http://localhost/?source=moms">Find an action near you</a></noscript>'
    )
    chosen = organizer.submit(
        organizer.get(DESK), "Show the line", own="1", campaign="a-day", near='60602"><', color="#c2410c", language="en"
    )
    page = HtmlPage(chosen.text)
    assert "".join(page.one("textarea", id="snippet").words) == (
        '<script src="http://localhost/embed.js" data-organization="moms" data-campaign="a-day" '
        'data-near="60602&#34;&gt;&lt;" data-color="c2410c" async></script>\n'
        '<noscript><a href="http://localhost/campaigns/a-day?near=60602%22%3E%3C&amp;source=moms">'
        "Find an action near you</a></noscript>"
    )
    assert page.one("iframe").get("src") == ("/embed?organization=moms&campaign=a-day&near=60602%22%3E%3C&color=c2410c")
    assert chosen.headers["Content-Security-Policy"].endswith("frame-ancestors 'none'; frame-src 'self'")


def test_the_line_in_spanish_leads_to_spanish_pages(moms: Organization, organizer: CheckingClient) -> None:
    page = HtmlPage(organizer.get(f"{DESK}?language=es").text)
    line = "".join(page.one("textarea", id="snippet").words)
    assert 'data-lang="es"' in line
    assert 'href="http://localhost/es?source=moms"' in line or 'href="http://localhost/es/?source=moms"' in line


def test_a_choice_that_makes_no_sense_is_left_out(moms: Organization, organizer: CheckingClient) -> None:
    page = HtmlPage(organizer.get(f"{DESK}?campaign=none&color=red&language=tlh&own=x").text)
    assert page.one("iframe").get("src") == "/embed?partner=moms"


def test_the_frame_of_the_preview_may_stand_on_the_desk(moms: Organization, organizer: CheckingClient) -> None:
    address = HtmlPage(organizer.get(DESK).text).one("iframe").get("src")
    framed = {"Sec-Fetch-Dest": "iframe", "Sec-Fetch-Site": "same-origin", "Referer": f"http://localhost{DESK}"}
    answer = organizer.get(address, headers=framed)
    assert (answer.status_code, ancestors(answer).split()[0]) == (200, "'self'")


def test_each_sees_the_organizations_whose_sites_they_may_list(
    app: Flask, moms: Organization, as_user: Callable[[User], CheckingClient]
) -> None:
    an_organization(slug="dads", name="Dads")
    seen = {}
    for name, user in (
        ("organizer", an_organizer("organizer", moms)),
        ("moderator", an_organizer("moderator", moms)),
        ("admin of the site", an_organizer("admin")),
    ):
        page = HtmlPage(as_user(user).get("/organize/sites").text)
        seen[name] = [link.text for link in page.all("a") if link.get("href").startswith("/organize/sites/")]
    assert seen == {
        "organizer": ["Moms Rising Here"],
        "moderator": [],
        "admin of the site": ["Dads", "Moms Rising Here"],
    }
