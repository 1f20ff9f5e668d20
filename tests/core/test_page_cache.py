"""Finished public pages kept in memory."""

import gzip
from collections.abc import Callable, Iterable

import brotli
import pytest
from flask import Flask
from werkzeug.test import Client
from werkzeug.wrappers import Response

from actions.page_cache import KEEP_HEADER, PageCache, in_common

BODY = b"<p>Rally</p>" * 200


class Site:
    """An application that counts how often it is asked, and a publication number that tests may move."""

    def __init__(self) -> None:
        self.asked = 0
        self.version: int | None = 1
        self.status = "200 OK"
        self.headers = [("Content-Type", "text/html"), (KEEP_HEADER, "1")]
        self.seconds = 0.0
        self.meanwhile: Callable[[], object] = lambda: None
        self.uses: Callable[[], object] = lambda: None

    def __call__(self, environ: dict[str, object], start_response: object) -> Iterable[bytes]:
        self.asked += 1
        self.meanwhile()
        with Flask("site").request_context(environ):
            self.uses()
        start_response(self.status, list(self.headers))  # type: ignore[operator]
        return [BODY]


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Site:
    """A site whose seconds tests may move."""
    made = Site()
    monkeypatch.setattr("actions.page_cache.time.monotonic", lambda: made.seconds)
    return made


@pytest.fixture
def client(site: Site) -> Client:
    """A reader in front of the cache."""
    return Client(PageCache(site, lambda: site.version), Response)  # type: ignore[arg-type]


def test_a_page_is_made_once_and_then_served_from_memory(site: Site, client: Client) -> None:
    assert [client.get("/").data for _ in range(3)] == [BODY] * 3
    assert site.asked == 1


def test_each_query_and_language_is_a_page_of_its_own(site: Site, client: Client) -> None:
    for path in ("/", "/?near=60602", "/?near=10001"):
        client.get(path)
    client.get("/", base_url="http://localhost/es")
    assert site.asked == 4


def test_a_change_in_public_shows_after_at_most_a_second(site: Site, client: Client) -> None:
    client.get("/")
    site.version, site.seconds = 2, 0.9
    client.get("/")
    assert site.asked == 1
    site.seconds = 1.1
    client.get("/")
    assert site.asked == 2


def test_a_page_is_made_again_after_a_minute(site: Site, client: Client) -> None:
    client.get("/")
    site.seconds = 61
    client.get("/")
    assert site.asked == 2


def test_a_page_is_made_anew_by_one_while_all_others_get_the_old_one(site: Site, client: Client) -> None:
    client.get("/")
    site.seconds, answers = 61, []

    def visit() -> None:
        site.meanwhile = lambda: None
        answers.append(client.get("/").data)

    site.meanwhile = visit
    client.get("/")
    assert (answers, site.asked) == ([BODY], 2)
    # And whoever comes next has it made again when it is time.
    site.seconds = 122
    client.get("/")
    assert site.asked == 3


def test_a_page_that_failed_to_be_made_is_tried_again_by_the_next(site: Site, client: Client) -> None:
    def fail() -> None:
        raise RuntimeError("this once")

    client.get("/")
    site.seconds, site.meanwhile = 61, fail
    with pytest.raises(RuntimeError, match="this once"):
        client.get("/")
    site.meanwhile = lambda: None
    client.get("/")
    assert site.asked == 3


def test_kept_pages_are_served_while_the_database_is_down(site: Site, client: Client) -> None:
    client.get("/")
    site.version, site.seconds = None, 3600
    assert client.get("/").data == BODY
    assert site.asked == 1
    site.version, site.seconds = 1, 3602
    client.get("/")
    assert site.asked == 2


def test_what_a_view_did_not_mark_is_never_kept(site: Site, client: Client) -> None:
    site.headers = [("Content-Type", "text/html")]
    client.get("/")
    client.get("/")
    assert site.asked == 2


def test_a_page_that_sets_a_cookie_is_never_kept(site: Site, client: Client) -> None:
    site.headers.append(("Set-Cookie", "session=1"))
    client.get("/")
    client.get("/")
    assert site.asked == 2


def test_the_mark_does_not_leave_the_house(site: Site, client: Client) -> None:
    assert KEEP_HEADER not in client.get("/").headers
    assert KEEP_HEADER not in client.get("/").headers


