"""Which site a frame stands on, as the browser says it, put into the address before anything else reads it.

Kept pages are looked up by their address alone, so whatever an answer depends on has to stand there. The script that
partners use puts the site there itself; a bare iframe does not, and both are believed less than the browser.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

PATH = "/embed"
PARAMETER = "origin"
FRAMES = frozenset({"iframe", "frame", "embed", "object"})


class FramedBy:
    """WSGI middleware that writes `origin` into the address of a page that another site frames."""

    def __init__(self, app: "WSGIApplication") -> None:
        self._app = app

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Serve the frame for the site that it stands on."""
        if environ.get("PATH_INFO") == PATH and (site := _framing_site(environ)):
            pieces = [piece for piece in environ.get("QUERY_STRING", "").split("&") if piece]
            others = [piece for piece in pieces if piece.partition("=")[0] != PARAMETER]
            environ["QUERY_STRING"] = "&".join([*others, f"{PARAMETER}={quote(site, safe='')}"])
        return self._app(environ, start_response)


def _framing_site(environ: "WSGIEnvironment") -> str:
    """The origin of the page around, where the browser tells it and it is not this site itself."""
    is_framed = environ.get("HTTP_SEC_FETCH_DEST") in FRAMES
    # What is pressed or sent inside the frame comes from the frame; the site around is in the address by then.
    if not is_framed or environ.get("HTTP_SEC_FETCH_SITE") == "same-origin":
        return ""
    try:
        parts = urlsplit(environ.get("HTTP_REFERER", ""))
    except ValueError:
        # No browser says such a thing.
        return ""
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""
