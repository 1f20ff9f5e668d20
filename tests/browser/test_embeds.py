"""The frame on partners' pages, in a real browser: two partner sites, one on the list and one not."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import SLUG
from tests.services.browser import DESK, PHONE
from tests.services.live_server import LiveServer

PAGE = """<!doctype html><html lang="en"><head><title>A partner</title></head><body><h1>A partner</h1>
<script src="{site}/embed.js" data-partner="listed" data-campaign="{slug}" data-color="c2410c" async></script>
<p>Between</p>
<script src="{site}/embed.js" data-partner="listed" data-near="60602" data-title="Near us" async></script>
<p id="after">After</p></body></html>"""


class Partner:
    """A web site with one page, on a port of its own."""

    def __init__(self, site: str) -> None:
        body = PAGE.format(site=site, slug=SLUG).encode()

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(200)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_arguments: object) -> None:
                """Nothing is told."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def stop(self) -> None:
        """Close the site."""
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture(scope="module")
def partners(live_server: LiveServer) -> Iterator[tuple[Partner, Partner]]:
    """The site that the organization listed, and another one."""
    listed, other = Partner(live_server.url), Partner(live_server.url)
    live_server.flask("organizations", "add", "listed", "--name", "Listed Moms")
    live_server.flask("organizations", "origins", "listed", "add", listed.url)
    yield listed, other
    listed.stop()
    other.stop()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A fresh profile."""
    made = browser.new_context(viewport=DESK, locale="en-US")  # type: ignore[arg-type]
    made.set_default_timeout(15_000)
    yield made
    made.close()


def heights(page: Page) -> list[float]:
    """How high each frame stands in the partner's page."""
    found: list[float] = page.evaluate("() => Array.from(document.querySelectorAll('iframe'), f => f.offsetHeight)")
    return found


def test_a_listed_site_shows_the_list_at_its_own_height_and_can_read_nothing_of_it(
    context: BrowserContext, partners: tuple[Partner, Partner]
) -> None:
    page = context.new_page()
    globals_before = "() => Object.keys(window).filter(name => /embed|actions/i.test(name))"
    page.goto(partners[0].url)
    first, second = page.frame_locator("iframe").nth(0), page.frame_locator("iframe").nth(1)
    expect(first.get_by_role("heading", level=1)).to_have_text("Hands Across the Country")
    expect(second.get_by_role("link", name="Vigil in Evanston")).to_be_visible()
    assert page.locator("iframe").nth(1).get_attribute("title") == "Near us"

    for size in (DESK, PHONE):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        # Browsers let a frame of another site measure itself only when it comes into sight.
        for frame in page.locator("iframe").all():
            frame.scroll_into_view_if_needed()
            page.wait_for_timeout(600)
        frames = [element.content_frame() for element in page.locator("iframe").element_handles()]
        # The script is told whole pixels, rounded up, so that no frame ever scrolls.
        whole = "() => Math.ceil(document.body.getBoundingClientRect().height)"
        assert heights(page) == [frame.evaluate(whole) for frame in frames if frame]

    assert page.evaluate(globals_before) == []
    assert page.evaluate("() => document.querySelector('iframe').contentDocument") is None
    read = "address => fetch(address).then(() => 'read', () => 'refused')"
    assert page.evaluate(read, page.frames[1].url) == "refused"
    assert context.cookies() == []

    # A number from anybody else moves nothing.
    before = heights(page)
    page.evaluate("() => window.postMessage(5, '*')")
    page.wait_for_timeout(200)
    assert heights(page) == before

    # What is searched for stays in the frame; an action opens a tab of its own, which knows nothing of the partner.
    second.get_by_label("ZIP code or town").fill("Honolulu, HI")
    second.get_by_role("button", name="Find").click()
    expect(second.get_by_role("link", name="Rally in Honolulu")).to_be_visible()
    with context.expect_page() as opened:
        second.get_by_role("link", name="Rally in Honolulu").click()
    expect(opened.value.get_by_role("heading", level=1)).to_have_text("Rally in Honolulu")
    assert opened.value.evaluate("() => window.opener") is None
    assert context.cookies() == []


def test_a_site_that_is_not_listed_is_told_so_and_shows_nothing(
    context: BrowserContext, partners: tuple[Partner, Partner], live_server: LiveServer
) -> None:
    listed, other = partners
    page = context.new_page()
    page.goto(other.url)
    first = page.frame_locator("iframe").first
    expect(first.get_by_role("heading", level=1)).to_have_text("Nothing to show here")
    expect(first.get_by_text(f"{other.url} is not on the list of sites that Listed Moms allows")).to_be_visible()

    # Whoever claims to be the listed site gets the page, and the browser does not show it.
    stolen = f"{live_server.url}/embed?partner=listed&origin={listed.url}"
    refusals: list[str] = []
    page.on("console", lambda line: refusals.append(line.text))
    page.set_content(f'<iframe referrerpolicy="no-referrer" src="{stolen}"></iframe>')
    page.wait_for_timeout(1_000)
    assert any("frame-ancestors" in text or "Refused to frame" in text or "Framing" in text for text in refusals)
    assert [frame.url for frame in page.frames[1:]] == ["chrome-error://chromewebdata/"]


def test_the_frame_works_without_a_script(browser: Browser, live_server: LiveServer) -> None:
    context = browser.new_context(viewport=PHONE, java_script_enabled=False)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(f"{live_server.url}/embed")
    page.get_by_label("ZIP code or town").fill("60602")
    page.get_by_role("button", name="Find").click()
    expect(page.get_by_role("link", name="Vigil in Evanston")).to_be_visible()
    expect(page.get_by_role("button", name="Map")).to_have_count(0)
    context.close()
