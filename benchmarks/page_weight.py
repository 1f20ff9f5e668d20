"""What a first visit loads, as it comes over the wire: `python -m benchmarks.page_weight`.

Chromium with an empty cache, a phone and a desk; counted by the browser itself, compressed and with headers.
"""

import os
from collections import Counter
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from benchmarks.map import site_of
from tests.services.browser import DESK, FLAGS, PHONE, browser_program

EVENTS, MOST_KILOBYTES = 3_000, 60


def weight_of(browser: Browser, address: str, size: Any, wait: bool = False) -> tuple[Counter[str], int]:
    """Bytes by kind of file, and how many requests there were."""
    context = browser.new_context(viewport=size, is_mobile=size is PHONE)
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    kinds: dict[str, str] = {}
    weights: Counter[str] = Counter()
    session.on("Network.responseReceived", lambda event: kinds.update({event["requestId"]: event["type"]}))
    session.on(
        "Network.loadingFinished",
        lambda event: weights.update({kinds[event["requestId"]]: int(event["encodedDataLength"])}),
    )
    page.goto(address)
    page.wait_for_load_state("networkidle")
    if wait:
        page.locator("[data-drawn]").wait_for(state="attached")
        page.wait_for_load_state("networkidle")
    context.close()
    return weights, len(kinds)


def main() -> None:
    """One run of all."""
    flags = [*FLAGS, "--no-sandbox"] if os.geteuid() == 0 else FLAGS
    with sync_playwright() as playwright, site_of(EVENTS) as port:
        browser = playwright.chromium.launch(executable_path=browser_program(), args=flags)
        for name, path, size, wait in (
            (f"phone, / without the map (target {MOST_KILOBYTES} KB)", "/", PHONE, False),
            ("phone, /?near=60602 without the map", "/?near=60602", PHONE, False),
            ("phone, /es/ without the map", "/es/", PHONE, False),
            ("desk, / with the map", "/", DESK, True),
        ):
            weights, count = weight_of(browser, f"http://localhost:{port}{path}", size, wait)
            parts = ", ".join(f"{kind} {size_ / 1000:.1f}" for kind, size_ in weights.most_common())
            print(f"{name}: {weights.total() / 1000:.1f} KB in {count} requests ({parts})")
        browser.close()


if __name__ == "__main__":
    main()
