"""One GET to a service we do not trust to be quick, small or polite."""

import socket
import ssl
import threading
import time
from contextlib import suppress
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import urlsplit

LONGEST_WAIT_SECONDS = 2.0
MOST_BYTES = 256 * 1024


class FetchFailed(Exception):
    """No usable reply: nothing came, too late, too much, a redirect or an error status (then in `status`)."""

    def __init__(self, reason: str, status: int | None = None) -> None:
        super().__init__(reason)
        self.status = status


def fetch_text(url: str, headers: dict[str, str], wait_seconds: float = LONGEST_WAIT_SECONDS) -> str:
    """The body of a 2xx reply, complete within `wait_seconds` however it dribbles. Redirects are not followed.

    Raises:
        FetchFailed: in every other case.
    """
    until = time.monotonic() + wait_seconds
    parts = urlsplit(url)
    connection = _connection(parts.scheme, parts.netloc, wait_seconds)
    try:
        connection.connect()
        # A socket's timeout starts anew with every byte; the timer ends the whole exchange.
        cut = threading.Timer(max(0.0, until - time.monotonic()), _cut, [connection.sock])
        cut.daemon = True
        cut.start()
        try:
            connection.request("GET", f"{parts.path}?{parts.query}", headers={**headers, "Accept": "application/json"})
            return _body(connection)
        finally:
            cut.cancel()
    except (OSError, HTTPException, ValueError) as error:
        raise FetchFailed(type(error).__name__) from error
    finally:
        connection.close()


def _connection(scheme: str, netloc: str, wait_seconds: float) -> HTTPConnection:
    if scheme == "https":
        return HTTPSConnection(netloc, timeout=wait_seconds, context=ssl.create_default_context())
    return HTTPConnection(netloc, timeout=wait_seconds)


def _body(connection: HTTPConnection) -> str:
    with connection.getresponse() as response:
        if not 200 <= response.status < 300:
            # A redirect may point anywhere, the inside of our own network included.
            raise FetchFailed(f"status {response.status}", response.status)
        body = response.read(MOST_BYTES + 1)
        if len(body) > MOST_BYTES:
            raise FetchFailed(f"more than {MOST_BYTES} bytes")
        expected = response.getheader("Content-Length", "")
        if expected.isdigit() and len(body) < int(expected):
            raise FetchFailed("the reply ended early")
        return body.decode()


def _cut(connected: socket.socket) -> None:
    with suppress(OSError):
        # Past the TLS layer, which another thread is reading from.
        socket.socket.shutdown(connected, socket.SHUT_RDWR)
