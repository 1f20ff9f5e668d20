"""Public pages while the database does not answer, in one process: what is read, what is said, what is kept."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy.exc import OperationalError

from actions.coalition.models import Campaign
from actions.database import db
from actions.finder import queries
from actions.publishing.outage import PAGES_SHOWN, ROOMS_SHOWN
from actions.stories.models import CampaignStory
from tests.checking_client import CheckingClient
from tests.factories import NOW, a_campaign, a_waiting_one, an_event, an_rsvp
from tests.publishing.conftest import Pictures
from tests.services.every_route import Scene, a_scene, prepared, rules
from tests.services.statements import statements

PAUSED = "Sign-up is paused for a moment."


@pytest.fixture
def scene(app: Flask) -> Scene:
    """One of everything."""
    return a_scene()


def _shown(endpoint: str) -> bool:
    return endpoint.partition(".")[0] in ROOMS_SHOWN or endpoint in PAGES_SHOWN


@pytest.mark.parametrize("language", ["", "/es"])
def test_every_public_route_answers_the_same_without_one_question_to_the_database(
    app: Flask, scene: Scene, client: CheckingClient, pictures: Pictures, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    addresses = {
        rule.endpoint: language + prepared(rule, scene)[0] for rule in rules(app, "GET") if _shown(rule.endpoint)
    }
    digest = addresses["story_files.picture"].split("/")[-1].removesuffix(".webp")
    _publish_story(scene.campaign, {"picture": {"digest": digest, "alt": {}, "width": 1, "height": 1}})
    pictures.refresh()
    before = {endpoint: client.get(address, check_page=False) for endpoint, address in addresses.items()}
    monkeypatch.setattr(type(pictures.publisher), "is_reachable", False)
    monkeypatch.setattr(pictures.publisher.watch, "look", lambda: None)
    with statements() as sent:
        during = {endpoint: client.get(address, check_page=False) for endpoint, address in addresses.items()}
    assert sent == []
    assert {name: answer.status for name, answer in during.items()} == {
        name: answer.status for name, answer in before.items()
    }
    # Apart from the line, what is shown is the same.
    said = {name: _without_line(answer.data) for name, answer in during.items()}
    assert {name for name, answer in before.items() if _without_line(answer.data) != said[name]} == set()
    assert len(addresses) > 20


@pytest.mark.parametrize("language", ["", "/es"])
def test_a_full_event_offers_the_same_waiting_list_without_the_database(
    client: CheckingClient, pictures: Pictures, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    event = an_event(capacity=1)
    an_rsvp(event)
    a_waiting_one(event, party_size=3)
    address = f"{language}/events/{event.slug}"
    pictures.refresh()
    before = client.get(address)
    monkeypatch.setattr(type(pictures.publisher), "is_reachable", False)
    monkeypatch.setattr(pictures.publisher.watch, "look", lambda: None)
    with statements() as sent:
        during = client.get(address)
    assert (sent, _without_line(during.data) == _without_line(before.data)) == ([], True)
    assert b'name="waitlist"' in during.data


def _publish_story(campaign: Campaign, story: dict[str, Any]) -> None:
    db.session.add(CampaignStory(campaign_id=campaign.id, draft={}, published=story, changed_at=NOW, published_at=NOW))
    db.session.commit()


def _without_line(body: bytes) -> bytes:
    lines = body.splitlines()
    return b"\n".join(line for line in lines if line.strip() and b'role="status">' not in line)


def test_a_page_says_that_sign_up_is_paused(client: CheckingClient, pictures: Pictures, outage_after: None) -> None:
    assert PAUSED in client.get("/").text


def test_the_same_page_says_nothing_of_it_on_other_days(client: CheckingClient, pictures: Pictures) -> None:
    pictures.refresh()
    assert PAUSED not in client.get("/").text


@pytest.fixture
def outage_after(pictures: Pictures, request: pytest.FixtureRequest) -> None:
    """A picture of one event with three people, and then no database."""
    an_rsvp(an_event(title="Vigil at the river"), party_size=3)
    pictures.refresh()
    request.getfixturevalue("outage")


def test_a_page_that_is_asked_for_by_head_is_answered(client: CheckingClient, outage_after: None) -> None:
    with statements() as sent:
        assert client.head("/", check_page=False).status_code == 200
    assert sent == []


def test_what_only_the_database_knows_is_asked_of_the_database(client: CheckingClient, outage_after: None) -> None:
    """A desk, an account, a private link: they find out for themselves, and answer 503 where it is really away."""
    with statements() as sent:
        client.get("/account/new")
        client.get("/rsvps/made-up")
        client.post("/account/sign-in-link", data={"email": "pat@example.org"})
        client.get("/readyz")
    assert [statement for statement in sent if "alembic_version" in statement] != []


def test_an_event_that_the_picture_does_not_have_is_not_there(client: CheckingClient, outage_after: None) -> None:
    later = an_event(title="Put up meanwhile")
    assert client.get(f"/events/{later.slug}").status_code == 404


def test_a_page_from_the_picture_is_kept_as_one_and_goes_when_the_database_is_back(
    client: CheckingClient, pictures: Pictures, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_campaign()
    pictures.refresh()
    seconds = [1000.0]
    monkeypatch.setattr("actions.page_cache.time.monotonic", lambda: seconds[0])
    client.keeps_pages = True
    client.application.extensions["actions-page-cache"].clear()
    said = []
    for is_reachable in (True, False, False, True):
        monkeypatch.setattr(pictures.publisher.watch, "_has_answered", is_reachable)
        monkeypatch.setattr(pictures.publisher.watch, "look", lambda: None)
        seconds[0] += 2
        said.append(PAUSED in client.get("/").text)
    assert said == [False, True, True, False]


def test_a_page_that_found_out_by_itself_is_not_kept(
    client: CheckingClient, pictures: Pictures, monkeypatch: pytest.MonkeyPatch
) -> None:
    pictures.refresh()
    client.keeps_pages = True
    client.application.extensions["actions-page-cache"].clear()
    client.get("/privacy")
    with monkeypatch.context() as patched:
        patched.setattr("actions.finder.queries.upcoming_campaigns", _fails_once(patched))
        assert PAUSED in client.get("/").text
    assert PAUSED not in client.get("/").text


def _fails_once(patched: pytest.MonkeyPatch) -> object:
    works, calls = queries.upcoming_campaigns, []

    def upcoming_campaigns(*arguments: object) -> object:
        calls.append(arguments)
        if len(calls) == 1:
            raise OperationalError("SELECT", {}, Exception("gone"))
        return works(*arguments)  # type: ignore[arg-type]

    return upcoming_campaigns


def test_a_damaged_picture_is_never_a_500(
    client: CheckingClient, pictures: Pictures, monkeypatch: pytest.MonkeyPatch
) -> None:
    an_event(title="Vigil at the river")
    good, newest = pictures.refresh(), pictures.refresh()
    monkeypatch.setattr(pictures.publisher.watch, "_has_answered", False)
    monkeypatch.setattr(pictures.publisher.watch, "look", lambda: None)
    assert client.get("/events.json").status_code == 200
    # Under the reader's hands.
    newest.write_bytes(newest.read_bytes()[:12_288])
    pictures.publisher.copies.newest().engine.dispose()  # type: ignore[union-attr]
    answer = client.get("/events.json?kind=vigil")
    assert (answer.status_code, pictures.newest()) == (200, good)


def test_a_form_is_given_back_as_it_was_typed(
    client: CheckingClient, outage_after: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_arguments: object, **_named: object) -> None:
        raise OperationalError("INSERT", {}, Exception("gone"))

    monkeypatch.setattr("actions.rsvps.service.take_place", away)
    [(number,)] = db.session.execute(db.text("SELECT id FROM events")).all()
    form = {"given_name": "Marisol", "email": "marisol@example.org", "postal_code": "60622", "party_size": "3"}
    answer = client.post(f"/events/{number}/rsvps", data=form)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
    assert [f'value="{value}"' in answer.text for value in form.values()] == [True] * 4
    assert "Nothing was saved" in answer.text
    assert "Vigil at the river" in answer.text
