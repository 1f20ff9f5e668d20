"""One running system for all browser tests: web server, mail worker, mails kept on disk, a small day of action."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.watching import Watched
from tests.services.live_server import LiveServer
from tests.services.settings import NOW, SECRETS

CAMPAIGN = "Hands Across the Country"
SLUG = "hands-across"
# Real places at rising distance from 60602, each with a point of its own but for the last, which is a ZIP code only.
DAY = """\
title,date,start_time,end_time,venue,address,city,state,postal_code,latitude,longitude,capacity,kind,reference
Rally at Daley Plaza,2026-12-05,11:00,13:00,Daley Plaza,50 W Washington St,Chicago,IL,60602,41.8836,-87.6308,,rally,1
Vigil in Evanston,2026-12-05,17:00,18:00,Fountain Square,1601 Sherman Ave,Evanston,IL,60201,42.0464,-87.6830,40,vigil,2
March in Milwaukee,2026-12-05,11:00,13:00,Red Arrow Park,920 N Water St,Milwaukee,WI,53202,43.0430,-87.9098,,march,3
Rally in Honolulu,2026-12-05,11:00,13:00,State Capitol,415 S Beretania St,Honolulu,HI,96813,21.3073,-157.8574,,rally,4
Picnic in Oak Park,2026-12-05,12:00,14:00,,,Oak Park,IL,60302,,,,picnic,5
"""
Tab = Callable[..., Page]


@pytest.fixture(scope="session")
def live_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """The system as `make run` starts it, rate limits included, with a small day of action in it."""
    server = LiveServer(tmp_path_factory.mktemp("live"), SECRETS, NOW)
    try:
        start_day(server)
        server.start_mail_worker()
        yield server
    finally:
        server.stop()


def start_day(server: LiveServer) -> None:
    """Serve, and bring the day in through the ordinary import."""
    file = Path(server.folder) / "day.csv"
    file.write_text(DAY, encoding="utf-8")
    server.start()
    printed = server.flask("events", "import", str(file), "--campaign", SLUG, "--create-campaign", CAMPAIGN)
    assert printed.endswith("5 created, 0 changed, 0 unchanged, 0 not taken.\n")


@pytest.fixture
def tab(browser: Browser, live_server: LiveServer) -> Iterator[Tab]:
    """`tab()` opens a page in a fresh profile; more options go to the profile. What each loads and logs is watched."""
    opened: list[Watched] = []

    def open_one(**options: Any) -> Page:
        opened.append(Watched(browser, live_server.url, **options))
        return opened[-1].page

    yield open_one
    for one in opened:
        one.close()
    assert [trouble for one in opened for trouble in one.troubles] == []


@pytest.fixture(scope="session")
def organizer_session(browser: Browser, live_server: LiveServer) -> Any:
    """The cookies of an organizer who followed the link that `flask users add` printed."""
    printed = live_server.flask("users", "add", "olga@example.org", "--role", "organizer", "--name", "Olga")
    link = re.findall(r"http\S+", printed)[-1]
    context: BrowserContext = browser.new_context()
    page = context.new_page()
    page.goto(link)
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/organize")
    state = context.storage_state()
    context.close()
    return state


@pytest.fixture
def organizer(tab: Tab, organizer_session: Any) -> Page:
    """The organizer's browser."""
    return tab(storage_state=organizer_session)
