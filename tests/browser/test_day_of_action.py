"""The main job, told as it happens: in a real browser, through the real server and the real worker."""

import csv
import datetime as dt
import io
import re
from collections.abc import Iterator
from typing import Any

import openpyxl
import pytest
from icalendar import Calendar
from playwright.sync_api import Browser, Page, expect

from tests.browser import steps
from tests.browser.conftest import SLUG, Tab, start_day
from tests.browser.watching import Watched
from tests.services.browser import PHONE
from tests.services.live_server import LiveServer
from tests.services.settings import NOW, SECRETS

RALLY = "Rally at Daley Plaza"


@pytest.fixture(scope="session")
def host_session(browser: Browser, live_server: LiveServer) -> Iterator[Any]:
    """The cookies of a host who signed up, read the mail and confirmed the address."""
    watched = Watched(browser, live_server.url)
    steps.make_account(watched.page, "Hanna", "hanna@example.org")
    state = watched.context.storage_state()
    watched.close()
    assert watched.troubles == []
    return state


@pytest.fixture
def host(tab: Tab, host_session: Any) -> Page:
    """The host's browser."""
    return tab(storage_state=host_session)


def test_volunteer_finds_an_action_near_60602_signs_up_reads_the_mail_and_gives_the_place_up(
    tab: Tab, organizer: Page
) -> None:
    before = steps.going_in(organizer, SLUG, RALLY)
    page = tab(accept_downloads=True)

    steps.find_near(page, "60602")
    expect(page.get_by_role("heading", level=2).first).to_contain_text("3 actions within 25 miles of")
    cards = page.locator("li.card")
    assert cards.locator("h3").all_inner_texts() == [RALLY, "Picnic in Oak Park", "Vigil in Evanston"]
    assert cards.locator(".tag.near").all_inner_texts() == ["0.1 mi", "about 8 mi", "12 mi"]
    expect(cards.first).to_contain_text("11:00 AM – 1:00 PM CST")
    expect(page.locator(f'.map-place[aria-label^="{RALLY}"]')).to_be_visible()

    page.get_by_role("link", name=RALLY).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(RALLY)
    expect(page.locator('.map-place[aria-label="The meeting point"]')).to_be_visible()
    steps.sign_up_for(page, "Maria", "maria@example.org")
    assert steps.going_in(organizer, SLUG, RALLY) == str(int(before) + 1)

    text = steps.open_mail(page, "maria@example.org", f"You are going: {RALLY}")
    assert "50 W Washington St" in text
    with page.expect_download() as download:
        page.get_by_role("link", name="event.ics").click()
    calendar = Calendar.from_ical(download.value.path().read_bytes())
    assert [str(event["SUMMARY"]) for event in calendar.walk("VEVENT")] == [RALLY]

    steps.follow(page, "/rsvps/")
    expect(page.get_by_role("heading", level=1)).to_have_text("You are going")
    page.get_by_role("button", name="Give up my place").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("You gave up your place")
    steps.open_mail(page, "maria@example.org", f"You gave up your place: {RALLY}")
    assert steps.going_in(organizer, SLUG, RALLY) == before


def test_wrong_entries_come_back_beside_their_fields_with_what_was_typed(tab: Tab) -> None:
    page = tab()
    steps.find_near(page, "60602")
    page.get_by_role("link", name=RALLY).click()
    form = page.locator("form#rsvp")
    form.get_by_label("First name").fill("Maria")
    form.get_by_label("Email").fill("maria at example")
    form.get_by_role("button", name="Sign up").click()
    expect(page.get_by_role("alert")).to_contain_text("2 things need another look")
    expect(form.get_by_label("First name")).to_have_value("Maria")
    expect(form.get_by_label("Email")).to_have_value("maria at example")
    expect(form.get_by_label("Email")).to_have_accessible_description("Enter an email address like name@example.org")


def test_host_posts_and_organizer_approves_then_everybody_finds_it_on_the_map(
    tab: Tab, host: Page, organizer: Page
) -> None:
    title = "Walk from Federal Plaza"
    steps.describe_action(host, title)
    pin = host.locator('.map-place[aria-label^="The meeting point"]')
    expect(pin).to_be_visible()
    latitude = host.get_by_label("Latitude")
    before = latitude.input_value()
    # Far enough from all that other tests put into the middle of the city: no zoom parts what lies closer together.
    _drag(host, pin, -90, 60)
    expect(latitude).not_to_have_value(before)
    moved = latitude.input_value()
    assert float(moved) < float(before)
    host.get_by_role("button", name="Save the pin").click()
    expect(host.get_by_role("status")).to_have_text("The pin is where you put it.")
    steps.send_for_review(host)

    organizer.goto("/organize")
    organizer.get_by_role("link", name=title).click()
    expect(organizer.get_by_role("heading", level=1)).to_have_text(title)
    organizer.get_by_role("button", name="Approve").click()
    expect(organizer.get_by_role("status")).to_contain_text("is public now.")

    steps.open_mail(host, "hanna@example.org", f"Your action is public: {title}")
    page = tab()
    steps.until_shown(page, "/?near=60602", page.locator("li.card", has_text=title))
    # Others may be drawn as one with it until somebody comes closer.
    pin_of_it = page.locator(f'.map-place[aria-label^="{title}"]')
    page.goto("/?near=60604&miles=10")
    expect(page.locator(".map-place").first).to_be_visible()
    while not pin_of_it.count():
        page.get_by_role("button", name="Come closer", exact=True).click()
        page.wait_for_timeout(300)
    pin_of_it.click()
    page.locator(".map-popup-title").get_by_text(title).click()
    expect(page.locator(".event-description strong")).to_have_text("at the north steps")
    expect(page.locator('.map-place[aria-label="The meeting point"]')).to_be_visible()
    expect(page.locator("[data-map]")).to_have_attribute("data-latitude", re.compile(f"^{moved[:6]}"))


