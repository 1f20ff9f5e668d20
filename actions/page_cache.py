"""Finished public pages, kept in memory: on the day of action most requests are for a few of them.

A page is kept for its exact path, query and language. It is valid while the edition (what pages are made from: the
publication number, or the picture that stands in for the database) is what it was, and for at most a minute, because
places fill up without the number being raised. The edition is asked for at most once a second, so a change shows within
about a second on every process. When there is no edition, or a page cannot be made, what is at hand is served.

It sits outside Flask, as WSGI middleware: a kept page costs a dictionary look-up.
"""

import gzip
import hashlib
import re
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypeVar

import brotli
from flask import Flask, Response, request

from actions import source_codes

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

MOST_PAGES = 2_000
# Any query at all makes a page of its own, and the map's list of a large campaign has a megabyte.
MOST_BYTES = 64 * 1024 * 1024
MOST_QUERY_BYTES = 300
SECONDS_VALID = 60.0
SECONDS_BETWEEN_LOOKS = 1.0
SMALLEST_TO_COMPRESS = 1_000
PACKED_ALREADY = ("image/webp", "image/png", "image/jpeg")
KEEP_HEADER = "X-Actions-Keep"
# In a request's environ: the edition as which its page will be kept.
EDITION = "actions.edition"
# In a request's environ: what the pages of that edition have in common, by what it is called.
IN_COMMON = "actions.in-common"
MOST_IN_COMMON = 500
# What a browser that has the page already is told again; it keeps the rest (RFC 9110, 15.4.5).
TOLD_AGAIN = frozenset({"Cache-Control", "ETag", "Set-Cookie", "Vary"})
# As a word of its own, and not refused.
_BROTLI = re.compile(r"\bbr\b(?!\s*;\s*q=0(?:\.0*)?(?:,|$))")
Key = tuple[str, str, str]
Made = TypeVar("Made")
Packers = dict[str, Callable[[bytes], bytes]]
# Of brotli's qualities the one that is a tenth smaller than gzip for the same time.
FOR_MANY: Packers = {
    "br": lambda body: brotli.compress(body, quality=5),
    "gzip": lambda body: gzip.compress(body, 6, mtime=0),
}
FOR_ONE: Packers = {
    "br": lambda body: brotli.compress(body, quality=1),
    "gzip": lambda body: gzip.compress(body, 1, mtime=0),
}


@dataclass(frozen=True)
class Packed:
    """An answer as it goes out."""

    headers: list[tuple[str, str]]
    body: bytes


@dataclass(frozen=True)
class KeptPage:
    """One finished answer."""

    plain: Packed
    # By encoding, each made for the first who takes it: many a page is asked for once and never again.
    twins: dict[str, Packed]
    packers: Packers
    # The body before its marks for source codes were filled in; empty where it has none.
    marked: bytes
    is_worth_packing: bool
    etag: str
    edition: Hashable
    kept_at: float

    @property
    def size(self) -> int:
        """How much memory it takes with its twins, in bytes, about."""
        return len(self.plain.body) * 3 // 2 + len(self.marked)

    def packed(self, encoding: str) -> Packed:
        """The page in an encoding that a browser takes."""
        twin = self.twins.get(encoding)
        if twin is None:
            headers = [pair for pair in self.plain.headers if pair[0] != "Content-Length"]
            body = self.packers[encoding](self.plain.body)
            twin = self.twins[encoding] = Packed(_sized([*headers, ("Content-Encoding", encoding)], body), body)
        return twin


