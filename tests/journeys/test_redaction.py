"""A place that only those who are coming may know is in nothing that anybody else can open: every route is walked.

A new route has to be put on one of the lists below; until then the first test names it. What the walk asks for is
looked through byte by byte, whatever its format, for anything that would lead to the door, the host or the meeting.
"""

import dataclasses
import gzip
import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from actions import signing
from actions.accounts.models import User
from actions.database import db
from actions.events import publication
from actions.events.models import Event
from actions.feeds import picture_routes
from actions.feeds.picture_facts import PictureFacts
from actions.mail import composing
from actions.mail.message import Drop
from actions.mail.models import OutboxMail
from actions.rsvps.models import Rsvp
from config import Settings
from tests import factories
from tests.checking_client import CheckingClient
from tests.html_page import HtmlPage
from tests.services.every_route import Scene, a_scene, prepared, rules
from tests.services.signing_in import sign_in

TITLE = "Circle of Letters"
PLANTED = {
    "title": TITLE,
    "description": "We write to those who are held.",
    "venue": "The Garden Room",
    "address": "12 Quiet Lane",
    "city": "Chicago",
    "postal_code": "60640",
    "latitude": 41.96817,
    "longitude": -87.66731,
    "online_url": "https://meet.example.org/private-room",
    "instructions": "Ring twice at the blue gate",
    "contact_name": "Pat Private",
    "contact_email": "pat.private@example.org",
    "contact_phone": "312-555-0123",
    "address_visibility": "going",
}
DIGEST = re.compile(r"\b(?=[0-9]*[a-f])[0-9a-f]{10,}\b")
# As they would be written, and as packed formats write coordinates: in whole numbers or without the sign.
SECRETS = (
    "Garden Room", "Quiet Lane", "60640", "41.968", "87.667", "4196817", "8766731", "meet.example.org", "private-room",
    "Ring twice", "blue gate", "Pat Private", "pat.private", "555-0123", "5550123",
)  # fmt: skip
# Who is told of the place when it is somebody's who is coming: the control that the secrets are spelled as they appear.
TOLD = (
    "Garden Room",
    "Quiet Lane",
    "60640",
    "meet.example.org",
    "Ring twice",
    "Pat Private",
    "pat.private",
    "555-0123",
)

# Open to everybody, and they tell of the event: its title has to be there, so that the walk is known to have seen it.
TELLING = """
    embeds.embed events.page events.thanks reports.form
    feeds.atom feeds.event_ics feeds.event_json feeds.geojson feeds.ics
    finder.campaign finder.events_json finder.home finder.snapshot
"""
# Open to everybody, and they have nothing to tell of it but its address or its picture, or nothing at all.
SILENT = """
    accounts.check_mail accounts.sign_in accounts.sign_up accounts.use_link accounts.verify
    discovery.index discovery.page discovery.robots embeds.script embeds.theme events.qr finder.map_script
    pages.alive pages.credits pages.figures pages.privacy pages.ready
    pictures.campaign pictures.event pictures.site rsvps.form_again story_files.accent story_files.picture
"""
# For somebody signed in, or with a role; those without the right to the event are walked through them.
DESKS = """
    accounts.settings
    checkin.door
    dispatch.desk dispatch.failed
    exports.attendance exports.events
    host.cancel host.desk host.discard host.edit host.event host.new_event host.place host.postpone
    host_words.edit host_words.preview mails.desk mails.preview
    organize.campaign organize.desk organize.review previews.desk previews.html previews.mail
    rules.desk sites.desk sites.home stories.desk stories.part stories.pictures stories.preview
"""
# Behind a link that was mailed to somebody who was coming.
MAILED = "reminders.how_it_went rsvps.confirm rsvps.decline rsvps.ics rsvps.manage mail.unsubscribe"
# Development only, and what they show are mails and made-up samples.
DEVELOPMENT = "mail.dev_attachment mail.dev_html mail.dev_inbox mail.dev_message pages.components"
SEARCHES = ("", "?near=60602&miles=100", "?near=Illinois", "?online=1", "?kind=rally&miles=any&near=60602", "?page=2")


