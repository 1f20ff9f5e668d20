"""Load from one process: so many connections, each sending its next request as soon as it has the last answer."""

import selectors
import socket
import time
from collections.abc import Iterable

GZIP = b"\r\nHost: localhost\r\nAccept-Encoding: gzip\r\n\r\n"
BUFFER = 1 << 18


class Visitor:
    """One kept-alive connection."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._received = bytearray()
        self._missing = -1

    def send(self, path: str) -> None:
        """Ask; the answer comes through `read`."""
        self._received.clear()
        self._missing = -1
        self.socket.sendall(b"GET " + path.encode() + b" HTTP/1.1" + GZIP)

    def read(self) -> bool:
        """Take what has come; true when the answer is whole. Anything but 200 ends the measurement."""
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
        if b" 200 " not in head[:16]:
            raise RuntimeError(head.decode("latin-1"))
        length = next(line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))
        self._missing = int(length.split(b":")[1]) - len(body)
        return self._missing <= 0


def requests_a_second(port: int, path: str, *, visitors: int, seconds: float) -> float:
    """How many answers so many visitors get in a second, one page over and over."""
    watch = selectors.DefaultSelector()
    for visitor in [Visitor(port) for _ in range(visitors)]:
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
