"""What can go wrong in the domain's own terms, and the pages people see when something does."""

from flask import Flask, Response, current_app, make_response, render_template, request
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from sqlalchemy.exc import InterfaceError, OperationalError, TimeoutError
from werkzeug.exceptions import HTTPException

from actions.database import ENGINE, FAILED

SECONDS_UNTIL_RETRY = "30"
DATABASE_AWAY = (OperationalError, InterfaceError, TimeoutError)

PAGES: dict[int, tuple[LazyString, LazyString]] = {
    400: (
        _l("That did not reach us in one piece"),
        _l("Something in the address or the form was not as we expected. Go back, look it over and send it again."),
    ),
    403: (
        _l("This page is not open to you"),
        _l("You may be signed in with another address, or the page belongs to somebody else."),
    ),
    404: (
        _l("There is nothing at this address"),
        _l("The link may be incomplete, or the action may have been taken down."),
    ),
    405: (_l("That cannot be done here"), _l("Go back to the page you came from and use its button.")),
    409: (
        _l("That is no longer possible"),
        _l("Something changed while you were on the page. Go back and look again."),
    ),
    410: (_l("This link has expired"), _l("Links we mail stop working after a while, to keep your details safe.")),
    413: (
        _l("That was too much at once"),
        _l("What you sent is larger than this site takes. Shorten it and try again."),
    ),
    422: (_l("Something needs another look"), _l("Go back, correct what is marked and send the form again.")),
    429: (
        _l("That was a lot of requests"),
        _l("To keep the site up for everyone we slow down repeated requests. Wait a minute and try again."),
    ),
    500: (
        _l("Something broke on our side"),
        _l("It is not your fault, and nothing you did was half done. Try again in a minute."),
    ),
    503: (
        _l("We will be right back"),
        _l("The site cannot reach its records just now. Nothing was saved. Try again in a minute."),
    ),
}


class DomainError(Exception):
    """A deed that cannot be done, told in a sentence for the person who tried.

    `status` is the HTTP status a route answers with.
    """

    status = 422

    def __init__(self, message: str | LazyString) -> None:
        super().__init__(message)
        self.message = message


class Conflict(DomainError):
    """Something is full, over or changed in the meantime."""

    status = 409


class LinkExpired(DomainError):
    """A mailed link that was valid once."""

    status = 410


def error_page(status: int, message: str | LazyString | None = None) -> Response:
    """The site's own page for a status; `message` replaces the usual explanation."""
    title, explanation = PAGES.get(status) or PAGES[400 if status < 500 else 500]
    html = render_template("errors/error.html", status=status, title=title, explanation=message or explanation)
    response = make_response(html, status)
    response.headers["Cache-Control"] = "no-store"
    return response


def database_down(error: Exception) -> Response:
    """The database is away, or nobody gives up a connection to it."""
    request.environ[FAILED] = True
    # The statement's parameters may be personal, so only the driver's class of trouble is logged.
    current_app.logger.error("database unavailable: %s", type(getattr(error, "orig", error)).__name__)
    response = error_page(503)
    response.headers["Retry-After"] = SECONDS_UNTIL_RETRY
    return response


def init_app(app: Flask) -> None:
    """Answer every failure with a page in the site's own words."""

    @app.errorhandler(HTTPException)
    def http_error(error: HTTPException) -> Response:
        response = error_page(error.code or 500)
        for name, value in error.get_headers(request.environ):
            if name in ("Allow", "Retry-After"):
                response.headers[name] = value
        return response

    @app.errorhandler(DomainError)
    def domain_error(error: DomainError) -> Response:
        return error_page(error.status, error.message)

    for away in DATABASE_AWAY:
        app.register_error_handler(away, database_down)

    @app.errorhandler(Exception)
    def unexpected(error: Exception) -> Response:
        # What stands in for the database may be damaged; then another one is tried.
        request.environ[FAILED] = ENGINE in request.environ
        app.logger.error("unhandled %s at %s", type(error).__name__, request.endpoint, exc_info=error)
        return error_page(500)
