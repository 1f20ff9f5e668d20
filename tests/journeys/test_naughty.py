"""Whatever is typed is taken or refused in words: no error of ours, no header, no markup, no second recipient."""

import dataclasses
import html
import re
from collections.abc import Iterator
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from actions import signing
from actions.database import db
from actions.events.models import Event
from config import Settings
from tests.checking_client import CheckingClient
from tests.factories import an_event, an_organizer, an_rsvp
from tests.html_page import HtmlPage
from tests.journeys.conftest import BrowserOf
from tests.journeys.naughty import INJECTED, NAUGHTY
from tests.services.every_route import EVENT_FIELDS, PASSWORD, RSVP_FIELDS, Scene

FREE_TEXT = ("title", "description", "venue", "address", "access_notes", "contact_name", "instructions")
FINDER = ("near", "miles", "from", "to", "kind", "online", "accessible", "sign_language", "page", "campaign")
ORGANIZER = ("q", "state", "status", "from", "to", "page")
BAD_FOR_DATABASES = ("null", "controls", "emoji", "right to left", "non-characters", "like", "sql")
MARKUP = re.compile(r"<script>alert|<img src=x|<svg/onload|href=\"javascript:|src=\"http://example", re.IGNORECASE)
each_string = pytest.mark.parametrize("text", NAUGHTY.values(), ids=NAUGHTY)


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Settings with a folder of mails of its own, the same for all so that the application is made once."""
    return dataclasses.replace(settings, instance=settings.instance / "naughty")


def checked(response: TestResponse) -> TestResponse:
    """An answer that is no error of ours, with no header and no markup of a stranger's."""
    assert response.status_code < 500, response.request.path
    for name, value in response.headers:
        assert INJECTED not in name.lower()
        assert not re.search(r"[\r\n\0]", value)
    if response.mimetype == "text/html":
        assert not MARKUP.search(response.text), response.request.path
    return response


def token_of(client: CheckingClient, page: str) -> dict[str, str]:
    """The hidden token of a page."""
    return {"csrf_token": HtmlPage(client.get(page).text).all("input", name="csrf_token")[0].get("value")}


def one_at_a_time(fields: dict[str, str], text: str, names: Iterator[str] | tuple[str, ...] = ()) -> Any:
    """The form with this text in one field after the other."""
    return [{**fields, name: text} for name in (names or tuple(fields))]


@pytest.mark.sqlite_only
@each_string
def test_signing_up_for_an_action(app: Flask, scene: Scene, browser_of: BrowserOf, text: str) -> None:
    client = browser_of()
    fields = {
        **RSVP_FIELDS,
        "family_name": "",
        "phone": "",
        "party_size": "1",
        "language": "en",
        "consent": "",
        "timeslot": "",
    }
    for number, form in enumerate(one_at_a_time(fields, text)):
        form["email"] = form["email"].replace("maria", f"maria{number}")
        answer = checked(client.post(f"/events/{scene.event.id}/rsvps", data=form))
        assert answer.status_code in (303, 422)
    own = scene_link(app, an_rsvp(scene.event))
    for form in one_at_a_time({"given_name": "Maria", "family_name": "", "phone": "", "party_size": "1"}, text):
        assert checked(client.post(own, data=form)).status_code in (303, 422)
        checked(client.get(own))
    _deliver(app)
    _check_mails(app)


@pytest.mark.sqlite_only
@each_string
def test_accounts(app: Flask, scene: Scene, browser_of: BrowserOf, text: str) -> None:
    client = browser_of()
    token = token_of(client, "/account/new")
    up = {"name": "", "email": "a@example.org", "password": PASSWORD, "next": ""}
    # Every field but the one that holds the text is right only for the last: hashing a password takes its time.
    for form in (*one_at_a_time(up, text), {**up, "name": text}):
        checked(client.post("/account/new", data={**form, **token}))
    for form in ({"email": text, "password": text}, {"email": "nobody@example.org", "password": text, "next": text}):
        checked(client.post("/account/sign-in", data={**form, **token}))
        checked(client.post("/account/sign-in-link", data={**form, **token}))
    for address in ("/account/new", "/account/sign-in", "/account/link/x", "/account/verify/x"):
        checked(client.get(address, query_string={"next": text, "out": text}))
    signed_in = browser_of(scene.host)
    mine = token_of(signed_in, "/account")
    for form in one_at_a_time({"name": "Pat", "language": "en"}, text):
        checked(signed_in.post("/account/profile", data={**form, **mine}))
        checked(signed_in.get("/account"))
    _deliver(app)
    _check_mails(app)


