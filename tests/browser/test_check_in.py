"""The list at the door on a phone: with scripts, without, and without a network. How it looks: test_every_page.py."""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from actions.database import db
from actions.rsvps.models import Attendance, Rsvp
from tests import factories
from tests.browser.every_page import application_of, cookie_of
from tests.browser.watching import Watched
from tests.services.browser import PHONE
from tests.services.live_server import LiveServer
from tests.services.settings import NOW, SECRETS

NAMES = ("Álvaro Díaz", "Maria Lopez", "Zoe Lopez")


@dataclass
class Door:
    """One event's door, with three who are expected: `rsvps` are their numbers, in the order of `NAMES`."""

    server: LiveServer
    address: str
    cookie: Any
    rsvps: list[int]

    def noted(self) -> list[bool]:
        """Of each, whether the database has them as here."""
        with application_of(self.server):
            query = db.select(Attendance.checked_in_at).join(Rsvp).where(Rsvp.id.in_(self.rsvps)).order_by(Rsvp.id)
            return [at is not None for at in db.session.scalars(query)]

    def give_up(self, number: int) -> None:
        """One of them gives up their place, wherever they are."""
        with application_of(self.server):
            own = db.update(Attendance).where(Attendance.rsvp_id == self.rsvps[number])
            db.session.execute(own.values(cancelled_at=NOW))
            db.session.commit()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """A site of its own: what is public here would be found by whoever counts elsewhere."""
    server = LiveServer(tmp_path_factory.mktemp("door"), SECRETS, NOW)
    try:
        server.start()
        yield server
    finally:
        server.stop()


@pytest.fixture
def door(site: LiveServer) -> Door:
    """Open, to an action that no other test looks at."""
    with application_of(site) as app:
        host = factories.a_user()
        event = factories.an_event(host=host, starts_at=NOW + dt.timedelta(hours=1))
        parts = [name.split() for name in NAMES]
        rsvps = [factories.an_rsvp(event, given_name=given, family_name=family).id for given, family in parts]
        cookie = {"name": "session", "value": cookie_of(app, host), "url": site.url}
        return Door(site, f"/host/events/{event.id}/check-in", cookie, rsvps)


@pytest.fixture
def phone(browser: Browser, door: Door) -> Iterator[Watched]:
    """The host's, at the open list."""
    watched = Watched(browser, door.server.url, viewport=PHONE)
    watched.context.add_cookies([door.cookie])
    watched.page.goto(door.address)
    yield watched
    watched.close()


def row(page: Page, name: str) -> Locator:
    return page.get_by_role("listitem").filter(has_text=name)


def button(page: Page, name: str, words: str = "Here") -> Locator:
    return row(page, name).get_by_role("button", name=words, exact=True)


def refuse(page: Page, answer: Callable[[Route], None]) -> list[str]:
    """Presses get this answer from now on; the list of them, as it grows."""
    sent: list[str] = []

    def at_the_door(route: Route) -> None:
        if route.request.method == "POST":
            sent.append(route.request.url)
            answer(route)
        else:
            route.continue_()

    page.route(lambda address: "/check-in" in address, at_the_door)
    return sent


def stop_the_clock(page: Page) -> None:
    """The page's time goes on only by `page.clock.run_for`."""
    page.clock.install()
    page.reload()
    page.clock.pause_at(page.evaluate("Date.now()") / 1000 + 1)


def test_press_changes_its_row_in_place_and_is_there_after_a_reload(phone: Watched, door: Door) -> None:
    page = phone.page
    page.evaluate("window.isSamePage = true")
    button(page, "Maria Lopez").click()
    expect(page.get_by_text("1 of 3 people are here", exact=True)).to_be_visible()
    expect(page.get_by_role("status")).to_have_text("Maria Lopez is here. 1 of 3 people are here")
    expect(button(page, "Maria Lopez")).to_be_hidden()
    expect(button(page, "Maria Lopez", "Not here after all")).to_be_focused()
    assert page.evaluate("window.isSamePage") is True
    assert door.noted() == [False, True, False]
    page.reload()
    expect(page.get_by_text("1 of 3 people are here", exact=True)).to_be_visible()
    button(page, "Maria Lopez", "Not here after all").click()
    expect(page.get_by_text("0 of 3 people are here", exact=True)).to_be_visible()
    expect(button(page, "Maria Lopez")).to_be_focused()
    assert door.noted() == [False, False, False]
    assert phone.troubles == []