@pytest.fixture
def settings(settings: Settings, tmp_path: Path) -> Settings:
    """With a folder of its own: pictures drawn for another test are not drawn again."""
    return dataclasses.replace(settings, instance=tmp_path)


@pytest.fixture
def scene(app: Flask) -> Scene:
    """One of everything, and in its campaign an event with a place that is withheld."""
    made = a_scene()
    event = factories.an_event(campaign=made.campaign, host=made.host, **PLANTED)
    factories.a_move(event, venue="The Garden Room")
    return dataclasses.replace(made, event=event, rsvp=factories.an_rsvp(event))


def listed(words: str) -> set[str]:
    return set(words.split())


def texts_of(answer: TestResponse) -> str:
    """All that an answer says, its headers included; packed and folded formats undone."""
    content = answer.data
    if answer.headers.get("Content-Encoding") == "gzip":
        content = gzip.decompress(content)
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as sheet:
            content = b"\n".join(sheet.read(name) for name in sheet.namelist())
    text = content.decode(errors="replace").replace("\r\n ", "").replace("\\/", "/")
    # Any five digits may stand in the name of a file's content by chance.
    return DIGEST.sub("", f"{answer.headers}\n{text}")


def secrets_in(text: str) -> list[str]:
    return [secret for secret in SECRETS if secret in text]


def without_a_right(role: str) -> User | None:
    if role == "visitor":
        return None
    if role == "stranger":
        return factories.a_user()
    return factories.an_organizer("organizer", factories.an_organization())


def a_browser(app: Flask, user: User | None) -> CheckingClient:
    client = app.test_client()
    assert isinstance(client, CheckingClient)
    return client if user is None else sign_in(client, user)


def addresses_of(app: Flask, scene: Scene, endpoints: str) -> dict[str, str]:
    return {rule.endpoint: prepared(rule, scene)[0] for rule in rules(app, "GET") if rule.endpoint in listed(endpoints)}


@pytest.mark.sqlite_only
def test_every_route_is_on_one_list(app: Flask) -> None:
    lists = [listed(words) for words in (TELLING, SILENT, DESKS, MAILED, DEVELOPMENT)]
    on_lists = [endpoint for endpoints in lists for endpoint in endpoints]
    assert sorted(on_lists) == sorted(rule.endpoint for rule in rules(app, "GET"))


@pytest.mark.parametrize("prefix", ["", "/es"])
@pytest.mark.parametrize("role", ["visitor", "stranger", "other"])
def test_nobody_without_a_right_is_told(app: Flask, scene: Scene, role: str, prefix: str) -> None:
    client = a_browser(app, without_a_right(role))
    told, missed = {}, []
    for endpoint, address in addresses_of(app, scene, TELLING + SILENT + DESKS).items():
        answer = client.get(prefix + address, check_page=False)
        assert answer.status_code < 500, address
        text = texts_of(answer)
        told[endpoint] = secrets_in(text)
        if endpoint in listed(TELLING) and (answer.status_code, TITLE in text) != (200, True):
            missed.append((endpoint, answer.status_code))
    assert {endpoint: secrets for endpoint, secrets in told.items() if secrets} == {}
    assert missed == []


@pytest.mark.parametrize("state", ["approved", "cancelled", "postponed"])
def test_no_list_tells_whatever_it_is_asked_for_and_however_things_stand(
    client: CheckingClient, scene: Scene, state: str
) -> None:
    if state == "postponed":
        factories.postponed(scene.event)
    else:
        scene.event.state = state
    db.session.commit()
    told = {}
    campaign = scene.campaign.slug
    for path in (
        "/",
        "/embed",
        f"/campaigns/{campaign}",
        "/events.json",
        "/events.geojson",
        "/events.ics",
        "/events.atom",
    ):
        for query in SEARCHES:
            told[path + query] = secrets_in(texts_of(client.get(path + query)))
    for path in (f"/events/{scene.event.slug}", f"/events/{scene.event.id}.ics", f"/events/{scene.event.id}.json"):
        told[path] = secrets_in(texts_of(client.get(path)))
    assert {address: secrets for address, secrets in told.items() if secrets} == {}


