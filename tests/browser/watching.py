"""A browser profile whose every request and every line in the console is noted."""

import time
from typing import Any

from playwright.sync_api import Browser, ConsoleMessage, Page, Request

from tests.services.browser import DESK

QUIET_MS, STEP_MS, MOST_SECONDS = 120, 20, 15.0
OWN_SCHEMES = ("data:", "blob:", "about:")


class Watched:
    """`page` is its tab; `troubles` is what went to another host, failed in a script, or broke the content policy."""

    def __init__(self, browser: Browser, url: str, **options: Any) -> None:
        usual = {"base_url": url, "viewport": DESK, "locale": "en-US", "timezone_id": "America/Chicago"}
        self.context = browser.new_context(**{**usual, **options})
        self.context.set_default_timeout(15_000)
        self.requests: list[str] = []
        self.troubles: list[str] = []
        self._own, self._under_way = url, 0
        self.context.on("request", self._note_request)
        self.context.on("requestfinished", self._note_end)
        self.context.on("requestfailed", self._note_end)
        self.page: Page = self.context.new_page()
        self.page.on("pageerror", lambda error: self.troubles.append(f"{self.page.url}: {error}"))
        self.page.on("console", self._note_line)

    def close(self) -> None:
        """End the profile."""
        self.context.close()

    def wait_until_quiet(self) -> None:
        """Wait until the page has all that it asked for, and for a moment asks for no more.

        Raises:
            TimeoutError: it never came to rest.
        """
        quiet, deadline = 0, time.monotonic() + MOST_SECONDS
        while quiet < QUIET_MS:
            if time.monotonic() > deadline:
                raise TimeoutError
            self.page.wait_for_timeout(STEP_MS)
            quiet = 0 if self._under_way else quiet + STEP_MS

    def _note_end(self, _request: Request) -> None:
        self._under_way -= 1

    def _note_request(self, request: Request) -> None:
        self._under_way += 1
        self.requests.append(request.url)
        if not request.url.startswith((f"{self._own}/", *OWN_SCHEMES)):
            self.troubles.append(f"{self.page.url} asked {request.url}")

    def _note_line(self, line: ConsoleMessage) -> None:
        # The browser notes a page of ours that says "not found" as an error of its own; that page is meant.
        of_the_page_itself = line.location.get("url") == self.page.url and "the server responded with" in line.text
        if line.type in ("error", "warning") and not of_the_page_itself:
            self.troubles.append(f"{self.page.url}: {line.text}")