@pytest.mark.sqlite_only
@each_string
def test_an_action_from_form_to_mail(app: Flask, scene: Scene, browser_of: BrowserOf, text: str) -> None:
    client = browser_of(scene.host)
    token = token_of(client, "/host/events/new")
    fields = {**EVENT_FIELDS, "campaign": str(scene.campaign.id), **token}
    checked(client.post("/host/events/new", data={**fields, **dict.fromkeys(set(EVENT_FIELDS) - set(FREE_TEXT), text)}))
    for name in ("contact_phone", "online_url", "timeslots-0-on", "timeslots-0-capacity", "timeslots-0-id", "region"):
        checked(client.post("/host/events/new", data={**fields, name: text}))
    checked(client.post("/host/events/new", data={**fields, "description": text, "action": "preview"}))
    checked(client.post("/host/events/new", data={**fields, "action": text}))
    # Cut to what each field takes, so that it is stored.
    short = dict.fromkeys(FREE_TEXT, text[:100] or "x")
    answer = checked(client.post("/host/events/new", data={**fields, **short}))
    assert answer.status_code in (303, 422)
    if answer.status_code == 422:
        return
    event = db.session.scalars(db.select(Event).order_by(Event.id.desc())).first()
    assert event is not None
    for form in one_at_a_time({"latitude": "41.88", "longitude": "-87.63"}, text):
        checked(client.post(f"/host/events/{event.id}/place", data={**form, **token}))
    _live_through(app, scene, browser_of, event, text)


def _live_through(app: Flask, scene: Scene, browser_of: BrowserOf, event: Event, text: str) -> None:
    """Review, sign-up, change and end of an action with naughty words, and every page, file and mail that names it."""
    host, organizer, visitor = browser_of(scene.host), browser_of(an_organizer("admin")), browser_of()
    review = f"/organize/events/{event.id}"
    checked(host.submit(host.get(f"/host/events/{event.id}"), "Send it for review"))
    checked(organizer.submit(organizer.get(review), "Decline", reason=text))
    if organizer.get(review).text.count("Approve after all"):
        checked(organizer.submit(organizer.get(review), "Approve after all"))
    else:
        checked(organizer.submit(organizer.get(review), "Approve"))
    db.session.refresh(event)
    page = checked(visitor.get(f"/events/{event.slug}"))
    checked(visitor.submit(page, "Sign up", given_name=text[:90] or "x", email="m@example.org", postal_code="60602"))
    _deliver(app)
    checked(host.submit(host.get(f"/host/events/{event.id}/cancel"), "Cancel the action", reason=text[:1_900] or "x"))
    _deliver(app)
    for client, address in (
        (visitor, f"/events/{event.slug}"),
        (visitor, f"/events/{event.id}.ics"),
        (visitor, "/?near=60602"),
        (visitor, "/events.json"),
        (visitor, "/events.geojson"),
        (visitor, "/events.ics"),
        (host, "/host"),
        (host, f"/host/events/{event.id}"),
        (organizer, "/organize"),
        (organizer, review),
        (organizer, f"/organize/campaigns/{scene.campaign.slug}"),
        (organizer, f"/organize/campaigns/{scene.campaign.slug}/events.csv"),
        (organizer, f"/organize/campaigns/{scene.campaign.slug}/attendance.xlsx"),
    ):
        assert checked(client.get(address)).status_code == 200
    _check_mails(app)


@pytest.mark.sqlite_only
@each_string
def test_searches_and_filters(scene: Scene, browser_of: BrowserOf, text: str) -> None:
    visitor, organizer = browser_of(), browser_of(an_organizer("admin"))
    campaign = f"/organize/campaigns/{scene.campaign.slug}"
    for form in one_at_a_time({"near": "60602"}, text, FINDER):
        for address in ("/", "/events.geojson"):
            checked(visitor.get(address, query_string=form))
    for address in ("/events.json", "/events.ics", f"/campaigns/{scene.campaign.slug}"):
        checked(visitor.get(address, query_string=dict.fromkeys(FINDER, text)))
    for form in one_at_a_time({}, text, ORGANIZER):
        for address in (campaign, f"{campaign}/attendance.csv"):
            checked(organizer.get(address, query_string=form))
    for address in ("/organize", "/host", "/host/events/new", f"/host/events/{scene.event.id}"):
        checked(organizer.get(address, query_string={"page": text, "campaign": text, "near": text}))