@pytest.mark.parametrize("state", ["draft", "pending", "declined"])
def test_an_unpublished_event_is_not_even_named(client: CheckingClient, app: Flask, scene: Scene, state: str) -> None:
    addresses = addresses_of(app, scene, TELLING + SILENT)
    scene.event.state = state
    publication.mark_changed()
    db.session.commit()
    named = {
        endpoint
        for endpoint, address in addresses.items()
        if TITLE in texts_of(client.get(address, check_page=False)).replace(address, "")
    }
    assert named == set()


def test_a_form_that_is_refused_tells_no_more_than_the_page(client: CheckingClient, scene: Scene) -> None:
    event = scene.event
    sent = [(f"/events/{event.id}/rsvps", {"given_name": "x"}), (f"/events/{event.slug}/report", {"reason": "?"})]
    answers = [client.post(address, data=form) for address, form in sent]
    assert [answer.status_code for answer in answers] == [422, 422]
    assert [secrets_in(texts_of(answer)) for answer in answers] == [[], []]


@pytest.mark.parametrize("prefix", ["", "/es"])
def test_a_share_picture_draws_and_carries_nothing_of_it(
    client: CheckingClient, scene: Scene, monkeypatch: pytest.MonkeyPatch, prefix: str
) -> None:
    drawn: list[PictureFacts] = []
    draw = picture_routes.picture

    def noted(facts: PictureFacts) -> bytes:
        drawn.append(facts)
        return draw(facts)

    monkeypatch.setattr(picture_routes, "picture", noted)
    pages = (f"{prefix}/events/{scene.event.slug}", f"{prefix}/campaigns/{scene.campaign.slug}", f"{prefix}/")
    pictures = [client.get(_picture_on(client, page)) for page in pages]
    assert [secrets_in(repr(facts)) for facts in drawn] == [[], [], []]
    assert (drawn[0].title, drawn[0].where, drawn[0].point) == (TITLE, "Chicago, IL", (41.97, -87.67))
    assert not drawn[0].is_exact
    assert (41.97, -87.67) in drawn[1].points
    assert [secrets_in(texts_of(answer)) for answer in pictures] == [[], [], []]
    # No chunk but those that the drawing itself needs: no text, no time, no place.
    assert {chunk for answer in pictures for chunk in _chunks(answer.data)} == {b"IHDR", b"PLTE", b"IDAT", b"IEND"}


def _picture_on(client: CheckingClient, page: str) -> str:
    (element,) = HtmlPage(client.get(page).text).all("meta", property="og:image")
    return element.get("content").removeprefix("http://localhost")


def _chunks(png: bytes) -> set[bytes]:
    found, at = set(), 8
    while at < len(png):
        length = int.from_bytes(png[at : at + 4], "big")
        found.add(png[at + 4 : at + 8])
        at += 12 + length
    return found


def _without_a_place(event: Event, why: str) -> Rsvp:
    if why == "waits":
        return factories.a_waiting_one(event)
    return factories.an_rsvp(event, cancelled_at=factories.NOW)


@pytest.mark.parametrize("why", ["gave up", "waits"])
def test_whoever_has_no_place_is_not_told(client: CheckingClient, scene: Scene, app: Flask, why: str) -> None:
    without = dataclasses.replace(scene, rsvp=_without_a_place(scene.event, why))
    answers = {name: client.get(address) for name, address in addresses_of(app, without, MAILED).items()}
    assert {name: secrets_in(texts_of(answer)) for name, answer in answers.items()} == {name: [] for name in answers}


