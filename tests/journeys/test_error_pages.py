"""Whatever goes wrong, the answer is a page of the site's own, in the language of the address."""

import dataclasses
from collections.abc import Callable

import pytest
from flask import Flask
from flask_babel import force_locale
from werkzeug.test import TestResponse

from actions import create_app
from actions.access import public
from actions.errors import PAGES
from config import Settings
from tests.checking_client import CheckingClient
from tests.factories import NOW, an_event, an_rsvp
from tests.html_page import HtmlPage
from tests.journeys.conftest import BrowserOf
from tests.services.every_route import RSVP_FIELDS, Scene, prepared, rules

pytestmark = pytest.mark.sqlite_only
each_language = pytest.mark.parametrize("prefix", ["", "/es"], ids=["en", "es"])
DEAD_DATABASE = "postgresql+psycopg://postgres@/none?host=/nonexistent"


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Settings under which too many tries are too many."""
    return dataclasses.replace(settings, rate_limits=True)


def shows(app: Flask, response: TestResponse, status: int, prefix: str) -> None:
    """Check that an answer is our page for a status: its title, its language, and the way back to the first page."""
    page = HtmlPage(response.text)
    with app.test_request_context(), force_locale("es" if prefix else "en"):
        title = str(PAGES[status][0])
    assert (response.status_code, page.one("h1").text) == (status, title)
    assert page.one("html").get("lang") == ("es" if prefix else "en")
    assert page.all("a", class_="brand")[0].get("href") == f"{prefix}/"
    assert response.headers["Cache-Control"] == "no-store"


@each_language
@pytest.mark.parametrize(
    ("method", "address", "status"),
    [
        ("POST", "/account/sign-in", 400),
        ("GET", "/nothing/here", 404),
        ("GET", "/events/999999", 404),
        ("GET", "/rsvps/made-up", 404),
        ("GET", "/account/sign-in-link", 405),
        ("DELETE", "/", 405),
    ],
)
def test_what_is_not_there_or_not_done_has_a_page(
    app: Flask, client: CheckingClient, prefix: str, method: str, address: str, status: int
) -> None:
    shows(app, client.open(prefix + address, method=method), status, prefix)


@each_language
def test_a_link_past_its_time_has_a_page(app: Flask, client: CheckingClient, scene: Scene, prefix: str) -> None:
    event = an_event(campaign=scene.campaign, starts_at=NOW.replace(day=1))
    own = dataclasses.replace(scene, event=event, rsvp=an_rsvp(event))
    rule = next(rule for rule in rules(app, "GET") if rule.endpoint == "rsvps.manage")
    shows(app, client.get(prefix + prepared(rule, own)[0]), 410, prefix)


@each_language
def test_closed_desks_have_a_page(app: Flask, scene: Scene, browser_of: BrowserOf, prefix: str) -> None:
    client = browser_of(scene.newcomer)
    shows(app, client.get(f"{prefix}/host/events/new"), 403, prefix)
    shows(app, client.get(f"{prefix}/organize"), 404, prefix)


@each_language
def test_a_cancelled_action_cannot_be_edited_and_a_page_says_so(
    app: Flask, scene: Scene, browser_of: BrowserOf, prefix: str
) -> None:
    event = an_event(campaign=scene.campaign, host=scene.host, state="cancelled")
    shows(app, browser_of(scene.host).get(f"{prefix}/host/events/{event.id}/edit"), 409, prefix)


@each_language
def test_too_much_at_once_has_a_page(app: Flask, client: CheckingClient, scene: Scene, prefix: str) -> None:
    data = {**RSVP_FIELDS, "given_name": "x" * 2_000_000}
    shows(app, client.post(f"{prefix}/events/{scene.event.id}/rsvps", data=data), 413, prefix)


@each_language
def test_too_many_tries_have_a_page(app: Flask, client: CheckingClient, scene: Scene, prefix: str) -> None:
    address = f"{prefix}/events/{scene.event.id}/rsvps"
    answers = [client.post(address, data=RSVP_FIELDS) for _try in range(13)]
    assert [answer.status_code for answer in answers] == [303] * 12 + [429]
    shows(app, answers[-1], 429, prefix)


@each_language
def test_a_refused_form_is_the_page_it_came_from(client: CheckingClient, scene: Scene, prefix: str) -> None:
    answer = client.post(f"{prefix}/events/{scene.event.id}/rsvps", data={"given_name": "Maria"})
    page = HtmlPage(answer.text)
    assert (answer.status_code, page.one("h1").text) == (422, scene.event.title)
    assert page.one("html").get("lang") == ("es" if prefix else "en")
    assert page.all("input", name="given_name")[0].get("value") == "Maria"


@each_language
def test_a_fault_of_ours_has_a_page_and_tells_nothing_of_it(
    app: Flask, client: CheckingClient, monkeypatch: pytest.MonkeyPatch, prefix: str
) -> None:
    def broken() -> str:
        raise RuntimeError("a secret of the program")

    view: Callable[[], str] = public(broken)
    monkeypatch.setitem(app.view_functions, "pages.privacy", view)
    answer = client.get(f"{prefix}/privacy")
    shows(app, answer, 500, prefix)
    assert "secret of the program" not in answer.text


@each_language
def test_a_database_that_is_down_has_a_page_and_says_when_to_come_again(
    app: Flask, settings: Settings, prefix: str
) -> None:
    lost = create_app(dataclasses.replace(settings, database_url=DEAD_DATABASE))
    for address in ("/", "/events/1", "/campaigns/x"):
        answer = lost.test_client().get(prefix + address)
        shows(app, answer, 503, prefix)
        assert answer.headers["Retry-After"] == "30"