def test_second_tap_of_two_does_not_take_the_first_one_back(phone: Watched, door: Door) -> None:
    box = button(phone.page, "Maria Lopez").bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    phone.page.mouse.click(x, y)
    expect(button(phone.page, "Maria Lopez", "Not here after all")).to_be_visible()
    phone.page.mouse.click(x, y)
    phone.wait_until_quiet()
    assert door.noted() == [False, True, False]


def test_list_works_without_scripts_and_comes_back_to_the_row(browser: Browser, door: Door) -> None:
    watched = Watched(browser, door.server.url, viewport=PHONE, java_script_enabled=False)
    watched.context.add_cookies([door.cookie])
    page = watched.page
    page.goto(door.address)
    expect(page.get_by_label("Find a name")).to_be_hidden()
    button(page, "Zoe Lopez").click()
    expect(page.get_by_text("1 of 3 people are here", exact=True)).to_be_visible()
    number = row(page, "Zoe Lopez").get_attribute("id")
    assert page.url.endswith(f"#{number}")
    assert door.noted() == [False, False, True]
    button(page, "Zoe Lopez", "Not here after all").click()
    expect(page.get_by_text("0 of 3 people are here", exact=True)).to_be_visible()
    assert door.noted() == [False, False, False]
    watched.close()


def test_press_without_a_network_is_visibly_not_done_and_sent_when_it_is_back(phone: Watched, door: Door) -> None:
    page = phone.page
    stop_the_clock(page)
    words = "Not noted yet: no connection. It is sent again by itself."
    phone.context.set_offline(True)
    for name in ("Maria Lopez", "Zoe Lopez"):
        button(page, name).click()
        expect(row(page, name).get_by_text(words)).to_be_visible()
        expect(button(page, name)).to_be_visible()
    expect(page.get_by_text("2 presses did not go through.")).to_be_visible()
    expect(page.get_by_text("0 of 3 people are here", exact=True)).to_be_visible()
    assert door.noted() == [False, False, False]
    phone.context.set_offline(False)
    expect(page.get_by_text("2 of 3 people are here", exact=True)).to_be_visible()
    expect(page.get_by_role("button", name="Send again")).to_be_hidden()
    expect(page.get_by_text(words)).to_have_count(0)
    assert door.noted() == [False, True, True]


def test_presses_that_a_busy_site_did_not_take_are_sent_again_by_themselves(phone: Watched, door: Door) -> None:
    page = phone.page
    stop_the_clock(page)
    sent = refuse(page, lambda route: route.fulfill(status=503, content_type="text/html", body="<p>Busy</p>"))
    for name in ("Maria Lopez", "Zoe Lopez"):
        button(page, name).click()
        words = row(page, name).get_by_text("Not noted yet: the site is busy. It is sent again by itself.")
        expect(words).to_be_visible()
    for milliseconds, presses in ((3_999, 2), (1, 4), (7_999, 4), (1, 6)):
        page.clock.run_for(milliseconds)
        phone.wait_until_quiet()
        assert len(sent) == presses
    page.unroute_all()
    # What arrives meanwhile does not put the others off.
    button(page, "Álvaro Díaz").click()
    expect(page.get_by_text("1 of 3 people are here", exact=True)).to_be_visible()
    page.clock.run_for(4_000)
    expect(page.get_by_text("3 of 3 people are here", exact=True)).to_be_visible()
    assert door.noted() == [True, True, True]


