"""Load from one process: so many connections, each sending its next request as soon as it has the last answer."""

import selectors
import socket
import time
from collections.abc import Iterable

GZIP = b"\r\nHost: localhost\r\nAccept-Encoding: gzip\r\n\r\n"
BUFFER = 1 << 18


class Visitor:
    """One kept-alive connection; with an `etag` it has the page already, and asks whether it is still good."""

    def __init__(self, port: int, etag: str = "") -> None:
        self._question = f"\r\nIf-None-Match: {etag}".encode() if etag else b""
        self._status = b" 304 " if etag else b" 200 "
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._received = bytearray()
        self._missing = -1

    def send(self, path: str) -> None:
        """Ask; the answer comes through `read`."""
        self._received.clear()
        self._missing = -1
        self.socket.sendall(b"GET " + path.encode() + b" HTTP/1.1" + self._question + GZIP)

    def read(self) -> bool:
        """Take what has come; true when the answer is whole. Any status but the one meant ends the measurement."""
        chunk = self.socket.recv(BUFFER)
        if not chunk:
            raise ConnectionError("the server closed a connection that it had promised to keep")
        if self._missing >= 0:
            self._missing -= len(chunk)
            return self._missing <= 0
        self._received += chunk
        head, found, body = bytes(self._received).partition(b"\r\n\r\n")
        if not found:
            return False
        if self._status not in head[:16]:
            raise RuntimeError(head.decode("latin-1"))
        if self._question:
            return True
        length = next(line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))
        self._missing = int(length.split(b":")[1]) - len(body)
        return self._missing <= 0


def requests_a_second(port: int, path: str, *, visitors: int, seconds: float, etag: str = "") -> float:
    """How many answers so many visitors get in a second, one page over and over; with an `etag`, each a 304."""
    watch = selectors.DefaultSelector()
    for visitor in [Visitor(port, etag) for _ in range(visitors)]:
        watch.register(visitor.socket, selectors.EVENT_READ, visitor)
        visitor.send(path)
    answered, started = 0, time.perf_counter()
    while (passed := time.perf_counter() - started) < seconds:
        for key, _events in watch.select():
            if key.data.read():
                answered += 1
                key.data.send(path)
    for key in list(watch.get_map().values()):
        key.data.socket.close()
    return answered / passed


def milliseconds_each(port: int, paths: Iterable[str]) -> list[float]:
    """How long each page takes one visitor."""
    visitor, times = Visitor(port), []
    for path in paths:
        started = time.perf_counter()
        visitor.send(path)
        while not visitor.read():
            pass
        times.append((time.perf_counter() - started) * 1000)
    visitor.socket.close()
    return times
