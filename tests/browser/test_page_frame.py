"""The frame that every page stands in, in a real browser."""

from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Tab
from tests.services.browser import DESK, PHONE, axe_violations


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_the_credits_page(page: Page, size: dict[str, int], scheme: str) -> None:
    page.set_viewport_size(size)
    page.emulate_media(color_scheme=scheme)
    page.goto("/credits")
    assert axe_violations(page) == []


def test_page_is_no_wider_than_a_phone(page: Page) -> None:
    page.set_viewport_size(PHONE)
    page.goto("/credits")
    assert page.evaluate("() => document.documentElement.scrollWidth") == PHONE["width"]


def test_every_link_of_the_staffs_header_is_in_sight_on_a_small_phone(tab: Tab, organizer_session: Any) -> None:
    page = tab(storage_state=organizer_session, viewport={"width": 320, "height": 640})
    page.goto("/es/organize")
    found = page.locator("header a, header button").evaluate_all(
        """all => all.map(element => {
             const box = element.getBoundingClientRect();
             return [element.textContent.trim(), box.left >= 0 && box.right <= innerWidth && box.height >= 24];
           })"""
    )
    assert dict(found) == dict.fromkeys(
        ("Acciones", "English", "Mis acciones", "Coordinación", "Mi cuenta", "Cerrar sesión"), True
    )


@pytest.mark.parametrize("address", ["/?near=60602", "/account/sign-in", "/campaigns/hands-across"])
def test_what_a_thumb_presses_is_as_high_as_a_thumb_on_a_phone(tab: Tab, address: str) -> None:
    page = tab(viewport=PHONE)
    page.goto(address)
    low = page.locator(".button, .chip, main select, main input:not([type=hidden], [type=checkbox], .chip input)")
    heights = low.evaluate_all("all => all.map(e => e.getBoundingClientRect().height).filter(height => height > 0)")
    assert len(heights) > 3
    assert [height for height in heights if height < 44] == []


@pytest.mark.parametrize("address", ["/host", "/organize/campaigns/hands-across", "/campaigns/hands-across"])
def test_paper_is_white_whatever_the_screen_was_and_lists_are_whole(
    tab: Tab, organizer_session: Any, address: str
) -> None:
    page = tab(storage_state=organizer_session, color_scheme="dark")
    page.goto(address)
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate("() => getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.evaluate("() => getComputedStyle(document.body).color") == "rgb(0, 0, 0)"
    assert page.locator("header nav a:visible, .button:visible, form.panel:visible").count() == 0
    assert page.locator("h1:visible").count() == 1
    rows = page.locator("table.organize-table tr")
    shown = rows.evaluate_all("rows => [...new Set(rows.map(row => getComputedStyle(row).display))]")
    assert shown == (["table-row"] if address.startswith("/organize") else [])