class PageCache:
    """WSGI middleware that answers public GETs from memory where it can."""

    def __init__(self, app: "WSGIApplication", read_edition: Callable[[], Hashable | None]) -> None:
        self._app = app
        self._read_edition = read_edition
        self._pages: OrderedDict[Key, KeptPage] = OrderedDict()
        self._making: set[Key] = set()
        self._bytes = 0
        self._common: dict[Hashable, object] = {}
        self._common_of: tuple[Hashable, float] = (None, 0.0)
        self._lock = threading.Lock()
        self._edition: Hashable = 0
        self._looked_at = float("-inf")
        self._has_edition = True

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answer from memory, or ask the application and keep what it marked as public."""
        query = environ.get("QUERY_STRING", "")
        if environ["REQUEST_METHOD"] != "GET" or len(query) > MOST_QUERY_BYTES:
            return self._app(environ, start_response)
        key = (environ.get("SCRIPT_NAME", ""), environ.get("PATH_INFO", ""), query)
        page = self._pages.get(key)
        if page is None:
            return self._ask(key, environ, start_response)
        if self._is_valid(page) or not self._may_make(key):
            return _answer(page, environ, start_response)
        try:
            return self._ask(key, environ, start_response)
        finally:
            self._making.discard(key)

    def _may_make(self, key: Key) -> bool:
        """Whether a page is this request's to make anew: of all who ask for it meanwhile the others get the old one.

        Otherwise every thread would make the same page at once whenever an event changes, on the busiest day.
        """
        with self._lock:
            if key in self._making:
                return False
            self._making.add(key)
            return True

    def clear(self) -> None:
        """Forget every page and ask for the edition anew at the next request."""
        with self._lock:
            self._pages.clear()
            self._bytes = 0
            self._common = {}
        self._looked_at = float("-inf")

    def _is_valid(self, page: KeptPage) -> bool:
        if not self._look():
            return True
        return page.edition == self._edition and time.monotonic() - page.kept_at < SECONDS_VALID

    def _look(self) -> bool:
        """Learn the edition, at most once a second; false when there is none."""
        now = time.monotonic()
        if now - self._looked_at > SECONDS_BETWEEN_LOOKS:
            self._looked_at = now
            edition = self._read_edition()
            self._has_edition = edition is not None
            self._edition = self._edition if edition is None else edition
        return self._has_edition

    def _ask(self, key: Key, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        # As it was known *before* the page was made: a change in between makes the page stale, never wrong.
        self._look()
        edition = environ[EDITION] = self._edition
        environ[IN_COMMON] = self._common_to(edition)
        captured: list[tuple[str, list[tuple[str, str]]]] = []

        def capture(status: str, headers: list[tuple[str, str]], exc_info: object = None) -> Callable[[bytes], object]:
            captured.append((status, headers))
            return lambda chunk: None

        environ[source_codes.FILLED_LATER] = KEEP_HEADER
        parts = self._app(environ, capture)
        status, headers = captured[-1]
        names = {name for name, _ in headers}
        if status.startswith("503") and (kept := self._pages.get(key)):
            return _answer(kept, environ, start_response)
        if KEEP_HEADER not in names:
            start_response(status, [pair for pair in headers if pair[0] != KEEP_HEADER])
            return parts
        try:
            body = b"".join(parts)
        finally:
            close = getattr(parts, "close", None)
            if close is not None:
                close()
        page = _kept(body, [pair for pair in headers if pair[0] != KEEP_HEADER], edition)
        if "Set-Cookie" in names:
            return _answer(_for_one(page), environ, start_response)
        self._put(key, page)
        return _answer(page, environ, start_response)

    def _common_to(self, edition: Hashable) -> dict[Hashable, object]:
        """What the pages of an edition have in common; begun anew with every edition, and once a minute."""
        with self._lock:
            known_as, since = self._common_of
            if known_as != edition or time.monotonic() - since > SECONDS_VALID:
                self._common_of = (edition, time.monotonic())
                self._common = {}
            return self._common

    def _put(self, key: Key, page: KeptPage) -> None:
        """Keep a page; those made longest ago make room for it."""
        with self._lock:
            replaced = self._pages.pop(key, None)
            self._pages[key] = page
            self._bytes += page.size - (replaced.size if replaced else 0)
            while len(self._pages) > MOST_PAGES or self._bytes > MOST_BYTES:
                _key, dropped = self._pages.popitem(last=False)
                self._bytes -= dropped.size


def in_common(key: Hashable, make: Callable[[], Made]) -> Made:
    """What many pages share, made by the first of them: the key names all that it is made from besides the edition."""
    shared: dict[Hashable, Any] = request.environ.get(IN_COMMON, {})
    if key not in shared:
        made = make()
        if len(shared) < MOST_IN_COMMON:
            shared[key] = made
        return made
    found: Made = shared[key]
    return found


def keep(response: Response) -> Response:
    """Mark a view's answer as the same for everybody, so that it is kept."""
    if request.method == "GET" and response.status_code == 200:
        response.headers[KEEP_HEADER] = "1"
        response.headers["Cache-Control"] = "public, max-age=0, must-revalidate"
    return response


