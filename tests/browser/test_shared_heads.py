"""The data in a page's head is let stand by the content policy, and the picture that it names is one."""

import json

from tests.browser.conftest import SLUG, Tab


def test_an_events_data_block_is_read_and_its_picture_shown(tab: Tab) -> None:
    page = tab()
    page.goto(f"/campaigns/{SLUG}")
    page.get_by_role("link", name="Rally at Daley Plaza").first.click()
    page.wait_for_url("**/events/*")
    data = json.loads(page.locator('script[type="application/ld+json"]').text_content() or "")
    assert (data["name"], data["eventStatus"]) == ("Rally at Daley Plaza", "https://schema.org/EventScheduled")
    assert page.locator('meta[property="og:image"]').get_attribute("content") == data["image"][0]
    path = data["image"][0].split("/", 3)[3]
    loading = """async path => {
        const image = new Image();
        image.src = path;
        await image.decode();
        return [image.naturalWidth, image.naturalHeight];
    }"""
    assert page.evaluate(loading, f"/{path}") == [1200, 630]
