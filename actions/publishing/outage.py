"""Public pages while the database does not answer: the same views, reading the picture instead.

WSGI middleware inside the page cache. Where it is known that the database is away, the picture is read at once;
where a view finds out, it is asked a second time. The views themselves know nothing of it.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

from flask import Flask, request
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from actions import source_codes
from actions.database import ENGINE, FAILED, db
from actions.page_cache import EDITION, KEEP_HEADER
from actions.publishing.publisher import EXTENSION, Edition, Publisher, publisher
from config import Settings

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

FOLDER = "published"
# All that these read is in the picture. Desks, accounts and private links are not: they answer that they are away.
ROOMS_SHOWN = frozenset({"discovery", "embeds", "events", "feeds", "finder", "pictures", "story_files"})
PAGES_SHOWN = frozenset({"pages.privacy", "pages.credits"})
READING = ("GET", "HEAD")
# The newest, and the one before it if the newest is damaged.
MOST_TRIED = 2


class _Answer(NamedTuple):
    status: str
    headers: list[tuple[str, str]]
    parts: Iterable[bytes]


class Outage:
    """Asks the application, and asks it again with the picture when the database turns out to be away."""

    def __init__(self, app: "WSGIApplication", flask: Flask, made_by: Publisher) -> None:
        self._app = app
        self._url_map = flask.url_map
        self._publisher = made_by

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answer from the database, or else from the picture."""
        if environ["REQUEST_METHOD"] not in READING:
            return self._app(environ, start_response)
        planned = environ.get(EDITION)
        is_planned = isinstance(planned, Edition) and bool(planned.picture)
        spare, answer = dict(environ), None
        if not is_planned and self._publisher.is_reachable:
            answer = _ask(self._app, environ)
            if not environ.get(FAILED):
                return _sent(answer, start_response)
        answer = self._from_picture(spare, is_planned) or answer or _ask(self._app, environ)
        return _sent(answer, start_response)

    def _from_picture(self, environ: "WSGIEnvironment", is_planned: bool) -> _Answer | None:
        """The page as the picture has it; nothing where it is not in it, or no picture can be read."""
        if not self._is_shown(environ):
            return None
        for _ in range(MOST_TRIED):
            copy = self._publisher.copies.newest()
            if copy is None:
                return None
            attempt = {**environ, ENGINE: copy.engine}
            if not is_planned:
                # It was asked for as a page from the database, and must not be kept as one.
                attempt.pop(source_codes.FILLED_LATER, None)
            answer = _ask(self._app, attempt)
            if not attempt.get(FAILED) or self._publisher.copies.check(copy):
                return answer if is_planned else _not_to_be_kept(answer)
        return None

    def _is_shown(self, environ: "WSGIEnvironment") -> bool:
        try:
            endpoint, _arguments = self._url_map.bind_to_environ(environ).match()
        except (HTTPException, RequestRedirect):
            return False
        return endpoint.partition(".")[0] in ROOMS_SHOWN or endpoint in PAGES_SHOWN


def init_app(app: Flask, settings: Settings) -> Publisher:
    """Stand behind the application, and let templates say that sign-up is paused."""
    made = Publisher(app, settings.instance / FOLDER)
    app.extensions[EXTENSION] = made
    app.wsgi_app = Outage(app.wsgi_app, app, made)  # type: ignore[method-assign]
    app.jinja_env.globals["signup_is_paused"] = lambda: ENGINE in request.environ
    return made


@contextmanager
def reading_picture() -> Iterator[bool]:
    """Have the rest of this request read the picture; false where there is none."""
    copy = publisher().copies.newest()
    db.session.remove()
    if copy is not None:
        request.environ[ENGINE] = copy.engine
    yield copy is not None


def _ask(app: "WSGIApplication", environ: "WSGIEnvironment") -> _Answer:
    captured: list[tuple[str, list[tuple[str, str]]]] = []

    def capture(status: str, headers: list[tuple[str, str]], exc_info: object = None) -> Callable[[bytes], object]:
        captured.append((status, headers))
        return lambda chunk: None

    parts = app(environ, capture)
    return _Answer(*captured[-1], parts)


def _sent(answer: _Answer, start_response: "StartResponse") -> Iterable[bytes]:
    start_response(answer.status, answer.headers)
    return answer.parts


def _not_to_be_kept(answer: _Answer) -> _Answer:
    return answer._replace(headers=[pair for pair in answer.headers if pair[0] != KEEP_HEADER])
