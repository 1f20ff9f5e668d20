"""Nothing near: the host's form begins with the place that was searched, after signing in too."""

import pytest
from flask import Flask

from actions.accounts import passwords
from tests.checking_client import CheckingClient
from tests.factories import a_campaign, a_user
from tests.html_page import HtmlPage

PASSWORD = "four quiet random words"


def _link(page: HtmlPage) -> str:
    (link,) = [e.get("href") for e in page.elements if e.tag == "a" and e.get("href").startswith("/host/events/new")]
    return link


def _place(page: HtmlPage) -> tuple[str, str, str]:
    """City, state and ZIP as the form has them before anything is typed."""
    form = next(form for form in page.forms() if "postal_code" in form.names)
    city, region, postal_code = (form.values()[name] for name in ("city", "region", "postal_code"))
    return city[0], region[0], postal_code[0]


@pytest.mark.parametrize(
    ("near", "place"),
    [
        ("60602", ("Chicago", "IL", "60602")),
        ("adak ak", ("Adak", "AK", "")),
        ("L.A.", ("Los Angeles", "CA", "")),
        ("350 5th Ave, New York, NY 10118", ("New York", "NY", "10118")),
        ("Cook County, IL", ("", "IL", "")),
        ("New York State", ("", "NY", "")),
        ("Nuevo México", ("", "NM", "")),
    ],
)
def test_form_begins_with_the_place_when_a_searcher_signs_in_to_host_one(
    client: CheckingClient, near: str, place: tuple[str, str, str]
) -> None:
    a_campaign()
    a_user("pat@example.org", password_hash=passwords.hash_of(PASSWORD))
    link = _link(client.page(f"/?near={near}"))

    sign_in_page = client.get(link, follow_redirects=True)
    answer = client.submit(sign_in_page, "Sign in", email="pat@example.org", password=PASSWORD)

    assert answer.status_code == 303
    assert answer.headers["Location"].endswith(link)
    assert _place(HtmlPage(client.get(link).text)) == place


def test_form_begins_in_the_campaign_whose_page_it_was(client: CheckingClient) -> None:
    a_campaign()
    march = a_campaign(slug="march")
    a_user("pat@example.org", password_hash=passwords.hash_of(PASSWORD))
    link = _link(client.page("/campaigns/march?near=60602"))
    client.submit(client.get(link, follow_redirects=True), "Sign in", email="pat@example.org", password=PASSWORD)
    page = HtmlPage(client.get(link).text)
    form = next(form for form in page.forms() if "postal_code" in form.names)
    assert form.values()["campaign"] == [str(march.id)]


@pytest.mark.parametrize(
    "near", ["", "%00", "x" * 5_000, "Springfield", "nowhere at all", "//evil.example", "%F0%9F%98%80"]
)
def test_form_begins_empty_when_the_place_is_none(app: Flask, client: CheckingClient, near: str) -> None:
    a_campaign()
    a_user("pat@example.org", password_hash=passwords.hash_of(PASSWORD))
    client.submit(client.get("/account/sign-in"), "Sign in", email="pat@example.org", password=PASSWORD)
    response = client.get(f"/host/events/new?near={near}")
    assert (response.status_code, _place(HtmlPage(response.text))) == (200, ("", "", ""))
