"""Asks DNS, within a few seconds in all. The only module that imports dnspython."""

import ipaddress
import time
from collections.abc import Callable

import dns.exception
import dns.name
import dns.rdata
import dns.rdatatype
import dns.resolver
import dns.reversename
from dns.rdtypes.ANY.MX import MX
from dns.rdtypes.ANY.PTR import PTR
from dns.rdtypes.ANY.TXT import TXT

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

# UDP loses things: within these seconds a question is sent again, to the next server where there are several.
TRY_SECONDS = 1.0
QUESTION_SECONDS = 2.0
# A resolver that left so many questions without any answer is not asked again.
MOST_UNANSWERED = 2
# Slow answers count as well: after this nothing more is asked.
ALL_SECONDS = 8.0


class CouldNotAsk(Exception):
    """There is no knowing what DNS says; the words say why."""


class Questions:
    """One round of questions, each asked once. `resolver` is an address and a port; None is the system's own."""

    def __init__(
        self,
        resolver: tuple[str, int] | None,
        *,
        question_seconds: float = QUESTION_SECONDS,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._resolver = _resolver(resolver)
        self._question_seconds = question_seconds
        self._monotonic = monotonic
        self._ends_at = monotonic() + ALL_SECONDS
        self._unanswered = 0
        self._known: dict[tuple[dns.name.Name, str], list[dns.rdata.Rdata] | CouldNotAsk] = {}

    def texts(self, name: str) -> list[str]:
        """The TXT records of a name, each put together from its parts, and fit for a terminal."""
        found = [data for data in self._ask(_name(name), "TXT") if isinstance(data, TXT)]
        texts = [b"".join(data.strings).decode("utf-8", "replace") for data in found]
        return ["".join(letter if letter.isprintable() else "\ufffd" for letter in text) for text in texts]

    def addresses(self, name: str, kinds: tuple[str, ...] = ("A", "AAAA")) -> list[Address]:
        """The addresses of a name, in their own order: servers turn theirs round."""
        by_kind = ([ipaddress.ip_address(data.to_text()) for data in self._ask(_name(name), kind)] for kind in kinds)
        return [address for found in by_kind for address in sorted(found, key=int)]

    def mail_servers(self, name: str) -> list[str]:
        """The names that take a domain's mail."""
        found = self._ask(_name(name), "MX")
        return [data.exchange.to_text(omit_final_dot=True) for data in found if isinstance(data, MX)]

    def knows_the_world(self) -> bool:
        """Whether the resolver says where DNS begins. One that knows only its own network denies all other names."""
        return bool(self._ask(dns.name.root, "NS"))

    def names_of(self, address: Address) -> list[str]:
        """What an address calls itself."""
        found = self._ask(dns.reversename.from_address(str(address)), "PTR")
        return [data.target.to_text(omit_final_dot=True) for data in found if isinstance(data, PTR)]

    def _ask(self, name: dns.name.Name, kind: str) -> list[dns.rdata.Rdata]:
        if (name, kind) not in self._known:
            try:
                self._known[name, kind] = self._answer(name, kind)
            except CouldNotAsk as error:
                self._known[name, kind] = error
        known = self._known[name, kind]
        if isinstance(known, CouldNotAsk):
            raise known
        return known

    def _answer(self, name: dns.name.Name, kind: str) -> list[dns.rdata.Rdata]:
        if self._resolver is None:
            raise CouldNotAsk("this machine has no DNS resolver")
        left = self._ends_at - self._monotonic()
        if self._unanswered >= MOST_UNANSWERED or left <= 0:
            raise CouldNotAsk("the DNS resolver does not answer")
        try:
            answer = self._resolver.resolve(
                name, kind, raise_on_no_answer=False, search=False, lifetime=min(self._question_seconds, left)
            )
        except dns.resolver.NXDOMAIN:
            return []
        except dns.resolver.LifetimeTimeout as error:
            self._unanswered += 1
            raise CouldNotAsk("the DNS resolver does not answer") from error
        except (dns.exception.DNSException, OSError) as error:
            shown = name.to_text(omit_final_dot=True)
            raise CouldNotAsk(f"the DNS resolver has no answer for {shown} ({type(error).__name__})") from error
        return list(answer.rrset or ())


def _resolver(named: tuple[str, int] | None) -> dns.resolver.Resolver | None:
    try:
        resolver = dns.resolver.Resolver(configure=named is None)
    except (dns.exception.DNSException, OSError):
        return None
    if named is not None:
        address, resolver.port = named
        resolver.nameservers = [address]
    resolver.timeout = TRY_SECONDS
    # Long keys do not fit into the 512 bytes of plain DNS.
    resolver.use_edns(0)
    return resolver


def _name(text: str) -> dns.name.Name:
    try:
        return dns.name.from_text(text)
    except dns.exception.DNSException as error:
        raise CouldNotAsk(f"{text} is no name that DNS knows") from error
