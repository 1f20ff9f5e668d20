"""The public site goes on without its database: stopped, or there and silent, and back again.

A real server on a real PostgreSQL of its own, which is stopped and frozen. Everything that is asked for during an
outage is asked for the first time, so that nothing of it was kept in memory.
"""

import concurrent.futures
import html
import sqlite3
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import psycopg
import pytest

from tests.services.live_server import LiveServer
from tests.services.postgres import Postgres
from tests.services.settings import NOW, SECRETS

# The line, in whatever language.
PAUSED = '<p class="notice warning" role="status">'
PAUSED_IN_A_FRAME = '<p class="embed-problem" role="status">'
FORM = {"given_name": "Marisol", "email": "marisol@example.org", "postal_code": "60622", "language": "en"}
SECONDS_TO_NOTICE = 10.0
# The first who ask while it hangs wait until that is noticed (1.5 s) and for one attempt to connect (3 s).
SECONDS_TO_FREE_THE_FIRST = 8.0
SECONDS_AT_ONCE = 1.5
# There are two processes: that all of these come from one of them is not to be feared.
ANSWERS_IN_A_ROW = 16
SECONDS_TO_RECOVER = 3.0


class Answer(NamedTuple):
    """What came back."""

    status: int
    text: str
    headers: dict[str, str]
    seconds: float


class Site:
    """The server, its database, and what a visitor gets from it."""

    def __init__(self, folder: Path) -> None:
        self.postgres = Postgres()
        self.postgres.start()
        settings = {**SECRETS, "RATE_LIMITS": "off", "DATABASE_URL": self.postgres.create_database("actions")}
        self.server = LiveServer(folder, {**settings, "WEB_WORKERS": "2", "WEB_THREADS": "3"}, NOW)
        self.server.start()
        self.server.flask("demo", "load", "--events", "200")
        self.server.flask("organizations", "add", "neighbors", "--name", "Neighbors")
        self.server.flask("organizations", "origins", "neighbors", "add", "https://www.example.org")
        self.published = self.server.folder / "instance" / "published"

    def get(self, address: str) -> Answer:
        """Open an address."""
        return self._answer(urllib.request.Request(self.server.url + address))

    def post(self, address: str, **fields: str) -> Answer:
        """Send a form."""
        return self._answer(
            urllib.request.Request(self.server.url + address, data=urllib.parse.urlencode(fields).encode())
        )

    def events(self) -> list[int]:
        """Numbers of actions that people can sign up for, nobody of whom has opened one yet."""
        query = (
            "SELECT id FROM events WHERE state = 'approved' AND postponed_at IS NULL AND online_url = '' ORDER BY id"
        )
        with psycopg.connect(self.postgres.url("actions")) as connection:
            return [number for (number,) in connection.execute(query).fetchall()]

    def scalar(self, query: str) -> object:
        """One value out of the database."""
        with psycopg.connect(self.postgres.url("actions")) as connection:
            row = connection.execute(query).fetchone()
        return row[0] if row else None

    def stop(self) -> None:
        """Leave nothing behind."""
        self.server.stop()
        self.postgres.stop()

    def _answer(self, asked: urllib.request.Request) -> Answer:
        began = time.monotonic()
        try:
            with urllib.request.urlopen(asked, timeout=30) as response:
                text, status, headers = response.read().decode(), response.status, dict(response.headers)
        except urllib.error.HTTPError as error:
            text, status, headers = error.read().decode(), error.code, dict(error.headers)
        return Answer(status, text, headers, time.monotonic() - began)


