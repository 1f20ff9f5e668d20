"""A whole wait: a full action, a place in the line, somebody who gives theirs up, and the mail that says so."""

import re

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from actions import signing
from tests import factories
from tests.browser import steps
from tests.browser.conftest import Tab
from tests.browser.every_page import application_of
from tests.services.browser import PHONE
from tests.services.live_server import LiveServer


def own_page(app: Flask, rsvp_id: int) -> str:
    with app.test_request_context():
        return f"/rsvps/{signing.sign('rsvp', rsvp_id)}"


@pytest.fixture
def full(live_server: LiveServer) -> tuple[str, str]:
    """The page of an action that is full, and the own page of who holds its place."""
    with application_of(live_server) as app:
        event = factories.an_event(title="Candles on the bridge", capacity=1)
        return f"/events/{event.slug}", own_page(app, factories.an_rsvp(event, "holder@example.org").id)


def join(page: Page, name: str, email: str) -> None:
    form = page.locator("form#rsvp")
    form.get_by_label("First name").fill(name)
    form.get_by_label("Email").fill(email)
    form.get_by_label("ZIP code").fill("60622")
    form.get_by_role("button", name="Join the waiting list").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("You are on the waiting list")


def test_somebody_waits_for_a_full_action_and_is_told_when_a_place_is_theirs(tab: Tab, full: tuple[str, str]) -> None:
    address, holder = full
    page = tab(viewport=PHONE)
    page.goto(address)
    expect(page.get_by_role("main")).to_contain_text("Every place at this action is taken.")
    join(page, "Wanda", "wanda@example.org")

    text = steps.open_mail(page, "wanda@example.org", "On the waiting list: Candles on the bridge")
    assert "Until then you have no place" in text
    steps.follow(page, "/rsvps/")
    expect(page.get_by_role("heading", level=1)).to_have_text("You are on the waiting list")
    expect(page.get_by_role("main")).to_contain_text("You are number 1")
    own = page.url

    other = tab()
    other.goto(holder)
    other.get_by_role("button", name="Give up my place").click()
    expect(other.get_by_role("heading", level=1)).to_have_text("You gave up your place")

    text = steps.open_mail(page, "wanda@example.org", "A place came free, and it is yours: Candles on the bridge")
    assert re.search(r"Give up your place now, so that the next who waits gets it:\s+http", text)
    expect(page.get_by_role("link", name="event.ics")).to_be_visible()
    page.goto(own)
    expect(page.get_by_role("heading", level=1)).to_have_text("You are going")


def test_somebody_who_does_not_want_to_wait_leaves_the_list(tab: Tab, full: tuple[str, str]) -> None:
    page = tab()
    page.goto(full[0])
    join(page, "Will", "will@example.org")
    steps.open_mail(page, "will@example.org", "On the waiting list: Candles on the bridge")
    steps.follow(page, "/rsvps/")
    page.get_by_role("button", name="Leave the waiting list").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("You left the waiting list")
    steps.open_mail(page, "will@example.org", "You left the waiting list: Candles on the bridge")
