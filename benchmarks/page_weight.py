"""What a first visit loads, as it comes over the wire: `python -m benchmarks.page_weight`.

Chromium with an empty cache, a phone and a desk; counted by the browser itself, compressed and with headers. Then the
snapshot that the map reads, in each packing that it is sent in.
"""

import os
import re
import urllib.request
from collections import Counter
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from benchmarks.map import site_of
from tests.services.browser import DESK, FLAGS, PHONE, browser_program

EVENTS, MOST_KILOBYTES, MOST_SNAPSHOT = 3_000, 60, 75
PACKINGS = ("br", "gzip", "identity")


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


def snapshot_weights(site: str) -> dict[str, int]:
    """Bytes of the published snapshot, as a front page made after it was published names it, by packing."""
    with urllib.request.urlopen(f"{site}/?not=kept") as answer:
        page = answer.read().decode()
    address = re.findall(r'data-events="([^"]+)"', page)[0].replace("&amp;", "&")
    weights = {}
    for packing in PACKINGS:
        request = urllib.request.Request(f"{site}{address}", headers={"Accept-Encoding": packing})
        with urllib.request.urlopen(request) as answer:
            weights[f"{packing} ({answer.headers.get('Content-Encoding', 'as it is')})"] = len(answer.read())
    return weights


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
        for packing, size_ in snapshot_weights(f"http://localhost:{port}").items():
            target = f", target {MOST_SNAPSHOT}" if not packing.startswith("identity") else ""
            print(f"snapshot of {EVENTS:,} events, asked for as {packing}: {size_ / 1000:.1f} KB{target}")


if __name__ == "__main__":
    main()