@pytest.fixture(scope="module")
def events(site: Site) -> Iterator[int]:
    """Each test takes other actions than those before it, whichever test comes first and whether its database runs."""
    return iter(site.events())


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The demo day on a server that has published its picture."""
    made = Site(tmp_path_factory.mktemp("outage"))
    try:
        until(lambda: _is_published(made))
        yield made
    finally:
        made.stop()


def until(holds: Callable[[], bool], seconds: float = SECONDS_TO_NOTICE) -> float:
    """Wait until something holds; how long it took."""
    began = time.monotonic()
    while not holds():
        assert time.monotonic() - began < seconds, f"not within {seconds} s"
        time.sleep(0.05)
    return time.monotonic() - began


def _is_published(site: Site) -> bool:
    version = site.scalar("SELECT version FROM publications")
    newest = max(site.published.glob("picture-*.sqlite"), default=None)
    return newest is not None and _version_in(newest) == version


def _version_in(file: Path) -> object:
    connection = sqlite3.connect(file)
    try:
        return connection.execute("SELECT version FROM publications").fetchone()[0]
    finally:
        connection.close()


@contextmanager
def stopped(site: Site) -> Iterator[None]:
    """Without a database, known to every process of the server."""
    site.postgres.halt()
    try:
        time.sleep(SECONDS_AT_ONCE)
        yield
    finally:
        site.postgres.run()
        recovered(site)


@contextmanager
def frozen(site: Site) -> Iterator[None]:
    """With a database that takes connections and says nothing."""
    site.postgres.freeze()
    try:
        yield
    finally:
        site.postgres.thaw()
        recovered(site)


def recovered(site: Site) -> float:
    """Seconds until several answers in a row came from the database again, whichever process gave them."""
    return until(
        lambda: all(PAUSED not in site.get(f"/?near=606{number:02}").text for number in range(ANSWERS_IN_A_ROW))
    )


def test_whatever_was_never_asked_before_is_answered_without_the_database(site: Site, events: Iterator[int]) -> None:
    pages = [f"/events/{next(events)}" for _ in range(3)]
    addresses = {
        "/": PAUSED,
        "/?near=Reno, NV&miles=100": PAUSED,
        "/?near=Illinois&kind=rally&from=2026-01-01&page=2": PAUSED,
        "/?organization=neighbors&online=1": PAUSED,
        "/es/?near=Boise": PAUSED,
        pages[0]: PAUSED,
        f"/es{pages[1]}": PAUSED,
        "/campaigns/every-town?near=60602": PAUSED,
        "/embed?organization=neighbors&near=60602": PAUSED_IN_A_FRAME,
        "/privacy": PAUSED,
        f"{pages[2]}.json": "Event",
        f"{pages[2]}.ics": "BEGIN:VEVENT",
        "/events.json?near=60602": '"format":',
        "/events.geojson?near=Boston": "FeatureCollection",
        "/events.ics?near=60601": "BEGIN:VCALENDAR",
        "/events.atom?near=60603": "<feed",
        "/sitemap.xml": "<sitemapindex",
        "/sitemaps/1.xml": "<urlset",
    }
    with stopped(site):
        answers = {address: site.get(address.replace(" ", "%20")) for address in addresses}
    told = {address: (answer.status, addresses[address] in answer.text) for address, answer in answers.items()}
    assert told == dict.fromkeys(addresses, (200, True))


def test_the_picture_is_what_answers_for_without_it_there_is_none(site: Site, events: Iterator[int]) -> None:
    """The control of the test above."""
    kept, never = "/?near=Tulsa", f"/events/{next(events)}"
    # There are two processes, and either may answer many times in a row: both are to have the page.
    (before,) = {site.get(kept).text for _ in range(20)}
    away = site.published.with_name("away")
    with stopped(site):
        site.published.rename(away)
        try:
            time.sleep(SECONDS_AT_ONCE)
            assert (site.get(never).status, site.get("/?near=Omaha").status) == (503, 503)
            # What is in a process's memory is still better than nothing.
            assert before in {site.get(kept).text for _ in range(20)}
        finally:
            away.rename(site.published)


def test_pages_kept_from_before_say_that_sign_up_is_paused(site: Site, events: Iterator[int]) -> None:
    page = f"/events/{next(events)}"
    assert PAUSED not in site.get(page).text
    with stopped(site):
        assert PAUSED in site.get(page).text
    assert PAUSED not in site.get(page).text


def test_signing_up_says_that_nothing_was_saved_and_keeps_what_was_typed(site: Site, events: Iterator[int]) -> None:
    event = next(events)
    count = site.scalar("SELECT count(*) FROM rsvps")
    with stopped(site):
        answer = site.post(f"/events/{event}/rsvps", **FORM)
    assert (answer.status, answer.headers["Retry-After"], answer.headers["Cache-Control"]) == (503, "30", "no-store")
    assert "Nothing was saved" in answer.text
    assert [f'value="{FORM[name]}"' in answer.text for name in ("given_name", "email", "postal_code")] == [True] * 3
    assert site.scalar("SELECT count(*) FROM rsvps") == count
    # The same form, sent again a minute later.
    assert site.post(f"/events/{event}/rsvps", **FORM).status == 200
    assert site.scalar(f"SELECT count(*) FROM rsvps WHERE event_id = {event} AND cancelled_at IS NULL") != 0


def test_desks_and_private_links_answer_that_the_records_are_away(site: Site) -> None:
    with stopped(site):
        assert (site.get("/readyz").status, site.get("/healthz").status) == (503, 200)
        assert site.get("/metrics").status == 503
        assert site.post("/account/sign-in-link", email="pat@example.org").status in (400, 503)


def test_site_recovers_by_itself_within_seconds(site: Site, events: Iterator[int]) -> None:
    site.postgres.halt()
    until(lambda: PAUSED in site.get(f"/events/{next(events)}").text)
    site.postgres.run()
    assert recovered(site) < SECONDS_TO_RECOVER
    # A change shows again, which only the database knows.
    with psycopg.connect(site.postgres.url("actions")) as connection:
        connection.execute("UPDATE events SET title = 'Renamed after the outage' WHERE id = 1")
        connection.execute("UPDATE publications SET version = version + 1")
    until(lambda: "Renamed after the outage" in site.get("/events/1").text)


def test_a_database_that_hangs_keeps_nobody_waiting_for_long(site: Site, events: Iterator[int]) -> None:
    first = [f"/events/{next(events)}" for _ in range(12)]
    with frozen(site), concurrent.futures.ThreadPoolExecutor(len(first)) as visitors:
        answers = list(visitors.map(site.get, first))
        assert [answer.status for answer in answers] == [200] * len(first)
        assert max(answer.seconds for answer in answers) < SECONDS_TO_FREE_THE_FIRST
        # From now on everybody is told at once, and goes on being told.
        for _ in range(4):
            answer = site.get(f"/events/{next(events)}")
            assert (answer.status, PAUSED in answer.text, answer.seconds < SECONDS_AT_ONCE) == (200, True, True)
            time.sleep(1)
        answer = site.post(f"/events/{next(events)}/rsvps", **FORM)
        assert (answer.status, answer.seconds < SECONDS_AT_ONCE) == (503, True)
        assert FORM["email"] in answer.text


def test_a_form_that_is_being_saved_when_the_database_begins_to_hang_is_told_so(
    site: Site, events: Iterator[int]
) -> None:
    event = next(events)
    with frozen(site):
        answer = site.post(f"/events/{event}/rsvps", **FORM)
    assert (answer.status, FORM["email"] in answer.text) == (503, True)
    assert answer.seconds < SECONDS_TO_FREE_THE_FIRST


def test_the_map_reads_its_snapshot_during_an_outage_too(site: Site) -> None:
    with stopped(site):
        page = site.get("/").text
        address = html.unescape(page.split('data-events="')[1].split('"')[0])
        assert address.startswith("/snapshots/")
        assert site.get(address).text.startswith('{"format":')
