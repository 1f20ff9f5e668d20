"""A real DNS server on the loopback interface that knows only what it is told."""

import socketserver
import threading
from collections.abc import Iterator
from typing import Any

import dns.exception
import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rdatatype
import dns.reversename
import dns.rrset
import pytest

# Without EDNS no answer may be longer (RFC 1035).
PLAIN_BYTES = 512


class DnsServer:
    """`asked` is what came in, as `TXT example.org`. Set `mood` to `silent` or `failing` for a bad day."""

    def __init__(self) -> None:
        self.mood = "good"
        self.asked: list[str] = []
        self._records: dict[tuple[dns.name.Name, dns.rdatatype.RdataType], list[str]] = {}
        self._failing: set[dns.name.Name] = set()
        server = self

        class Handler(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                wire, line = self.request
                answer = server.answer(wire)
                if answer is not None:
                    line.sendto(answer, self.client_address)

        self._server = socketserver.UDPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        self._thread.start()

    @property
    def address(self) -> tuple[str, int]:
        """Where it listens."""
        host, port = self._server.server_address[:2]
        return str(host), port

    def reset(self) -> None:
        """Know nothing, and be well."""
        self.mood = "good"
        self.asked.clear()
        self._records.clear()
        self._failing.clear()

    def stop(self) -> None:
        """Close the port."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def says(self, name: str, kind: str, *values: str) -> None:
        """From now on a name has these records of a kind, and no others of it."""
        self._records[dns.name.from_text(name), dns.rdatatype.from_text(kind)] = list(values)

    def says_text(self, name: str, *texts: str) -> None:
        """As `says`, for TXT records, each cut into the parts that DNS asks for."""
        self.says(
            name,
            "TXT",
            *(" ".join(f'"{text[start : start + 255]}"' for start in range(0, len(text), 255)) for text in texts),
        )

    def calls(self, address: str, *names: str) -> None:
        """An address has these names."""
        self.says(dns.reversename.from_address(address).to_text(), "PTR", *(f"{name}." for name in names))

    def fails_for(self, name: str) -> None:
        """Have no answer about one name, as when its own servers are down."""
        self._failing.add(dns.name.from_text(name))

    def answer(self, wire: bytes) -> bytes | None:
        """The answer to one question; nothing on a silent day."""
        query = dns.message.from_wire(wire)
        question = query.question[0]
        self.asked.append(f"{dns.rdatatype.to_text(question.rdtype)} {question.name.to_text(omit_final_dot=True)}")
        if self.mood == "silent":
            return None
        reply: Any = dns.message.make_response(query, recursion_available=True)
        if self.mood == "failing" or question.name in self._failing:
            reply.set_rcode(dns.rcode.SERVFAIL)
            return bytes(reply.to_wire())
        name, kind = question.name, question.rdtype
        while alias := self._records.get((name, dns.rdatatype.CNAME)):
            reply.answer.append(dns.rrset.from_text(name, 60, "IN", "CNAME", *alias))
            name = dns.name.from_text(alias[0])
        if values := self._records.get((name, kind)):
            reply.answer.append(dns.rrset.from_text(name, 60, "IN", kind, *values))
        elif all(known != name for known, _kind in self._records):
            reply.set_rcode(dns.rcode.NXDOMAIN)
        try:
            return bytes(reply.to_wire(max_size=query.payload or PLAIN_BYTES))
        except dns.exception.TooBig:
            reply.answer = []
            reply.flags |= dns.flags.TC
            return bytes(reply.to_wire())


@pytest.fixture(scope="session")
def _dns_server() -> Iterator[DnsServer]:
    server = DnsServer()
    yield server
    server.stop()


@pytest.fixture
def empty_dns_server(_dns_server: DnsServer) -> DnsServer:
    """A resolver that knows nothing yet."""
    _dns_server.reset()
    return _dns_server
