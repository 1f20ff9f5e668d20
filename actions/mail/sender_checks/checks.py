"""All that DNS is asked about our mail, and what the answers mean for whoever runs this installation."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from email.utils import parseaddr

from actions.findings import Finding, Standing, ok, trouble, warning
from actions.mail.sender_checks import dkim, dmarc, spf
from actions.mail.sender_checks.questions import Address, CouldNotAsk, Questions
from actions.mail.sender_checks.relays import Relay, Whose, own_addresses, relay_at
from config import Settings

# Of a large provider's many addresses so many are asked for their names.
MOST_NAMED = 4
RECEIVED = "send a mail to yourself and look for spf=pass in its headers"


def examine(
    settings: Settings, questions: Questions, own: Callable[[], tuple[Address, ...]] = own_addresses
) -> Iterator[Finding]:
    """What receivers think of our mail, as far as DNS tells. Trouble only where real people are to read it."""
    for finding in _as_far_as_dns_says("sender", _findings(settings, questions, own)):
        is_less = finding.standing is Standing.TROUBLE and not settings.is_production
        yield warning(finding.subject, finding.said) if is_less else finding


def _findings(settings: Settings, questions: Questions, own: Callable[[], tuple[Address, ...]]) -> Iterator[Finding]:
    sender = parseaddr(settings.mail_from)[1].lower()
    domain = _domain(sender)
    if "." not in domain:
        named = domain or "no domain"
        yield trouble("sender", f"MAIL_FROM is at {named}, which nobody can answer: take an address at your own domain")
        return
    if not questions.texts(domain) and not questions.knows_the_world():
        raise CouldNotAsk(f"the resolver knows neither {domain} nor the root of DNS; name another in DNS_RESOLVER")
    yield from _as_far_as_dns_says("SPF", _record(sender, questions))
    yield from _as_far_as_dns_says("DKIM", dkim.examine(domain, settings.dkim_selectors, questions))
    yield from _as_far_as_dns_says("DMARC", dmarc.examine(domain, questions))
    for url in settings.mail_urls:
        yield from _as_far_as_dns_says("relay", _relay(url, sender, questions, own))


def _as_far_as_dns_says(subject: str, findings: Iterator[Finding]) -> Iterator[Finding]:
    try:
        yield from findings
    except CouldNotAsk as error:
        yield warning(subject, f"DNS could not be asked: {error}")


def _domain(sender: str) -> str:
    return sender.partition("@")[2]


def _record(sender: str, questions: Questions) -> Iterator[Finding]:
    """Whether receivers can follow the domain's SPF record, and what it says about everybody else."""
    domain = _domain(sender)
    try:
        policy = spf.policy_of(domain, questions)
        everybody = spf.Evaluation(sender, spf.NOBODY, questions)
        result = everybody.result()
    except spf.BrokenPolicy as error:
        yield trouble("SPF", f"{error}; mend the TXT record of {domain}")
        return
    if policy is None:
        yield trouble(
            "SPF",
            f"{domain} has no SPF record: add a TXT record, v=spf1 ip4:ADDRESS ~all with your relay's address, "
            "or with the include: that its operator names",
        )
    elif policy.permits_nobody:
        yield trouble("SPF", f"{domain} says about everybody that they may not send for it: permit your relay")
    elif result is spf.Result.PASS:
        yield trouble("SPF", f"{domain} permits everybody to send for it: let its record end in -all or ~all")
    elif result is spf.Result.NEUTRAL:
        yield warning("SPF", f"the record of {domain} says nothing about everybody else: let it end in -all or ~all")
    else:
        end = "-all" if result is spf.Result.FAIL else "~all"
        count = f"{everybody.look_up_count} of {spf.MOST_LOOK_UPS} look-ups"
        yield ok("SPF", f"{domain} has one record, which ends in {end} and takes {count}")


def _relay(url: str, sender: str, questions: Questions, own: Callable[[], tuple[Address, ...]]) -> Iterator[Finding]:
    organization = _domain(sender)
    # The walk up is only to know our own relays by; it has been told of already.
    with suppress(CouldNotAsk):
        organization = dmarc.organizational_domain(organization, questions)
    relay = relay_at(url, organization, questions, own)
    yield from _permission(relay, sender, questions)
    if relay.addresses:
        yield _names(relay, questions)


def _permission(relay: Relay, sender: str, questions: Questions) -> Iterator[Finding]:
    if not relay.addresses:
        yield warning("SPF", f"from which addresses the mail of {relay} leaves cannot be known from here: {RECEIVED}")
        return
    # What is wrong with the record as a whole was said before.
    try:
        results = [(address, spf.Evaluation(sender, address, questions).result()) for address in relay.addresses]
    except spf.BrokenPolicy:
        return
    if all(result is spf.Result.NONE for _, result in results):
        return
    domain = _domain(sender)
    missing = [address for address, result in results if result is not spf.Result.PASS]
    if not missing:
        yield ok("SPF", f"{domain} permits {relay}")
        return
    shown, terms = ", ".join(map(str, missing)), " ".join(f"ip{address.version}:{address}" for address in missing)
    if relay.whose is Whose.OWN:
        yield trouble("SPF", f"{domain} does not permit {shown} ({relay.host}): add {terms} to its record")
    elif relay.whose is Whose.HERE:
        yield warning(
            "SPF",
            f"{domain} does not permit {shown}, this machine: add {terms} if {relay.host} sends by itself; "
            f"if it hands mail on, {RECEIVED}",
        )
    else:
        yield warning(
            "SPF",
            f"{domain} does not permit {shown} ({relay.host}), which may send from other addresses: {RECEIVED}, "
            "or ask its operator which include: to add",
        )


def _names(relay: Relay, questions: Questions) -> Finding:
    """Whether each address of a relay has a name, which leads back to it."""
    asked = relay.addresses[:MOST_NAMED]
    faults = [fault for address in asked if (fault := _fault(address, relay, questions))]
    if not faults:
        shown = ", ".join(map(str, asked))
        return ok("PTR", f"{shown} {'has a name' if len(asked) == 1 else 'have names'} ({relay.host})")
    said = "; ".join(faults)
    if relay.whose is Whose.OTHERS:
        return warning("PTR", f"{said}: tell the operator of {relay.host}")
    said = f"{said}: ask whoever gave you the address to set its PTR to the name of your mail server"
    return trouble("PTR", said) if relay.whose is Whose.OWN else warning("PTR", said)


def _fault(address: Address, relay: Relay, questions: Questions) -> str | None:
    names = questions.names_of(address)
    if not names:
        return f"{address} has no name (PTR)"
    if relay.whose is Whose.OTHERS or any(address in questions.addresses(name) for name in names):
        return None
    return f"{address} is called {names[0]}, which does not lead back to it"
