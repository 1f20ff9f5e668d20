"""The host's desk in a real browser: what the scripts add to it. How it looks: test_every_page.py."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import CAMPAIGN
from tests.services.browser import PHONE


@pytest.fixture
def host(page: Page, organizer_session: Any) -> Page:
    """A phone in the hands of somebody who is signed in."""
    page.context.add_cookies(organizer_session["cookies"])
    page.set_viewport_size(PHONE)
    return page


def a_draft(page: Page) -> None:
    """Fill in the form as a host would, and go on to the place."""
    page.goto("/host/events/new")
    if page.locator("select[name=campaign]").count():
        page.locator("select[name=campaign]").select_option(label=CAMPAIGN)
    page.get_by_label("Title").fill("Vigil on the steps")
    page.get_by_label("Description").fill("Bring candles.")
    page.locator("[name=timeslots-0-on]").fill("2026-12-05")
    page.locator("[name=timeslots-0-starts]").fill("18:00")
    page.locator("[name=timeslots-0-ends]").fill("19:00")
    page.get_by_label("ZIP code").fill("60602")
    page.get_by_label("Name", exact=True).fill("Dee Desk")
    page.get_by_role("button", name="Save and go on").click()


def test_times_are_added_and_removed_without_losing_what_was_typed(host: Page) -> None:
    host.goto("/host/events/new")
    host.get_by_label("Title").fill("Vigil")
    host.locator("[name=timeslots-0-starts]").fill("18:00")
    for count in (2, 3):
        host.get_by_role("button", name="Add another time").click()
        expect(host.locator("[data-timeslot]")).to_have_count(count)
    expect(host.locator("[name=timeslots-2-starts]")).to_have_value("18:00")
    host.get_by_role("button", name="Remove time 1").click()
    expect(host.locator("[data-timeslot]")).to_have_count(2)
    expect(host.locator("[data-timeslot] legend")).to_have_text(["Time 1", "Time 2"])
    expect(host.get_by_label("Title")).to_have_value("Vigil")


def test_only_what_the_chosen_way_needs_is_shown(host: Page) -> None:
    host.goto("/host/events/new")
    expect(host.get_by_label("Link to take part")).to_be_hidden()
    host.get_by_label("Online", exact=True).check()
    expect(host.get_by_label("Link to take part")).to_be_visible()
    expect(host.get_by_label("Street address")).to_be_hidden()


def test_pin_is_moved_by_its_buttons_and_kept(host: Page) -> None:
    a_draft(host)
    expect(host.get_by_text("This is the middle of ZIP code 60602, not the meeting point.")).to_be_visible()
    before = float(host.get_by_label("Latitude").input_value())
    host.get_by_role("button", name="North").click()
    moved = host.get_by_label("Latitude").input_value()
    assert float(moved) > before
    host.get_by_role("button", name="Save the pin").click()
    expect(host.get_by_text("You placed this pin.")).to_be_visible()
    host.get_by_role("link", name="Move the pin").click()
    expect(host.get_by_label("Latitude")).to_have_value(moved)
