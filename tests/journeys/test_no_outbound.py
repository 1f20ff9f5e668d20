"""Web processes call nobody: mail and online geocoding are the worker's business, and these tests cut the wire."""

import dataclasses
import socket
from typing import Any, NoReturn

import pytest
from flask import Flask

from config import Settings
from tests.factories import a_rewrite, an_event, an_organizer, an_rsvp
from tests.html_page import HtmlPage
from tests.journeys.conftest import BrowserOf
from tests.services.every_route import Scene, prepared, rules

DEAD = "smtp://127.0.0.1:9"
# Nobody has the address that signs in yet; no secret is set that opens the door for reports of mail; and a picture is a
# file, which these forms do not hold.
NOT_TAKEN = [("accounts.sign_in", 422), ("returns.take_in", 404), ("stories.pictures", 422)]


class Called(BaseException):
    """Somebody was called. No `except Exception` hides it."""


@pytest.fixture(params=["offline", "offline,census,nominatim,photon"])
def settings(settings: Settings, request: pytest.FixtureRequest) -> Settings:
    """Settings of an installation whose worker would call others."""
    return dataclasses.replace(settings, geocoders=tuple(request.param.split(",")), mail_urls=(DEAD,))


@pytest.fixture
def no_calls(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody can be called from Python. (PostgreSQL is reached by its own C library, past this.)"""

    def refuse(*called: Any, **_more: Any) -> NoReturn:
        raise Called(repr(called[1:] or called))

    for name in ("connect", "connect_ex", "sendto", "sendmsg"):
        monkeypatch.setattr(socket.socket, name, refuse)
    for name in ("getaddrinfo", "gethostbyname", "create_connection"):
        monkeypatch.setattr(socket, name, refuse)


def test_the_wire_is_cut(no_calls: None) -> None:
    with pytest.raises(Called):
        socket.create_connection(("127.0.0.1", 9))
    with socket.socket() as plain, pytest.raises(Called):
        plain.connect(("127.0.0.1", 9))


def test_every_page_opens_when_nobody_can_be_called(
    app: Flask, scene: Scene, browser_of: BrowserOf, no_calls: None
) -> None:
    client = browser_of(an_organizer("admin"))
    failed = []
    for rule in rules(app, "GET"):
        address, _form = prepared(rule, scene)
        status = client.get(address).status_code
        if status >= 400:
            failed.append((rule.endpoint, status))
    assert failed == []


def test_every_form_is_taken_when_nobody_can_be_called(
    app: Flask, scene: Scene, browser_of: BrowserOf, no_calls: None
) -> None:
    admin = an_organizer("admin")
    failed = []
    for rule in rules(app, "POST"):
        # Each deed on an action of its own: cancelling one must not stand in the way of the next.
        event = an_event(campaign=scene.campaign, host=scene.host)
        a_rewrite(event)
        own = dataclasses.replace(scene, event=event, rsvp=an_rsvp(event))
        address, form = prepared(rule, own)
        client = browser_of(None if rule.endpoint in ("accounts.sign_up", "accounts.sign_in") else admin)
        page = client.get("/account/sign-in")
        page = page if page.status_code == 200 else client.get("/account")
        token = HtmlPage(page.text).all("input", name="csrf_token")[0].get("value")
        status = client.post(address, data={**form, "csrf_token": token}).status_code
        if status not in (200, 303):
            failed.append((rule.endpoint, status))
    assert sorted(failed) == NOT_TAKEN