@pytest.mark.parametrize(
    ("why", "written"),
    [
        ("gave up", {"rsvp-cancelled", "reply-to-supporter"}),
        ("waits", {"rsvp-waitlisted", "event-changed", "reply-to-supporter"}),
    ],
)
def test_no_mail_tells_somebody_who_is_not_coming(
    app: Flask, scene: Scene, monkeypatch: pytest.MonkeyPatch, why: str, written: set[str]
) -> None:
    passing_on = dataclasses.replace(app.config["SETTINGS"], mail_replies_to="reply@example.org")
    monkeypatch.setitem(app.config, "SETTINGS", passing_on)
    gone = _without_a_place(scene.event, why)
    told = {}
    for kind in composing.kinds():
        message = composing.compose(_mail(kind, gone.id, scene), factories.NOW)
        if not isinstance(message, Drop):
            files = b"".join(attachment.content for attachment in message.attachments).decode()
            headers = f"{message.subject} {message.reply_to} {message.from_name} "
            told[kind] = secrets_in(headers + message.text + message.html + files.replace("\r\n ", ""))
    # Mails to accounts name no event; those to its host may.
    told = {
        kind: secrets for kind, secrets in told.items() if not kind.startswith(("event-approved", "event-declined"))
    }
    assert written <= told.keys()
    assert {kind: secrets for kind, secrets in told.items() if secrets} == {}


def _mail(kind: str, rsvp_id: int, scene: Scene) -> OutboxMail:
    values: dict[str, Any] = {"kind": kind, "key": f"{kind}:walk", "lane": 1, "queued_at": factories.NOW}
    timeslot = factories.timeslots_of(scene.event)[0]
    reply = factories.a_reply(db.session.get_one(Rsvp, rsvp_id), message_hash=kind.encode())
    mail = OutboxMail(
        **values, rsvp_id=rsvp_id, event_id=scene.event.id, user_id=scene.host.id, timeslot_id=timeslot.id,
        details={"day": "2026-12-05", "rule": "before-start-1d-1100", "reply": reply.id},
        due_at=factories.NOW, ready_at=factories.NOW,
    )  # fmt: skip
    db.session.add(mail)
    db.session.commit()
    return mail


def test_those_who_are_coming_are_told(client: CheckingClient, scene: Scene) -> None:
    """The control of all the above: the same words are found where they belong."""
    token = signing.sign("rsvp", scene.rsvp.id)
    text = texts_of(client.get(f"/rsvps/{token}"))
    assert [secret for secret in TOLD if secret not in text] == []
    assert "41.96817;-87.66731" in texts_of(client.get(f"/rsvps/{token}/calendar.ics"))


@pytest.mark.parametrize("make", [lambda scene: scene.host, lambda scene: factories.an_organizer("organizer")])
def test_host_and_organizers_see_the_place_at_their_desks(
    app: Flask, scene: Scene, make: Callable[[Scene], User]
) -> None:
    text = texts_of(a_browser(app, make(scene)).get(f"/host/events/{scene.event.id}"))
    assert ("Garden Room" in text, "Quiet Lane" in text) == (True, True)


def test_only_exporters_take_the_place_out_of_the_system(app: Flask, scene: Scene) -> None:
    found = {}
    for role in ("moderator", "organizer"):
        client = a_browser(app, factories.an_organizer(role, scene.organization))
        for kind in ("csv", "xlsx"):
            answer = client.get(f"/organize/campaigns/{scene.campaign.slug}/events.{kind}")
            found[role, kind] = (answer.status_code, "Quiet Lane" in texts_of(answer))
    assert found == {
        ("moderator", "csv"): (404, False),
        ("moderator", "xlsx"): (404, False),
        ("organizer", "csv"): (200, True),
        ("organizer", "xlsx"): (200, True),
    }