@pytest.mark.sqlite_only
@each_string
def test_addresses(scene: Scene, browser_of: BrowserOf, text: str) -> None:
    client = browser_of(an_organizer("admin"))
    for before in (
        "/",
        "/events/",
        "/campaigns/",
        "/rsvps/",
        "/mail/unsubscribe/",
        "/map/",
        "/dev/mail/",
        "/es/",
        "/organize/campaigns/",
    ):
        checked(client.get(before + text.replace("?", "").replace("#", "")[:2_000]))
    checked(
        client.get("/", headers={"Accept-Language": "xx", "Cookie": f"session={html.escape(text[:50]).encode().hex()}"})
    )


@pytest.mark.parametrize("text", [NAUGHTY[name] for name in BAD_FOR_DATABASES], ids=BAD_FOR_DATABASES)
def test_what_databases_dislike_is_stored_on_each(scene: Scene, browser_of: BrowserOf, text: str) -> None:
    form = {**RSVP_FIELDS, "given_name": text[:90], "family_name": text[:90]}
    assert checked(browser_of().post(f"/events/{scene.event.id}/rsvps", data=form)).status_code in (303, 422)
    client = browser_of(scene.host)
    fields = {**EVENT_FIELDS, "campaign": str(scene.campaign.id), **token_of(client, "/host/events/new")}
    answer = checked(client.post("/host/events/new", data={**fields, **dict.fromkeys(FREE_TEXT, text[:100])}))
    assert answer.status_code in (303, 422)
    assert checked(client.get("/host")).status_code == 200


@pytest.mark.sqlite_only
def test_what_was_stored_comes_out_as_it_was_typed(scene: Scene, browser_of: BrowserOf) -> None:
    event = an_event(
        campaign=scene.campaign, title='<b>"Bread" & Roses</b>', venue="<i>Plaza</i>", access_notes="a < b"
    )
    page = browser_of().page(f"/events/{event.slug}")
    assert page.one("h1").text == '<b>"Bread" & Roses</b>'
    assert ("<i>Plaza</i>" in page.text, "a < b" in page.text) == (True, True)


@pytest.mark.sqlite_only
def test_ten_thousand_fields_are_refused_in_words_or_passed_over(scene: Scene, browser_of: BrowserOf) -> None:
    many = {f"field{number}": "x" for number in range(10_000)}
    answer = checked(browser_of().post(f"/events/{scene.event.id}/rsvps", data=many))
    assert answer.status_code == 422
    parts = checked(browser_of().post(f"/events/{scene.event.id}/rsvps", data=many, content_type="multipart/form-data"))
    assert (parts.status_code, HtmlPage(parts.text).one("h1").text) == (413, "That was too much at once")


@pytest.mark.sqlite_only
@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain"])
def test_two_megabytes_are_refused_in_words(scene: Scene, browser_of: BrowserOf, kind: str) -> None:
    answer = browser_of().post(
        f"/events/{scene.event.id}/rsvps", data=b"given_name=" + b"x" * 2_000_000, content_type=kind
    )
    assert (answer.status_code, HtmlPage(answer.text).one("h1").text) == (413, "That was too much at once")


def scene_link(app: Flask, rsvp: Any) -> str:
    """The private link of an RSVP."""
    return f"/rsvps/{signing.sign('rsvp', rsvp.id)}"


def _deliver(app: Flask) -> None:
    done = app.test_cli_runner().invoke(args=["mail", "work", "--once"])
    assert done.exit_code == 0, done.output


def _check_mails(app: Flask) -> None:
    """Each kept mail is for one person and has the headers that our mails have, and no others."""
    for file in Path(app.instance_path, "mail").glob("*.eml"):
        mail = message_from_bytes(file.read_bytes(), policy=default)
        names = [name.lower() for name in mail]
        assert len(names) == len(set(names))
        assert {"bcc", "cc", f"x-{INJECTED}"} & set(names) == set()
        assert len(mail["To"].addresses) == 1
        assert mail["To"].addresses[0].addr_spec != "victim@example.org"
        body = mail.get_body(("html",))
        assert body is None or not MARKUP.search(body.get_content())
        file.unlink()