def test_press_of_long_ago_is_sent_only_by_who_pressed_it(phone: Watched, door: Door) -> None:
    page = phone.page
    stop_the_clock(page)
    sent = refuse(page, lambda route: route.abort())
    button(page, "Maria Lopez").click()
    expect(page.get_by_text("One press did not go through.")).to_be_visible()
    for _minute in range(7):
        page.clock.run_for(60_000)
        phone.wait_until_quiet()
    expect(row(page, "Maria Lopez").get_by_text("Not noted. Send it again if it is still so.")).to_be_visible()
    tries = len(sent)
    page.unroute_all()
    page.evaluate("dispatchEvent(new Event('online'))")
    page.clock.run_for(120_000)
    phone.wait_until_quiet()
    assert (len(sent), door.noted()) == (tries, [False, False, False])
    page.get_by_role("button", name="Send again").click()
    expect(page.get_by_text("1 of 3 people are here", exact=True)).to_be_visible()
    assert door.noted() == [False, True, False]


def test_second_try_that_fails_is_said_where_somebody_asked_for_it(phone: Watched) -> None:
    page = phone.page
    refuse(page, lambda route: route.abort())
    button(page, "Maria Lopez").click()
    expect(page.get_by_text("One press did not go through.")).to_be_visible()
    page.evaluate("document.querySelector('[data-status]').textContent = ''")
    page.get_by_role("button", name="Send again").click()
    words = "Maria Lopez: Not noted yet: no connection. It is sent again by itself."
    expect(page.get_by_role("status")).to_have_text(words)


def test_page_is_not_left_without_a_question_while_a_press_waits(phone: Watched, door: Door) -> None:
    asked: list[str] = []
    phone.page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    phone.page.goto(door.address)
    assert asked == []
    refuse(phone.page, lambda route: route.abort())
    button(phone.page, "Maria Lopez").click()
    expect(phone.page.get_by_text("One press did not go through.")).to_be_visible()
    phone.page.goto(door.address)
    assert asked == ["beforeunload"]


def test_names_are_found_while_typing_and_what_is_typed_goes_nowhere(phone: Watched, door: Door) -> None:
    phone.wait_until_quiet()
    page, before, address = phone.page, len(phone.requests), phone.page.url
    box = page.get_by_label("Find a name")
    shown = page.locator(".person-name:visible")
    box.press_sequentially("alva")
    expect(shown).to_have_text(["Álvaro Díaz"])
    expect(page.get_by_role("status")).to_have_text("One name fits.")
    box.fill("LOP")
    expect(shown).to_have_text(["Maria Lopez", "Zoe Lopez"])
    box.fill("lopez zoe")
    expect(shown).to_have_text(["Zoe Lopez"])
    box.fill("nobody")
    expect(shown).to_have_count(0)
    expect(page.get_by_text("No name on this page fits. Try fewer letters.").last).to_be_visible()
    box.press("Enter")
    assert (page.url, phone.requests[before:]) == (address, [])
    box.fill("")
    expect(shown).to_have_text(list(NAMES))


def test_whoever_gave_up_meanwhile_is_said_in_their_row(phone: Watched, door: Door) -> None:
    door.give_up(1)
    button(phone.page, "Maria Lopez").click()
    sentence = "They gave up their place and are no longer on the list. Nothing was noted."
    expect(row(phone.page, "Maria Lopez").get_by_text(sentence)).to_be_visible()
    expect(phone.page.get_by_role("button", name="Send again")).to_be_hidden()
    assert door.noted() == [False, False, False]


def test_whoever_is_signed_out_meanwhile_is_told_and_nothing_is_taken_for_noted(phone: Watched, door: Door) -> None:
    phone.context.clear_cookies()
    button(phone.page, "Maria Lopez").click()
    words = "Not noted: reload this page, you may have to sign in again."
    expect(row(phone.page, "Maria Lopez").get_by_text(words)).to_be_visible()
    assert door.noted() == [False, False, False]
    expect(phone.page.get_by_role("button", name="Send again")).to_be_visible()
