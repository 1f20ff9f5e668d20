"""The event's page on a phone and on paper: the form in reach, the page passed on, the flyer on one page."""

import datetime as dt
import re

import pytest
from playwright.sync_api import expect

from tests import factories
from tests.browser.conftest import Tab
from tests.browser.every_page import application_of
from tests.services.browser import PHONE
from tests.services.live_server import LiveServer
from tests.services.settings import NOW

WORDS = "We gather at the north steps. Speakers from three neighborhoods, then a walk to the river.\n\n"
# What a device with a share sheet has and this one has not.
SHARE_SHEET = "navigator.share = (what) => { window.shared = what; return Promise.resolve(); };"


@pytest.fixture(scope="module")
def slug(live_server: LiveServer) -> str:
    """An action with all that can stand before its form: a long title and text, many times, access, a moved notice."""
    with application_of(live_server):
        event = factories.an_event(
            title="Rally and march for the families of our neighborhoods, with music and a shared meal afterwards",
            description=WORDS * 12,
            what_to_bring="Water, a hat, a sign\nA friend",
            is_wheelchair_accessible=True,
            has_sign_language=True,
            access_notes="Ramp on the south side, seats in front.",
        )
        for _number in range(5):
            factories.a_timeslot(event)
        factories.a_move(event)
        return event.slug


def test_first_field_is_less_than_two_screens_down_on_a_phone(tab: Tab, slug: str) -> None:
    page = tab(viewport=PHONE)
    for language in ("", "/es"):
        page.goto(f"{language}/events/{slug}")
        first = page.locator("#rsvp input:not([type=hidden])").first.bounding_box()
        assert first is not None
        assert first["y"] < 2 * PHONE["height"]


def test_page_is_passed_on_by_the_share_sheet_or_as_a_link(tab: Tab, slug: str) -> None:
    page = tab(permissions=["clipboard-read", "clipboard-write"])
    page.goto(f"/events/{slug}")
    # Without a share sheet there is no button that would do nothing.
    expect(page.get_by_role("button", name="Share", exact=True)).to_be_hidden()
    page.get_by_role("button", name="Copy link").click()
    expect(page.locator("#share-status")).to_have_text("The link is copied.")
    assert page.evaluate("navigator.clipboard.readText()") == page.url

    page.add_init_script(SHARE_SHEET)
    page.reload()
    page.get_by_role("button", name="Share", exact=True).click()
    shared = page.evaluate("window.shared")
    assert shared["url"] == page.url
    assert shared["text"].endswith("afterwards, Sat, Dec 5, 11:00 AM, Chicago, IL")


def test_word_for_the_day_is_taken_back_in_a_tab_that_was_left_open(tab: Tab, live_server: LiveServer) -> None:
    with application_of(live_server):
        address = (
            f"/events/{factories.an_event(title='Vigil in the morning', starts_at=NOW + dt.timedelta(days=1)).slug}"
        )
    page = tab()
    page.clock.set_fixed_time(NOW)
    page.goto(address)
    expect(page.get_by_text("Tomorrow", exact=True)).to_be_visible()
    page.clock.set_fixed_time(NOW + dt.timedelta(days=1))
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.get_by_text("Tomorrow", exact=True)).to_be_hidden()


def test_page_prints_as_a_flyer_on_one_page(tab: Tab, slug: str) -> None:
    page = tab()
    page.goto(f"/events/{slug}")
    page.emulate_media(media="print")
    expect(page.locator("#rsvp")).to_be_hidden()
    expect(page.get_by_role("img", name="QR code with the address of this page")).to_be_visible()
    expect(page.get_by_text("50 W Washington St")).to_be_visible()
    for paper in ("Letter", "A4"):
        printed = page.pdf(format=paper)
        assert re.findall(rb"/Count ([0-9]+)", printed) == [b"1"], paper
