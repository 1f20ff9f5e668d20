"""Every kind of page, as a phone and a desk show it, by day and by night, in each language: readable for all, and
alone with us.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from babel.support import Translations
from flask import Flask
from playwright.sync_api import Browser, Page, Response

from actions.locale import DEFAULT, LANGUAGES, prefix_of
from config import ROOT
from tests.browser.every_page import KINDS, Kind, Seeded, seed
from tests.browser.watching import Watched
from tests.services.browser import DESK, PHONE, axe_violations
from tests.services.live_server import LiveServer
from tests.services.settings import NOW

# What is no page: files, feeds, answers for machines, what leads to a page, and what only a frame of the mail's page
# shows.
FILES = """
    discovery.index discovery.page discovery.robots embeds.script embeds.theme
    exports.attendance exports.events feeds.atom feeds.event_ics feeds.event_json feeds.geojson feeds.ics
    finder.events_json finder.map_script finder.snapshot
    events.qr mail.dev_attachment mail.dev_html pages.alive pages.figures pages.ready
    host_words.preview mails.preview previews.html
    pictures.campaign pictures.event pictures.site rsvps.form_again rsvps.ics
    story_files.accent story_files.picture
"""
TRIES_BEFORE_TOO_MANY = 10
LOOKS = ((DESK, "light"), (DESK, "dark"), (PHONE, "light"), (PHONE, "dark"))


@pytest.fixture(scope="module")
def seeded(live_server: LiveServer) -> Seeded:
    """The scene, set once."""
    live_server.set_clock(NOW)
    return seed(live_server)


@pytest.fixture(scope="module")
def browsers(browser: Browser, live_server: LiveServer, seeded: Seeded) -> Iterator[dict[str, Watched]]:
    """One profile for each role, for all pages."""
    opened = {}
    for role in ("visitor", "anyone", *seeded.sessions):
        opened[role] = Watched(browser, live_server.url)
        if role in seeded.sessions:
            cookie: Any = {"name": "session", "value": seeded.sessions[role], "url": live_server.url}
            opened[role].context.add_cookies([cookie])
    yield opened
    for watched in opened.values():
        watched.close()


def worded(sentence: str, language: str) -> str:
    """What a label or a button says in a language."""
    if language == DEFAULT:
        return sentence
    said = Translations.load(ROOT / "translations", [language]).gettext(sentence)
    assert said != sentence, f"{sentence} has no {language}"
    return said


def opened_at(page: Page, kind: Kind, seeded: Seeded, language: str) -> Response:
    """Go to the page, and press the button whose answer it is."""
    response = page.goto(prefix_of(language) + kind.address.format(**seeded.names_in(language)))
    if kind.emptied:
        page.get_by_label(worded(kind.emptied, language)).fill("")
    if kind.press:
        with page.expect_navigation() as navigation:
            page.get_by_role("main").get_by_role("button", name=worded(kind.press, language), exact=True).click()
        response = navigation.value
    assert response is not None
    return response


def faults_of(page: Page) -> list[Any]:
    """What axe finds at both sizes and in both lights, and whether the page is wider than the screen."""
    found: list[Any] = []
    for size, scheme in LOOKS:
        page.set_viewport_size(size)  # type: ignore[arg-type]
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        # Size and light are independent but for colours: all rules once a size, colours in each combination.
        rules = None if (size, scheme) in ((DESK, "light"), (PHONE, "dark")) else ["color-contrast"]
        found += [(size["width"], scheme, violation) for violation in axe_violations(page, rules)]
        width = page.evaluate("() => document.documentElement.scrollWidth")
        found += [f"{width} px wide on {size['width']}"] if width > size["width"] else []
    return found


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_page_is_readable_for_all_and_asks_no_other_host(
    browsers: dict[str, Watched], seeded: Seeded, kind: Kind, language: str
) -> None:
    watched = browsers[kind.who]
    watched.troubles.clear()
    page = watched.page
    page.set_viewport_size(DESK)  # type: ignore[arg-type]
    response = opened_at(page, kind, seeded, language)
    assert response.status == kind.status
    watched.wait_until_quiet()
    assert faults_of(page) == []
    assert watched.troubles == []
    if kind.who == "visitor":
        assert watched.context.cookies() == []


def test_page_after_too_many_tries_is_readable_for_all(browsers: dict[str, Watched]) -> None:
    watched = browsers["anyone"]
    watched.troubles.clear()
    page = watched.page
    for _try in range(TRIES_BEFORE_TOO_MANY + 1):
        page.goto("/account/sign-in")
        page.get_by_label("Email address").fill("tries@example.org")
        page.get_by_label("Password", exact=True).fill("wrong")
        with page.expect_navigation() as navigation:
            page.get_by_role("main").get_by_role("button", name="Sign in", exact=True).click()
    assert navigation.value.status == 429
    assert page.get_by_role("heading", level=1).inner_text() == "That was a lot of requests"
    assert faults_of(page) == []
    assert watched.troubles == []


def test_a_page_that_asked_another_host_would_be_noticed(browser: Browser, live_server: LiveServer) -> None:
    watched = Watched(browser, live_server.url)
    watched.page.goto("/credits")
    watched.page.evaluate("() => { new Image().src = 'http://127.0.0.1:9/pixel.png'; }")
    watched.page.wait_for_timeout(300)
    watched.close()
    assert any("Content Security Policy" in trouble for trouble in watched.troubles)


def test_every_request_of_every_page_went_to_the_site_itself(
    browsers: dict[str, Watched], live_server: LiveServer
) -> None:
    asked = [url for watched in browsers.values() for url in watched.requests]
    assert [url for url in asked if not url.startswith((f"{live_server.url}/", "data:", "blob:", "about:"))] == []
    assert len(asked) > len(KINDS) * len(LANGUAGES)


@pytest.mark.sqlite_only
def test_every_page_there_is_stands_in_the_list(app: Flask) -> None:
    served = {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())}
    adapter = app.url_map.bind("localhost")
    listed = set()
    for kind in KINDS:
        path = kind.address.partition("?")[0].replace("_id}", "}")
        for name in ("draft", "declined", "several", "cancelled", "postponed", "pending", "door", "shut"):
            path = path.replace(f"/events/{{{name}}}", "/events/1")
        if kind.status not in (404, 405):
            listed.add(adapter.match(path, method="GET")[0])
    assert served - listed == set(FILES.split())
    assert listed - served == set()
