"""Whether a domain permits an address to send its mail: SPF (RFC 7208)."""

import ipaddress
import re
from dataclasses import dataclass
from enum import StrEnum

from actions.mail.sender_checks.questions import Address, Questions

MOST_LOOK_UPS = 10
MOST_MAIL_SERVERS = 10
# Nobody's address: with it every term is looked at, down to the one that is for all the others.
NOBODY = ipaddress.IPv4Address(0)

_MECHANISM = re.compile(r"([+?~-]?)(all|include|a|mx|ptr|ip4|ip6|exists)(?=[:/]|$)(.*)", re.IGNORECASE)
_MODIFIER = re.compile(r"([a-z][a-z0-9_.-]*)=(.*)", re.IGNORECASE)
_TARGET = re.compile(r"(?::([^/]+))?(?:/(\d{1,2}))?(?://(\d{1,3}))?")
_MACRO = re.compile(r"%(?:\{([slodivhcrt])(\d*)(r?)([.+,/_=-]*)\}|([%_-]))", re.IGNORECASE)
_NEED_A_NAME = ("include", "exists")


class Result(StrEnum):
    """What a domain says of an address."""

    PASS = "pass"  # noqa: S105 -- the standard's word
    FAIL = "fail"
    SOFTFAIL = "softfail"
    NEUTRAL = "neutral"
    NONE = "none"


RESULTS = {"+": Result.PASS, "": Result.PASS, "-": Result.FAIL, "~": Result.SOFTFAIL, "?": Result.NEUTRAL}


class BrokenPolicy(Exception):
    """Receivers cannot follow the record (they call it a permerror); the words say why."""


@dataclass(frozen=True)
class Term:
    """One mechanism; `rest` is what stands behind its name."""

    qualifier: str
    name: str
    rest: str

    def __str__(self) -> str:
        return f"{self.qualifier}{self.name}{self.rest}"


@dataclass(frozen=True)
class Policy:
    """A record, read."""

    terms: tuple[Term, ...]
    redirect: str | None

    @property
    def permits_nobody(self) -> bool:
        """Whether it only says that the domain sends no mail."""
        return bool(self.terms) and self.terms[0].name == "all" and self.terms[0].qualifier in ("-", "~")


def policy_of(domain: str, questions: Questions) -> Policy | None:
    """The SPF record of a domain.

    Raises:
        BrokenPolicy: there are several, or it cannot be read.
        CouldNotAsk: DNS does not say.
    """
    records = [text for text in questions.texts(domain) if text.lower().split(" ", 1)[0] == "v=spf1"]
    if len(records) > 1:
        raise BrokenPolicy(f"{domain} has {len(records)} SPF records, where receivers take one or none")
    return _read(records[0]) if records else None


def _read(record: str) -> Policy:
    terms, redirect = [], None
    for word in record.split()[1:]:
        if mechanism := _MECHANISM.fullmatch(word):
            terms.append(Term(mechanism[1], mechanism[2].lower(), mechanism[3]))
        elif modifier := _MODIFIER.fullmatch(word):
            redirect = modifier[2] if modifier[1].lower() == "redirect" else redirect
        else:
            raise BrokenPolicy(f"“{word}” is not a term of SPF")
    return Policy(tuple(terms), redirect)


