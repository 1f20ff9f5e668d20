"""A geocoding service on the loopback interface that speaks the protocols of the Census Bureau, Nominatim and Photon.

It answers what `places` says, and can be as bad as a real one on a bad day: set `mood`.
"""

import json
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

PATHS = {"/geocoder/locations/onelineaddress": "census", "/search": "nominatim", "/api": "photon"}


@dataclass(frozen=True)
class Asked:
    """One request as the stub saw it."""

    service: str
    query: dict[str, str]
    user_agent: str
    at: float


class GeocoderStub:
    """Start it, point the endpoints at `url`, read what was `asked`."""

    def __init__(self) -> None:
        self.mood = "good"
        self.answer: tuple[float, float] | None = (41.8838, -87.6304)
        self.raw: dict[str, Any] = {}
        self.asked: list[Asked] = []
        self.elsewhere: list[str] = []
        self.released = threading.Event()
        stub = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                stub.reply(self)

            def log_message(self, format: str, *args: object) -> None:
                """The tests read `asked` instead."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        """Its address, without a path."""
        return f"http://127.0.0.1:{self._server.server_port}"

    def stop(self) -> None:
        """Let go of every hanging caller and close the port."""
        self.released.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def reply(self, request: BaseHTTPRequestHandler) -> None:
        """Answer one request in the present mood."""
        parts = urlsplit(request.path)
        service = PATHS.get(parts.path)
        if service is None:
            self.elsewhere.append(request.path)
            request.send_error(404)
            return
        query = {key: values[0] for key, values in parse_qs(parts.query).items()}
        self.asked.append(Asked(service, query, request.headers["User-Agent"], time.monotonic()))
        body = json.dumps(self._body(service)).encode()
        # A caller who has had enough hangs up; that is his good right.
        with suppress(ConnectionError):
            getattr(self, f"_{self.mood}")(request, body)

    def _body(self, service: str) -> Any:
        if service == "census":
            return {"result": {"addressMatches": [self._census_match()] if self.answer else []}}
        if service == "nominatim":
            return [self._nominatim_place()] if self.answer else []
        return {"type": "FeatureCollection", "features": [self._photon_feature()] if self.answer else []}

    def _census_match(self) -> dict[str, Any]:
        assert self.answer
        point = {"x": self.answer[1], "y": self.answer[0]}
        return {"matchedAddress": "50 W WASHINGTON ST, CHICAGO, IL, 60602", "coordinates": point, **self.raw}

    def _nominatim_place(self) -> dict[str, Any]:
        assert self.answer
        point = {"lat": str(self.answer[0]), "lon": str(self.answer[1])}
        return {"display_name": "Daley Center", "place_rank": 30, "addresstype": "building", **point, **self.raw}

    def _photon_feature(self) -> dict[str, Any]:
        assert self.answer
        properties = {"name": "Daley Center", "type": "house", "countrycode": "US", **self.raw}
        return {"geometry": {"coordinates": [self.answer[1], self.answer[0]]}, "properties": properties}

    def _send(self, request: BaseHTTPRequestHandler, body: bytes, status: int = 200, **headers: str) -> None:
        request.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            request.send_header(name.replace("_", "-"), value)
        request.end_headers()
        request.wfile.write(body)

    def _good(self, request: BaseHTTPRequestHandler, body: bytes) -> None:
        self._send(request, body)

    def _hanging(self, request: BaseHTTPRequestHandler, body: bytes) -> None:
        self.released.wait(30)

    def _dribbling(self, request: BaseHTTPRequestHandler, body: bytes) -> None:
        request.send_response(200)
        request.send_header("Content-Length", str(len(body)))
        request.end_headers()
        for byte in body:
            request.wfile.write(bytes([byte]))
            if self.released.wait(0.1):
                return

    def _broken(self, request: BaseHTTPRequestHandler, body: bytes) -> None:
        self._send(request, b"Internal Server Error", 500)

    def _refusing(self, request: BaseHTTPRequestHandler, body: bytes) -> None:
        self._send(request, b"slow down", 429, Retry_After="60")

    def _puzzled(self, request: BaseHTTPRequestHandler, body: bytes) -> None:
        self._send(request, b"address may not be empty", 400)

    def _garbled(self, request: BaseHTTPRequestHandler, body: bytes) -> None:
        self._send(request, b"<html>\xff\xfe not JSON")

    def _off_topic(self, request: BaseHTTPRequestHandler, body: bytes) -> None:
        self._send(request, b'[{"lat": "north", "result": 7}]')

    def _nested(self, request: BaseHTTPRequestHandler, body: bytes) -> None:
        self._send(request, b"[" * 200_000)

    def _huge(self, request: BaseHTTPRequestHandler, body: bytes) -> None:
        # A good answer and ten million spaces, without a word about its length.
        request.send_response(200)
        request.end_headers()
        request.wfile.write(body + b" " * 10_000_000)

    def _redirecting(self, request: BaseHTTPRequestHandler, body: bytes) -> None:
        self._send(request, body, 302, Location=f"{self.url}/latest/meta-data/")

    def _cut_short(self, request: BaseHTTPRequestHandler, body: bytes) -> None:
        request.send_response(200)
        request.send_header("Content-Length", str(len(body) + 100))
        request.end_headers()
        request.wfile.write(body)
