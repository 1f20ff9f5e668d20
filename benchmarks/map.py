"""From a page to a map full of clusters, on a slow phone: `python -m benchmarks.map [ROUNDS]`.

Chromium at 390 px whose processor is slowed four times, a fresh profile each time, gunicorn and the browser on the same
machine. The window was opened two seconds before: to open one takes Chromium a second of processor time, which on two
cores would be measured with the page. "Page" counts from the beginning of the navigation, with the Map button pressed
as soon as it is there; "tap" from the press. Both end when clusters are drawn; "whole" when the base map is, too. The
least of several visits is the one that other work on the machine disturbed least.
"""

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median

from playwright.sync_api import Browser, sync_playwright

from benchmarks.finder import served
from benchmarks.synthetic import application, fill
from tests.services.browser import FLAGS, PHONE, browser_program

COUNTS, ROUNDS, SLOWER, SECONDS, REST_SECONDS = (750, 3_000, 10_000), 5, 4, 5, 2
TARGETS = {3_000: 1_000, 10_000: 1_500}
# Noted by the page itself, so that the way to this program and back is not part of it.
WATCH = """
addEventListener("DOMContentLoaded", () => {
  const box = document.querySelector("[data-map]"), button = document.querySelector("[data-map-toggle]");
  const note = (name) => requestAnimationFrame(() => setTimeout(() => { window[name] = performance.now(); }));
  new MutationObserver((changes) => {
    if (changes.some((change) => change.attributeName === "data-ready")) note("clustered");
    if (changes.some((change) => change.attributeName === "data-drawn")) note("drawn");
  }).observe(box, { attributes: true });
  const press = () => {
    if (button.hidden) { setTimeout(press, 5); return; }
    window.tapped = performance.now();
    button.click();
  };
  press();
});
"""
FIGURES = "() => ({page: window.clustered, tap: window.clustered - window.tapped, whole: window.drawn})"


def one_visit(browser: Browser, address: str) -> dict[str, float]:
    """Milliseconds of one visit by somebody who was never here."""
    context = browser.new_context(viewport=PHONE, is_mobile=True, has_touch=True)
    page = context.new_page()
    page.add_init_script(WATCH)
    context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    page.wait_for_timeout(REST_SECONDS * 1000)
    page.goto(address, wait_until="commit")
    # Nothing is asked of the page meanwhile: to look for an element, the driver first gives it a large script to run.
    page.wait_for_timeout(SECONDS * 1000)
    figures: dict[str, float] = page.evaluate(FIGURES)
    assert all(figures.values()), f"not drawn within {SECONDS} s: {figures}"
    context.close()
    return figures


@contextmanager
def site_of(count: int) -> Iterator[int]:
    """The site with so many events, and its port."""
    with tempfile.TemporaryDirectory(prefix="actions-map-") as folder:
        fill(application(f"sqlite:///{folder}/actions.db", Path(folder)), count)
        with served("wsgi:app") as port:
            yield port


def main(rounds: int = ROUNDS) -> None:
    """One run of all."""
    flags = [*FLAGS, "--no-sandbox"] if os.geteuid() == 0 else FLAGS
    with sync_playwright() as playwright, ExitStack() as stack:
        browser = playwright.chromium.launch(executable_path=browser_program(), args=flags)
        stack.callback(browser.close)
        print(f"page to clustered map, 390 px, {SLOWER} times slower, median, least (all) of {rounds}, milliseconds")
        for count in COUNTS:
            with site_of(count) as port:
                # The first one warms what the server keeps.
                visits = [one_visit(browser, f"http://localhost:{port}/") for _round in range(rounds + 1)][1:]
            for name in ("page", "tap", "whole"):
                each = [visit[name] for visit in visits]
                target = f"   target {TARGETS[count]:,}" if name == "page" and count in TARGETS else ""
                every = ", ".join(f"{ms:.0f}" for ms in each)
                print(f"  {count:6,} events  {name:<5} {median(each):6,.0f} {min(each):6,.0f}   ({every}){target}")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