def test_a_browser_that_has_the_page_is_told_so_and_nothing_that_it_knows(site: Site, client: Client) -> None:
    site.headers += [("Content-Security-Policy", "default-src 'self'"), ("Cache-Control", "public, max-age=0")]
    etag = client.get("/").headers["ETag"]
    answer = client.get("/", headers={"If-None-Match": etag})
    assert (answer.status_code, answer.data) == (304, b"")
    assert dict(answer.headers) == {"Cache-Control": "public, max-age=0", "ETag": etag, "Vary": "Accept-Encoding"}


def test_a_browser_that_takes_gzip_gets_gzip(site: Site, client: Client) -> None:
    answer = client.get("/", headers={"Accept-Encoding": "gzip, deflate"})
    assert answer.headers["Content-Encoding"] == "gzip"
    assert answer.headers["Vary"] == "Accept-Encoding"
    assert gzip.decompress(answer.data) == BODY
    assert len(answer.data) == int(answer.headers["Content-Length"])


def test_a_browser_that_takes_brotli_gets_brotli(site: Site, client: Client) -> None:
    answer = client.get("/", headers={"Accept-Encoding": "gzip, deflate, br, zstd"})
    assert answer.headers["Content-Encoding"] == "br"
    assert answer.headers["Vary"] == "Accept-Encoding"
    assert brotli.decompress(answer.data) == BODY
    assert len(answer.data) == int(answer.headers["Content-Length"])


@pytest.mark.parametrize("accepted", ["gzip, br;q=0", "br;q=0.0, gzip", "gzip, vibrate"])
def test_a_browser_that_refuses_brotli_gets_gzip(client: Client, accepted: str) -> None:
    assert client.get("/", headers={"Accept-Encoding": accepted}).headers["Content-Encoding"] == "gzip"


def test_large_pages_make_room_for_each_other(site: Site, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("actions.page_cache.MOST_BYTES", 3 * len(BODY))
    for path in ("/?a", "/?b", "/?c", "/?c", "/?a"):
        client.get(path)
    assert site.asked == 4


def test_a_page_larger_than_the_cache_is_answered_and_not_kept(
    site: Site, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("actions.page_cache.MOST_BYTES", 100)
    assert [client.get("/").data for _ in range(2)] == [BODY] * 2
    assert site.asked == 2


def test_a_page_that_cannot_be_made_is_answered_with_the_last_one_that_could(site: Site, client: Client) -> None:
    client.get("/")
    site.version, site.seconds, site.status = 2, 2.0, "503 Service Unavailable"
    site.headers = [("Content-Type", "text/html")]
    assert (client.get("/").status_code, client.get("/?near=60602").status_code) == (200, 503)


def test_a_page_with_a_cookie_is_kept_by_no_cache_on_the_way(site: Site, client: Client) -> None:
    site.headers += [("Cache-Control", "public, max-age=0, must-revalidate"), ("Set-Cookie", "session=1")]
    for accepted in ("", "gzip", "br"):
        answer = client.get("/", headers={"Accept-Encoding": accepted})
        assert answer.headers.getlist("Cache-Control") == ["no-store"]
        assert answer.headers["Set-Cookie"] == "session=1"


def test_what_pages_have_in_common_is_made_once_for_each_edition_and_each_minute(site: Site, client: Client) -> None:
    made: list[object] = []
    site.uses = lambda: in_common("the country", lambda: made.append(site.seconds))
    for address in ("/", "/?near=60602", "/?near=10001"):
        client.get(address)
    assert made == [0.0]
    site.version, site.seconds = 2, 5.0
    client.get("/?near=94103")
    assert made == [0.0, 5.0]
    site.seconds = 66.0
    client.get("/?near=98101")
    assert made == [0.0, 5.0, 66.0]


def test_what_pages_have_in_common_is_kept_up_to_a_number(
    site: Site, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("actions.page_cache.MOST_IN_COMMON", 2)
    made: list[int] = []
    site.uses = lambda: [in_common(number, lambda number=number: made.append(number)) for number in (1, 2, 3)]
    client.get("/")
    client.get("/?near=60602")
    assert made == [1, 2, 3, 3]


def test_outside_kept_pages_nothing_is_shared(site: Site, client: Client) -> None:
    made: list[int] = []
    site.uses = lambda: in_common("the country", lambda: made.append(1))
    client.post("/")
    client.post("/")
    assert made == [1, 1]
