"""The language switch, and the twins that a page names, can be opened: on answers to forms too."""

from urllib.parse import urlsplit

import pytest
from flask import Flask

from actions.extensions import limiter
from tests import factories
from tests.checking_client import CheckingClient
from tests.html_page import HtmlPage
from tests.services.every_route import a_scene, prepared, rules
from tests.services.signing_in import sign_in

SITE = "http://localhost"
BAD_SIGN_UP = {"given_name": "Maria", "email": "no address", "postal_code": "60622"}


def twins(page: HtmlPage) -> dict[str, str]:
    """The twins in a page's head, by language."""
    named = [link for link in page.all("link", rel="alternate") if link.get("hreflang")]
    return {link.get("hreflang"): link.get("href").removeprefix(SITE) for link in named}


def switch(page: HtmlPage) -> str:
    """Where the language switch leads."""
    return page.one("a", hreflang="en" if page.one("html").get("lang") == "es" else "es").get("href")


@pytest.mark.parametrize(("prefix", "other"), [("", "/es"), ("/es", "")])
def test_after_a_refused_sign_up_they_lead_to_the_events_page(client: CheckingClient, prefix: str, other: str) -> None:
    event = factories.an_event()
    answer = client.post(f"{prefix}/events/{event.id}/rsvps?near=60602", data=BAD_SIGN_UP)
    page, address = HtmlPage(answer.text), f"/events/{event.slug}"
    assert answer.status_code == 422
    assert twins(page) == {"en": address, "es": f"/es{address}", "x-default": address}
    assert switch(page) == f"{other}{address}#rsvp"


def test_they_do_where_the_page_around_a_refusal_was_kept(client: CheckingClient) -> None:
    event = factories.an_event(capacity=1)
    factories.an_rsvp(event)
    timeslot = factories.timeslots_of(event)[0]
    timeslot.going_count = 1
    for query in ("?x=1", "?x=2"):
        answer = client.post(f"/events/{event.id}/rsvps{query}", data=BAD_SIGN_UP | {"email": "m@example.org"})
        assert answer.status_code == 409
        assert switch(HtmlPage(answer.text)) == f"/es/events/{event.slug}#rsvp"


def test_a_code_is_carried_to_the_other_language_before_the_forms_place(client: CheckingClient) -> None:
    event = factories.an_event()
    answer = client.post(f"/events/{event.id}/rsvps?source=moms", data=BAD_SIGN_UP)
    assert switch(HtmlPage(answer.text)) == f"/es/events/{event.slug}?source=moms#rsvp"


def test_where_a_sign_up_is_sent_to_leads_to_the_form(client: CheckingClient) -> None:
    event = factories.an_event()
    for prefix in ("", "/es"):
        answer = client.get(f"{prefix}/events/{event.id}/rsvps?source=moms")
        assert (answer.status_code, answer.location) == (302, f"{prefix}/events/{event.slug}?source=moms#rsvp")


@pytest.mark.parametrize("state", ["draft", "pending", "declined"])
def test_it_leads_nowhere_where_there_is_no_such_public_event(client: CheckingClient, state: str) -> None:
    event = factories.an_event(state=state)
    assert client.get(f"/events/{event.id}/rsvps").status_code == 404
    for number in (event.id + 1000, 2**31, 10**30):
        assert client.get(f"/events/{number}/rsvps").status_code == 404


@pytest.mark.parametrize(
    ("sent_to", "stood_on"),
    [
        ("/account/profile", "/account"),
        ("/account/password", "/account"),
        ("/account/sign-in-link", "/account/sign-in"),
        ("/account/sign-in?next=/host", "/account/sign-in?next=/host"),
        ("/organize/mail/hold", "/organize/mail"),
        ("/nothing/here", "/"),
    ],
)
def test_after_other_forms_they_lead_to_the_page_of_the_form(
    client: CheckingClient, sent_to: str, stood_on: str
) -> None:
    sign_in(client, factories.an_organizer("admin"))
    token = client.page("/account").all("input", name="csrf_token")[0].get("value")
    page = HtmlPage(client.post(sent_to, data={"csrf_token": token}).text)
    assert (twins(page)["en"], switch(page)) == (stood_on, f"/es{stood_on}")


def test_a_refused_wish_for_a_link_keeps_where_one_was_going(client: CheckingClient) -> None:
    token = client.page("/account/sign-in").all("input", name="csrf_token")[0].get("value")
    answer = client.post("/account/sign-in-link", data={"csrf_token": token, "email": "", "next": "/host"})
    assert answer.status_code == 422
    assert switch(HtmlPage(answer.text)) == "/es/account/sign-in?next=/host"


@pytest.mark.sqlite_only
def test_no_answer_to_a_form_names_a_twin_that_cannot_be_opened(app: Flask, client: CheckingClient) -> None:
    scene = a_scene()
    sign_in(client, factories.an_organizer("admin"))
    token = client.page("/account").all("input", name="csrf_token")[0].get("value")
    seen, dead = 0, []
    for rule in rules(app, "POST"):
        if rule.endpoint.startswith("accounts.sign_out"):
            continue
        address, _form = prepared(rule, scene)
        limiter.reset()
        answer = client.post(address, data={"csrf_token": token}, check_page=False)
        if answer.mimetype != "text/html" or 300 <= answer.status_code < 400 or "hreflang" not in answer.text:
            continue
        seen += 1
        dead += [
            (rule.endpoint, twin)
            for twin in twins(HtmlPage(answer.text)).values()
            if client.get(urlsplit(twin).path, check_page=False).status_code == 405
        ]
    assert dead == []
    assert seen > 10
