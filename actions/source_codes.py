"""The code that says which link somebody followed, as in `?source=moms-newsletter`, kept without a cookie.

A public page is made once and kept for everybody, whatever code they came with. So its links carry marks instead of
codes: `carried(address)` puts one where the code belongs, and it is filled in, or taken out, when the page is sent.
A thousand codes are one kept page, no page can be made to be kept by inventing a code, and nobody's code is shown to
anybody else.

The code leaves the address before anything else reads it (`SourceCode`), so that no page ever depends on it.
"""

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote_plus, urlsplit, urlunsplit

from flask import Flask, Response, request
from markupsafe import Markup

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

PARAMETER = "source"
LONGEST_CODE = 40
ENVIRON_KEY = "actions.source"
# Whoever fills in the marks of kept pages later says here which header such a page has.
FILLED_LATER = "actions.source-filled-later"
_CODE = re.compile(rf"[a-z0-9_-]{{1,{LONGEST_CODE}}}")
# Control characters: every form cleans them out of what people type, so nobody can write a mark.
_MARK = re.compile(b"\x02([^\x02\x03]*)\x03")
_FIELD = "field"


class SourceCode:
    """WSGI middleware that takes `source` out of the address and keeps it beside it, when it is a code."""

    def __init__(self, app: "WSGIApplication") -> None:
        self._app = app

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Serve the address without its code."""
        query = environ.get("QUERY_STRING", "")
        if PARAMETER in query:
            environ["QUERY_STRING"], environ[ENVIRON_KEY] = _parted(query)
        return self._app(environ, start_response)


def code_of_request() -> str:
    """The code that this request came with, or nothing."""
    return str(request.environ.get(ENVIRON_KEY, ""))


def carried(address: str, parameter: str = PARAMETER) -> str:
    """An address with a mark where the visitor's code belongs. A value that is there already is for those without."""
    try:
        parts = urlsplit(address)
    except ValueError:
        # One bad link is no reason not to show the page.
        return address
    pieces = [piece for piece in parts.query.split("&") if piece]
    own = [piece for piece in pieces if unquote_plus(piece.partition("=")[0]) == parameter]
    others = [piece for piece in pieces if piece not in own]
    default = own[-1].partition("=")[2] if own else ""
    mark = f"\x02{'&' if others else '?'}{quote(parameter)}={default}\x03"
    fragment = f"#{parts.fragment}" if parts.fragment else ""
    return urlunsplit((parts.scheme, parts.netloc, parts.path, "&".join(others), "")) + mark + fragment


def carried_field() -> Markup:
    """The same for a form that is sent with GET, whose own address loses what comes after the question mark."""
    return Markup(f"\x02{_FIELD}\x03")  # noqa: S704  # a constant


def with_code(address: str) -> str:
    """An address with this request's own code, for a redirect, which is never kept."""
    return filled(carried(address).encode(), code_of_request()).decode()


def filled(body: bytes, code: str) -> bytes:
    """A page's text with its marks filled in; without a code they go without a trace."""
    return _MARK.sub(lambda mark: _word(mark[1].decode(), code).encode(), body)


def has_marks(body: bytes) -> bool:
    """Whether there is anything to fill in."""
    return _MARK.search(body) is not None


def init_app(app: Flask) -> None:
    """Take codes off addresses, and fill in the marks of every page that is not kept."""
    app.wsgi_app = SourceCode(app.wsgi_app)  # type: ignore[method-assign]
    app.jinja_env.globals.update(carried=carried, carried_field=carried_field)

    @app.after_request
    def fill(response: Response) -> Response:
        is_later = request.environ.get(FILLED_LATER, "") in response.headers
        if response.mimetype == "text/html" and not response.is_streamed and not is_later:
            body = response.get_data()
            if has_marks(body):
                response.set_data(filled(body, code_of_request()))
        return response


def _word(mark: str, code: str) -> str:
    if mark == _FIELD:
        return f'<input type="hidden" name="{PARAMETER}" value="{code}">' if code else ""
    name, _, default = mark.partition("=")
    value = code or default
    return f"{name}={value}" if value else ""


def _parted(query: str) -> tuple[str, str]:
    """A query without its codes, and the first of them that is one."""
    pieces = query.split("&")
    others = [piece for piece in pieces if piece.partition("=")[0] != PARAMETER]
    said = [unquote_plus(piece.partition("=")[2]).strip().lower() for piece in pieces if piece not in others]
    return "&".join(others), next((code for code in said if _CODE.fullmatch(code)), "")
