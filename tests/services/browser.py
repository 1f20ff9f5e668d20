"""A real Chromium on the real application."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.services.live_server import LiveServer
from tests.services.settings import NOW, SECRETS

AXE = Path(__file__).resolve().parents[1] / "browser" / "vendor" / "axe.min.js"
# Named, because a few rules of WCAG 2.2 (the size of what is pressed) are off otherwise.
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# The last two are pages in every window, for the browser's own suggestions, and take more processor time than most
# tests. Of several lists of what is switched off Chromium heeds the last one, so what Playwright's has for Chromium on
# Linux is here again.
SWITCHED_OFF = [
    "AimEnabled",
    "AvoidCorsURLLoaderRestartOnRedirect",
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsFirstBalancedModeAutoEnable",
    "HttpsUpgrades",
    "LensOverlay",
    "MediaRouter",
    "NetworkTimeServiceQuerying",
    "OptimizationHints",
    "PaintHolding",
    "PreconnectToSearch",
    "ThirdPartyStoragePartitioning",
    "WebUIOmniboxAimPopup",
    "WebUIOmniboxPopup",
]
# The browser calls nobody: it is here for our pages alone.
FLAGS = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    f"--disable-features={','.join(SWITCHED_OFF)}",
]
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}


def browser_program() -> str:
    """The path of a Chromium or Chrome that starts; `BROWSER_BINARY` goes first.

    Raises:
        LookupError: when there is none.
    """
    for name in filter(None, (os.environ.get("BROWSER_BINARY"), *NAMES)):
        path = shutil.which(name)
        # Ubuntu's chromium-browser may be only a note that points to a snap.
        if path and subprocess.run([path, "--version"], capture_output=True, timeout=30).returncode == 0:
            return path
    raise LookupError("No Chromium or Chrome that starts: apt-get install chromium, or set BROWSER_BINARY.")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One browser for all tests; each test gets a fresh profile in it."""
    flags = [*FLAGS, "--no-sandbox"] if os.geteuid() == 0 else FLAGS
    with sync_playwright() as playwright:
        program = playwright.chromium.launch(executable_path=browser_program(), args=flags)
        yield program
        program.close()


@pytest.fixture(scope="session")
def live_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """The application as `make run` serves it, empty, at the tests' own time; rate limits are off for speed."""
    server = LiveServer(tmp_path_factory.mktemp("live"), {**SECRETS, "RATE_LIMITS": "off"}, NOW)
    try:
        server.start()
        yield server
    finally:
        server.stop()


@pytest.fixture
def browser_context(browser: Browser, live_server: LiveServer) -> Iterator[BrowserContext]:
    """A fresh profile at desk size. A request to any host but ours fails the test."""
    context = browser.new_context(
        base_url=live_server.url, viewport=DESK, locale="en-US", timezone_id="America/Chicago"
    )
    context.set_default_timeout(10_000)
    outside: list[str] = []
    context.on("request", lambda request: _note_if_outside(request.url, live_server.url, outside))
    yield context
    context.close()
    assert outside == []


@pytest.fixture
def page(browser_context: BrowserContext) -> Iterator[Page]:
    """A tab. An error in a script, or anything the content security policy had to stop, fails the test."""
    tab = browser_context.new_page()
    errors: list[str] = []
    tab.on("pageerror", lambda error: errors.append(str(error)))
    tab.on("console", lambda line: errors.append(line.text) if _is_policy_error(line.text) else None)
    yield tab
    assert errors == []


def axe_violations(page: Page, rules: list[str] | None = None) -> list[dict[str, Any]]:
    """What axe finds wrong with the open page: rule, impact and the elements, for an equality with `[]`."""
    # Evaluated, not added as a script element: our content security policy would rightly refuse that.
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    only = {"type": "rule", "values": rules} if rules else {"type": "tag", "values": AXE_TAGS}
    options = {"runOnly": only, "resultTypes": ["violations"]}
    found = page.evaluate("async options => (await axe.run(document, options)).violations", options)
    return [
        {"rule": v["id"], "impact": v["impact"], "elements": [node["html"][:200] for node in v["nodes"]]} for v in found
    ]


def _note_if_outside(address: str, own: str, outside: list[str]) -> None:
    if not address.startswith((own, "data:", "blob:", "about:")):
        outside.append(address)


def _is_policy_error(text: str) -> bool:
    return "Content Security Policy" in text
