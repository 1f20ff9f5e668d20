"""The servers in MAIL_URL, as receivers see them: by the addresses that our mail comes from."""

import ipaddress
import socket
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto
from urllib.parse import urlsplit

from actions.mail.sender_checks.questions import Address, Questions
from actions.mail.sender_checks.spf import is_within

# Reserved for documents: asking the machine how it would get there sends nothing.
FAR_AWAY = ((socket.AF_INET, "192.0.2.1"), (socket.AF_INET6, "2001:db8::1"))
_INNER = tuple(
    ipaddress.ip_network(text)
    for text in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7")
)


class Whose(Enum):
    """Who runs a relay, which says what can be known of it."""

    HERE = auto()  # on this machine, or in its network: it may send by itself or hand on
    OWN = auto()  # at the sender's own domain, or named by its address
    OTHERS = auto()  # a provider's, which may send from other addresses than it takes mail at


@dataclass(frozen=True)
class Relay:
    """One of them; `addresses` are those that its mail is known, or most likely, to come from."""

    host: str
    whose: Whose
    addresses: tuple[Address, ...]

    def __str__(self) -> str:
        named = [str(address) for address in self.addresses if str(address) != self.host]
        return f"{self.host} ({', '.join(named)})" if named else self.host


def relay_at(url: str, sender: str, questions: Questions, own_addresses: Callable[[], tuple[Address, ...]]) -> Relay:
    """The relay of a setting; `sender` is the organization's domain.

    Raises:
        CouldNotAsk: DNS does not say where it is.
    """
    host = urlsplit(url).hostname or ""
    try:
        found: list[Address] = [ipaddress.ip_address(host)]
        is_own = True
    except ValueError:
        if host == "localhost":
            return Relay(host, Whose.HERE, own_addresses())
        # A name without a dot is one that only this network knows.
        found = questions.addresses(host) if "." in host else []
        is_own = is_within(host, sender)
    if any(address.is_loopback for address in found):
        return Relay(host, Whose.HERE, own_addresses())
    public = tuple(address for address in found if _is_public(address))
    if not public:
        return Relay(host, Whose.HERE, ())
    return Relay(host, Whose.OWN if is_own else Whose.OTHERS, public)


def own_addresses() -> tuple[Address, ...]:
    """The public addresses from which this machine reaches others; none behind a router that hides them."""
    found = []
    for family, far_away in FAR_AWAY:
        try:
            with socket.socket(family, socket.SOCK_DGRAM) as line:
                line.connect((far_away, 9))
                found.append(ipaddress.ip_address(line.getsockname()[0]))
        except OSError:
            continue
    return tuple(address for address in found if _is_public(address))


def _is_public(address: Address) -> bool:
    if address.is_loopback or address.is_link_local or address.is_unspecified:
        return False
    return not any(address in network for network in _INNER)
