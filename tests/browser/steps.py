"""What people do in more than one story, told by the words on the pages."""

import re
import time

from playwright.sync_api import Locator, Page, expect

PATIENCE_SECONDS = 20
PASSWORD = "four quiet random words"


def open_mail(page: Page, to: str, subject: str | re.Pattern[str]) -> str:
    """Open the newest mail to an address with this subject as soon as the worker has delivered it; returns its text."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        page.goto("/dev/mail")
        found = page.locator("li", has_text=to).get_by_role("link", name=subject)
        if found.count():
            break
        assert time.monotonic() < deadline, (
            f"no mail {subject!r} to {to}; there is: {page.get_by_role('main').inner_text()}"
        )
        time.sleep(0.2)
    found.first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(subject)
    return page.locator("pre").inner_text()


def follow(page: Page, path: str) -> None:
    """Follow the link of the open mail whose address has this path in it."""
    page.locator("pre").locator(f'a[href*="{path}"]').first.click()


def find_near(page: Page, place: str) -> None:
    """Search from the first page."""
    page.goto("/")
    page.get_by_label("ZIP code or town").fill(place)
    page.get_by_role("button", name="Find", exact=True).click()


def sign_up_for(page: Page, name: str, email: str, zip_code: str = "60622") -> None:
    """Fill in the form of the open event and send it."""
    form = page.locator("form#rsvp")
    form.get_by_label("First name").fill(name)
    form.get_by_label("Email").fill(email)
    form.get_by_label("ZIP code").fill(zip_code)
    form.get_by_role("button", name="Sign up").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("You are going")


def make_account(page: Page, name: str, email: str) -> None:
    """From the first page to a confirmed account: sign up, read the mail, press its button."""
    page.goto("/")
    page.get_by_role("banner").get_by_role("link", name="Host an action").click()
    page.get_by_role("link", name="Create an account").click()
    page.get_by_label("Your name").fill(name)
    page.get_by_label("Email address").fill(email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Create account").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Check your mail")
    open_mail(page, email, "Confirm your address")
    follow(page, "/account/verify/")
    page.get_by_role("button", name="Confirm and sign in").click()
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()


def describe_action(page: Page, title: str) -> None:
    """Fill in the form of a new action and save it."""
    page.goto("/host/events/new")
    page.get_by_label("Title").fill(title)
    page.get_by_label("Description").fill("We gather **at the north steps** and walk to the river.")
    page.get_by_label("Date").fill("2026-12-05")
    page.get_by_label("Starts").fill("11:00")
    page.get_by_label("Ends").fill("13:00")
    page.get_by_label("Name of the place").fill("Federal Plaza")
    page.get_by_label("Street address").fill("230 S Dearborn St")
    page.get_by_label("ZIP code").fill("60604")
    page.get_by_role("button", name="Save and go on").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Check the place")


def send_for_review(page: Page) -> None:
    """From the action's own desk."""
    page.get_by_role("button", name="Send it for review").click()
    expect(page.get_by_role("status")).to_have_text("Sent for review. We write to you as soon as it is decided.")


def going_in(organizer: Page, slug: str, title: str) -> str:
    """How many are coming to an action, as the organizer's list of its campaign says."""
    organizer.goto(f"/organize/campaigns/{slug}")
    return organizer.get_by_role("row", name=title).locator("td.number").inner_text()


def until_shown(page: Page, address: str, what: Locator) -> None:
    """Open a public page until it shows something: pages kept in memory follow a change within about a second."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    page.goto(address)
    while not what.count():
        assert time.monotonic() < deadline, f"{address} never showed it: {page.get_by_role('main').inner_text()}"
        time.sleep(0.2)
        page.goto(address)


def tab_to(page: Page, target: Locator, most: int = 120) -> None:
    """Press the tab key until the focus is there."""
    handle = target.element_handle()
    for _press in range(most):
        if page.evaluate("element => element === document.activeElement", handle):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{target} cannot be reached with {most} presses of the tab key")
