"""The frame that every page stands in, in a real browser."""

import pytest
from playwright.sync_api import Page

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
