"""Places suggested while somebody types, by keyboard and by touch, in a real browser."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import Tab
from tests.services.browser import PHONE

SHARD = re.compile(r"/geo/suggest/(\w+)\.json$")


def test_place_is_chosen_by_keyboard_and_the_server_learns_no_more_than_two_letters(tab: Tab) -> None:
    page = tab()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto("/")
    field = page.get_by_role("combobox", name="ZIP code or town")
    expect(field).to_have_attribute("aria-expanded", "false")

    options = page.get_by_role("listbox", name="Places").get_by_role("option")
    field.press_sequentially("saint lou")
    expect(options.first).to_have_text("St. Louis, MO")
    expect(field).to_have_attribute("aria-expanded", "true")
    expect(page.get_by_role("status").filter(has_text="places.")).to_have_text(
        re.compile(r"^\d places\. Use the arrow keys to choose one\.$")
    )
    field.press("Escape")
    expect(page.locator("#near-list")).to_be_hidden()
    expect(field).to_have_value("saint lou")

    field.fill("evan")
    expect(options.first).to_have_text("Evansville, IN")
    field.press("ArrowUp")
    last = options.last
    expect(last).to_have_attribute("aria-selected", "true")
    assert field.get_attribute("aria-activedescendant") == last.get_attribute("id")
    field.press("ArrowDown")
    assert field.get_attribute("aria-activedescendant") is None
    field.press("ArrowDown")
    field.press("ArrowDown")
    expect(options.filter(has_text="Evanston, IL")).to_have_attribute("aria-selected", "true")
    field.press("Enter")

    expect(page.get_by_role("heading", name="within 25 miles of Evanston, IL")).to_be_visible()
    assert {match[1] for url in asked if (match := SHARD.search(url))} == {"sa", "st", "ev"}
    assert [url for url in asked if "lou" in url or ("evans" in url.lower() and "near=Evanston" not in url)] == []


def test_place_is_chosen_by_touch_in_spanish_and_what_is_listed_is_what_was_meant(tab: Tab) -> None:
    page = tab(viewport=PHONE, has_touch=True, is_mobile=True)
    page.goto("/es/")
    field = page.locator("#near")
    for typed, first in (
        ("nuevo m", "Nuevo México"),
        ("nueva york", "Nueva York New York, NY"),
        ("cañon city", "Cañon City, CO"),
        ("springfield, mo", "Springfield, MO"),
        ("springfield, Illi", "Springfield, IL"),
        ("n hollyw", "North Hollywood, CA"),
        ("philly", "Philly Philadelphia, PA"),
        ("6060", "60601 Chicago, IL"),
    ):
        field.fill(typed)
        expect(page.locator("#near-list li").first).to_have_text(re.compile(f"^{first}"))
    field.fill("zzzz")
    expect(page.locator("#near-list")).to_be_hidden()
    field.fill("60602")
    page.locator("#near-list").get_by_text("60602").tap()
    page.wait_for_url(re.compile(r"near=60602"))
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_field_is_a_plain_one_where_no_script_runs(tab: Tab) -> None:
    page = tab(java_script_enabled=False)
    page.goto("/")
    field = page.get_by_role("textbox", name="ZIP code or town")
    field.fill("Evanston, IL")
    field.press("Enter")
    expect(page.get_by_role("heading", name="within 25 miles of Evanston, IL")).to_be_visible()
