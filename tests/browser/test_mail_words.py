"""What an organizer types is shown in the frame of the same page, without a script, and stays in its field."""

from typing import Any

from playwright.sync_api import expect

from tests.browser.conftest import SLUG, Tab


def test_the_words_are_in_the_preview_and_still_in_their_field(tab: Tab, organizer_session: Any) -> None:
    page = tab(storage_state=organizer_session, java_script_enabled=False)
    page.goto(f"/organize/campaigns/{SLUG}/mails")
    frame = page.frame_locator("iframe")
    expect(frame.get_by_role("heading", level=1)).to_have_text("You are going")
    page.locator("[name=reminder-en]").fill("Wear **red**.")
    page.get_by_label("Which mail").select_option("reminder-on-day")
    page.get_by_role("button", name="Preview", exact=True).click()
    expect(frame.get_by_role("heading", level=1)).to_have_text("See you today")
    expect(frame.locator("strong").first).to_have_text("red")
    page.get_by_role("button", name="Preview as plain text").click()
    expect(frame.get_by_text("Wear red.")).to_be_visible()
    expect(page.locator("[name=reminder-en]")).to_have_value("Wear **red**.")
