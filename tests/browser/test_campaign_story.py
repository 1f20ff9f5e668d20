"""A campaign's story in a real browser: written at the desk, read on a phone; and a link's code kept all the way."""

import io
import re

from PIL import Image
from playwright.sync_api import Browser, Page, expect

from tests.services.browser import PHONE
from tests.services.live_server import LiveServer

STORY = "/organize/campaigns/story-tests/story"


def _organizer(page: Page, live_server: LiveServer) -> None:
    live_server.flask("campaigns", "add", "story-tests", "--title", "Story tests")
    link = re.search(r"https?://\S+", live_server.flask("users", "add", "story@example.org", "--role", "organizer"))
    assert link is not None
    page.goto(link[0])
    page.get_by_role("main").get_by_role("button").click()


def test_a_story_is_written_illustrated_looked_over_and_published(page: Page, live_server: LiveServer) -> None:
    _organizer(page, live_server)
    file = io.BytesIO()
    Image.new("RGB", (1200, 900), "#c8102e").save(file, "JPEG")
    page.goto(f"{STORY}/pictures")
    page.get_by_label("File").set_input_files({"name": "a.jpg", "mimeType": "image/jpeg", "buffer": file.getvalue()})
    page.get_by_label("The large picture at the beginning").check()
    page.get_by_label("Name").fill("Red")
    page.get_by_role("button", name="Add the picture").click()
    expect(page.get_by_text("The picture is here.")).to_be_visible()

    page.goto(f"{STORY}/beginning")
    page.get_by_role("group", name="Headline").get_by_label("English").fill("Stand together")
    page.get_by_role("group", name="Headline").get_by_label("Español").fill("Unidas y unidos")
    page.get_by_label("Accent color").fill("#c8102e")
    page.get_by_label("Picture").select_option(label="Red")
    page.get_by_role("button", name="Save this part").click()

    page.goto(f"{STORY}/questions")
    page.get_by_role("group", name="Question").get_by_label("English").first.fill("Is it safe?")
    page.get_by_role("group", name="Answer").get_by_label("English").fill("Yes.")
    page.get_by_role("button", name="Add a question").click()
    expect(page.get_by_role("group", name="Entry 2")).to_be_in_viewport()
    expect(page.get_by_role("group", name="Answer").get_by_label("English").first).to_have_value("Yes.")
    page.get_by_role("button", name="Save this part").click()

    page.get_by_role("link", name="See how it will look").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Stand together")
    page.get_by_role("button", name="Publish the story").click()
    page.goto("/es/campaigns/story-tests")
    expect(page.get_by_role("heading", level=1)).to_have_text("Unidas y unidos")
    expect(page.get_by_text("Is it safe?")).to_have_attribute("lang", "en")
    shown = page.evaluate("() => getComputedStyle(document.querySelector('.button.accent')).backgroundColor")
    assert shown == "rgb(200, 16, 46)"
    assert page.evaluate("() => document.querySelector('.campaign-picture').naturalWidth") == 1200


def test_a_visitors_code_goes_along_without_a_script_or_a_cookie(browser: Browser, live_server: LiveServer) -> None:
    context = browser.new_context(
        base_url=live_server.url,
        viewport=PHONE,
        java_script_enabled=False,  # type: ignore[arg-type]  # two whole numbers
    )
    page = context.new_page()
    page.goto("/campaigns/hands-across?source=story-test")
    page.get_by_label("ZIP code or town").fill("60602")
    page.get_by_role("button", name="Find").click()
    assert "source=story-test" in page.url
    page.get_by_role("link", name="Rally at Daley Plaza").click()
    assert page.url.endswith("?source=story-test")
    page.get_by_label("First name").fill("Maria")
    page.get_by_label("Email").fill("story-code@example.org")
    page.get_by_label("ZIP code").fill("60622")
    page.locator("#rsvp button.big").click()
    assert page.url.endswith("/thanks?source=story-test")
    assert context.cookies() == []
    context.close()