def test_host_reads_why_an_action_was_declined_and_can_send_it_again(host: Page, organizer: Page) -> None:
    title = "Meet us somewhere"
    reason = "Say where exactly people meet, then send it again."
    steps.describe_action(host, title)
    host.get_by_role("link", name="Leave it and go on").click()
    steps.send_for_review(host)

    organizer.goto("/organize")
    organizer.get_by_role("link", name=title).click()
    organizer.get_by_role("button", name="Decline").click()
    expect(organizer.get_by_role("alert")).to_contain_text("Write a reason")
    organizer.get_by_label("What should the host change?").fill(reason)
    organizer.get_by_role("button", name="Decline").click()
    expect(organizer.get_by_role("status")).to_contain_text("was declined.")

    text = steps.open_mail(host, "hanna@example.org", f"Please look at your action again: {title}")
    assert reason in " ".join(text.split())
    host.goto("/host")
    host.get_by_role("link", name=title).click()
    expect(host.get_by_role("main")).to_contain_text(reason)
    # To change it comes first; whoever thinks that the organizer was wrong can still say so.
    expect(host.get_by_role("main").locator(".button.accent")).to_have_text("Change it")
    host.get_by_role("button", name="Send it again as it is").click()
    expect(host.get_by_role("status")).to_have_text("Sent for review. We write to you as soon as it is decided.")
    organizer.goto("/organize")
    expect(organizer.get_by_role("link", name=title)).to_be_visible()


def test_everybody_who_was_coming_is_told_when_the_host_cancels(tab: Tab, host: Page, organizer: Page) -> None:
    title = "Vigil on Dearborn"
    steps.describe_action(host, title)
    host.get_by_role("link", name="Leave it and go on").click()
    steps.send_for_review(host)
    organizer.goto("/organize")
    organizer.get_by_role("link", name=title).click()
    organizer.get_by_role("button", name="Approve").click()
    expect(organizer.get_by_role("status")).to_contain_text("is public now.")

    page = tab()
    steps.until_shown(page, "/?near=60604", page.locator("li.card", has_text=title))
    page.get_by_role("link", name=title).click()
    address = page.url
    steps.sign_up_for(page, "Noor", "noor@example.org")

    host.goto("/host")
    host.get_by_role("link", name=title).click()
    expect(host.get_by_role("main")).to_contain_text("Noor")
    host.get_by_role("link", name="Cancel it").click()
    host.get_by_label("Reason").fill("Ice on the square.")
    host.get_by_role("button", name="Cancel the action").click()
    expect(host.get_by_role("status")).to_contain_text("The action is cancelled.")

    assert "Ice on the square." in steps.open_mail(page, "noor@example.org", f"Cancelled: {title}")
    steps.until_shown(page, address, page.get_by_text("This action was cancelled. Please do not go there."))
    expect(page.locator("form#rsvp")).to_have_count(0)


def test_organizer_takes_the_names_home_as_csv_and_as_a_spreadsheet(tab: Tab, organizer: Page) -> None:
    page = tab()
    page.goto("/?near=Milwaukee, WI")
    page.get_by_role("link", name="March in Milwaukee").click()
    steps.sign_up_for(page, "=SUM(1+1)", "wim@example.org", "53202")

    organizer.goto(f"/organize/campaigns/{SLUG}")
    organizer.get_by_label("State").select_option("WI")
    organizer.get_by_role("button", name="Show").click()
    with organizer.expect_download() as download:
        organizer.get_by_role("link", name="Who is coming as CSV").click()
    text = download.value.path().read_bytes().decode("utf-8-sig")
    from_csv = list(csv.reader(io.StringIO(text, newline="")))
    with organizer.expect_download() as download:
        organizer.get_by_role("link", name="Who is coming as Excel").click()
    assert re.fullmatch(rf"{SLUG}-attendance-\d{{4}}-\d\d-\d\d\.xlsx", download.value.suggested_filename)
    sheet = openpyxl.load_workbook(io.BytesIO(download.value.path().read_bytes())).worksheets[0]
    from_sheet = [[cell.value for cell in row] for row in sheet.iter_rows()]

    assert len(from_csv) == len(from_sheet) == 2
    assert from_csv[0] == from_sheet[0]
    assert "wim@example.org" in from_csv[1]
    assert "wim@example.org" in from_sheet[1]
    # What looks like a formula stays text in both.
    assert [value for value in from_csv[1] if value.startswith("=")] == []
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n", "d"}