class Evaluation:
    """What one receiver does when this address hands it a mail from this sender."""

    def __init__(self, sender: str, address: Address, questions: Questions) -> None:
        self.look_up_count = 0
        self._local_part, _, self._sender_domain = sender.rpartition("@")
        self._address = address
        self._questions = questions

    def result(self) -> Result:
        """What the sender's domain says.

        Raises:
            BrokenPolicy: a receiver would give up.
            CouldNotAsk: DNS does not say.
        """
        return self._result(self._sender_domain)

    def _result(self, domain: str) -> Result:
        policy = policy_of(domain, self._questions)
        if policy is None:
            return Result.NONE
        for term in policy.terms:
            if self._matches(term, domain):
                return RESULTS[term.qualifier]
        if policy.redirect is None:
            return Result.NEUTRAL
        return self._of_another(self._written_out(policy.redirect, domain), f"redirect={policy.redirect}")

    def _of_another(self, domain: str, named_by: str) -> Result:
        self._count_look_up()
        result = self._result(domain)
        if result is Result.NONE:
            raise BrokenPolicy(f"{named_by} names a domain without an SPF record")
        return result

    def _count_look_up(self) -> None:
        self.look_up_count += 1
        if self.look_up_count > MOST_LOOK_UPS:
            raise BrokenPolicy(f"too many look-ups: receivers stop after {MOST_LOOK_UPS}")

    def _matches(self, term: Term, domain: str) -> bool:
        if term.name == "all":
            return True
        if term.name in ("ip4", "ip6"):
            return self._is_within(term)
        parts = _TARGET.fullmatch(term.rest)
        is_named = parts is not None and (parts[1] or term.name not in _NEED_A_NAME)
        if parts is None or not is_named or int(parts[2] or 0) > 32 or int(parts[3] or 0) > 128:
            raise BrokenPolicy(f"“{term}” cannot be read")
        target = self._written_out(parts[1], domain) if parts[1] else domain
        if term.name == "include":
            return self._of_another(target, str(term)) is Result.PASS
        self._count_look_up()
        if term.name == "exists":
            return bool(self._questions.addresses(target, ("A",)))
        if term.name == "ptr":
            return self._is_named_below(target)
        bits = parts[2] if self._address.version == 4 else parts[3]
        names = [target] if term.name == "a" else self._mail_servers(target)
        return any(self._is_near(name, bits) for name in names)

    def _is_within(self, term: Term) -> bool:
        kind = ipaddress.IPv4Network if term.name == "ip4" else ipaddress.IPv6Network
        try:
            network = kind(term.rest.removeprefix(":"), strict=False)
        except ValueError as error:
            raise BrokenPolicy(f"“{term}” cannot be read") from error
        return self._address in network

    def _is_near(self, name: str, bits: str | None) -> bool:
        kinds = ("A",) if self._address.version == 4 else ("AAAA",)
        for address in self._questions.addresses(name, kinds):
            if self._address in ipaddress.ip_network(f"{address}/{bits or address.max_prefixlen}", strict=False):
                return True
        return False

    def _mail_servers(self, domain: str) -> list[str]:
        servers = self._questions.mail_servers(domain)
        if len(servers) > MOST_MAIL_SERVERS:
            raise BrokenPolicy(f"mx of {domain} stands for more than {MOST_MAIL_SERVERS} servers")
        return servers

    def _is_named_below(self, domain: str) -> bool:
        names = self._questions.names_of(self._address)[:MOST_LOOK_UPS]
        return any(is_within(name, domain) and self._is_near(name, None) for name in names)

    def _written_out(self, text: str, domain: str) -> str:
        """A name with its macros filled in (RFC 7208 7)."""
        reverse = self._address.reverse_pointer.split(".")[:-2]
        facts = {
            "s": f"{self._local_part}@{self._sender_domain}",
            "l": self._local_part,
            "o": self._sender_domain,
            "d": domain,
            "h": self._sender_domain,
            "i": ".".join(reversed(reverse)),
            "v": "in-addr" if self._address.version == 4 else "ip6",
        }

        def written_out(macro: re.Match[str]) -> str:
            if macro[5]:
                return {"%": "%", "_": " ", "-": "%20"}[macro[5]]
            parts = re.split(f"[{re.escape(macro[4] or '.')}]", facts.get(macro[1].lower(), "unknown"))
            parts = parts[::-1] if macro[3] else parts
            return ".".join(parts[-int(macro[2]) :] if int(macro[2] or 0) else parts)

        return _MACRO.sub(written_out, text)


def is_within(name: str, domain: str) -> bool:
    """Whether a name is this domain or lies below it."""
    name, domain = name.lower().rstrip("."), domain.lower().rstrip(".")
    return name == domain or name.endswith(f".{domain}")