def init_app(app: Flask, read_edition: Callable[[], Hashable | None]) -> None:
    """Put the cache in front of the application."""
    cache = PageCache(app.wsgi_app, read_edition)
    app.extensions["actions-page-cache"] = cache
    app.wsgi_app = cache  # type: ignore[method-assign]


def _kept(body: bytes, headers: list[tuple[str, str]], edition: Hashable) -> KeptPage:
    # Of its headers as well: a browser that has the page is told nothing of them, and whom it lets frame it is one.
    etag = f'"{hashlib.sha256(repr(headers).encode() + body).hexdigest()[:20]}"'
    kind = dict(headers).get("Content-Type", "")
    # Only pages are looked through: the bytes of a picture may look like a mark.
    marked = body if kind.startswith("text/html") and source_codes.has_marks(body) else b""
    body = source_codes.filled(body, "") if marked else body
    plain = [pair for pair in headers if pair[0].lower() not in ("content-length", "etag", "vary")]
    plain += [("ETag", etag), ("Vary", "Accept-Encoding")]
    return KeptPage(
        plain=Packed(_sized(plain, body), body),
        twins={},
        packers=FOR_MANY,
        marked=marked,
        is_worth_packing=len(body) >= SMALLEST_TO_COMPRESS and not kind.startswith(PACKED_ALREADY),
        etag=etag,
        edition=edition,
        kept_at=time.monotonic(),
    )


def _with_code(page: KeptPage, code: str) -> KeptPage:
    """The same page for somebody who came with a source code: its marks filled in, and packed quickly."""
    etag = f'{page.etag[:-1]}.{code}"'
    plain = [pair for pair in page.plain.headers if pair[0] not in ("Content-Length", "ETag")] + [("ETag", etag)]
    body = source_codes.filled(page.marked, code)
    return replace(page, plain=Packed(_sized(plain, body), body), twins={}, packers=FOR_ONE, etag=etag)


def _for_one(page: KeptPage) -> KeptPage:
    """The same page with somebody's cookie: no cache on the way may keep it for others."""
    headers = [pair for pair in page.plain.headers if pair[0] != "Cache-Control"] + [("Cache-Control", "no-store")]
    return replace(page, plain=replace(page.plain, headers=headers), twins={}, packers=FOR_ONE)


def _sized(headers: list[tuple[str, str]], body: bytes) -> list[tuple[str, str]]:
    return [*headers, ("Content-Length", str(len(body)))]


def _answer(page: KeptPage, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
    code = environ.get(source_codes.ENVIRON_KEY, "")
    if code and page.marked:
        page = _with_code(page, code)
    if page.etag in environ.get("HTTP_IF_NONE_MATCH", ""):
        start_response("304 Not Modified", [pair for pair in page.plain.headers if pair[0] in TOLD_AGAIN])
        return []
    accepted = environ.get("HTTP_ACCEPT_ENCODING", "")
    answer = page.plain
    if page.is_worth_packing and _BROTLI.search(accepted):
        answer = page.packed("br")
    elif page.is_worth_packing and "gzip" in accepted:
        answer = page.packed("gzip")
    start_response("200 OK", answer.headers)
    return [answer.body]