def test_volunteer_signs_up_when_no_script_runs(tab: Tab) -> None:
    page = tab(java_script_enabled=False, viewport=PHONE)
    steps.find_near(page, "60602")
    assert page.locator("li.card h3").first.inner_text() == RALLY
    expect(page.get_by_role("link", name="See all states")).to_be_visible()
    page.get_by_role("link", name=RALLY).click()
    steps.sign_up_for(page, "Nils", "nils@example.org")
    steps.open_mail(page, "nils@example.org", f"You are going: {RALLY}")
    steps.follow(page, "/rsvps/")
    page.get_by_role("button", name="Give up my place").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("You gave up your place")


def test_finder_lists_the_states_when_no_script_draws_the_map(tab: Tab) -> None:
    page = tab(java_script_enabled=False)
    page.goto("/")
    page.get_by_role("link", name="Hawaii").click()
    expect(page.locator("li.card h3")).to_have_text(["Rally in Honolulu"])


def test_volunteer_signs_up_by_keyboard_alone(tab: Tab) -> None:
    page = tab()
    page.goto("/")
    steps.tab_to(page, page.get_by_label("ZIP code or town"))
    page.keyboard.type("60602")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=2).first).to_contain_text("within 25 miles")
    steps.tab_to(page, page.get_by_role("link", name=RALLY))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(RALLY)
    form = page.locator("form#rsvp")
    for label, words in (("First name", "Kim"), ("Email", "kim@example.org"), ("ZIP code", "60622")):
        steps.tab_to(page, form.get_by_label(label))
        page.keyboard.type(words)
    steps.tab_to(page, form.get_by_role("button", name="Sign up"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("You are going")


def test_volunteer_signs_up_in_spanish(tab: Tab) -> None:
    page = tab(locale="es-US")
    page.goto("/es/")
    page.locator('input[name="near"]').fill("60602")
    page.keyboard.press("Enter")
    page.wait_for_url("**/es/?near=60602**")
    page.locator("li.card").get_by_role("link", name=RALLY).click()
    page.wait_for_url("**/es/events/*")
    assert page.locator("html").get_attribute("lang") == "es"
    for name, words in (("given_name", "Inés"), ("email", "ines@example.org"), ("postal_code", "60622")):
        page.locator(f'form#rsvp input[name="{name}"]').fill(words)
    page.locator("form#rsvp button.accent").click()
    page.wait_for_url("**/es/events/*/thanks")
    text = steps.open_mail(page, "ines@example.org", re.compile(RALLY))
    assert re.search(r"/es/rsvps/\S+", text)
    assert "5 de diciembre" in text
    steps.follow(page, "/es/rsvps/")
    assert page.locator("html").get_attribute("lang") == "es"


def test_reminders_come_once_the_day_before_and_on_the_day_unless_stopped(
    browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> None:
    server = LiveServer(tmp_path_factory.mktemp("reminders"), SECRETS, NOW)
    try:
        start_day(server)
        watched = Watched(browser, server.url)
        _reminders(server, watched.page)
        watched.close()
    finally:
        server.stop()
    assert watched.troubles == []


def _reminders(server: LiveServer, page: Page) -> None:
    for name in ("anna", "ben"):
        page.goto("/?near=60602")
        page.get_by_role("link", name=RALLY).click()
        steps.sign_up_for(page, name.title(), f"{name}@example.org")
    tomorrow, today = f"Tomorrow: {RALLY}, 11:00 AM", f"Today: {RALLY}, 11:00 AM"

    # 10:59 in Chicago the day before, and a minute later.
    for instant, expected in (((4, 16, 59), []), ((4, 17, 0), [tomorrow] * 2)):
        _deliver_at(server, dt.datetime(2026, 12, *instant, tzinfo=dt.UTC))
        assert _reminders_in(page) == expected

    steps.open_mail(page, "ben@example.org", tomorrow)
    steps.follow(page, "/mail/unsubscribe/")
    page.get_by_role("button", name="Stop reminders").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("You get no more reminders")

    # 7:59 on the day, a minute later, and once more: nothing comes twice.
    for instant, expected in (((5, 13, 59), []), ((5, 14, 0), [today]), ((5, 14, 5), [today])):
        _deliver_at(server, dt.datetime(2026, 12, *instant, tzinfo=dt.UTC))
        assert _reminders_in(page) == [*expected, tomorrow, tomorrow]
    steps.open_mail(page, "anna@example.org", today)


def _deliver_at(server: LiveServer, instant: dt.datetime) -> None:
    server.set_clock(instant)
    server.deliver_mail()


def _reminders_in(page: Page) -> list[str]:
    page.goto("/dev/mail")
    subjects = page.get_by_role("main").locator("li a").all_inner_texts()
    return sorted(subject for subject in subjects if subject.startswith(("Tomorrow:", "Today:")))


def _drag(page: Page, pin: Any, right: int, down: int) -> None:
    box = pin.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + right, y + down, steps=8)
    page.mouse.up()
