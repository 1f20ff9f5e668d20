"""What a domain asks receivers to do with mail that only pretends to be from it: DMARC (RFC 9989)."""

from collections.abc import Iterator

from actions.findings import Finding, ok, trouble
from actions.mail.sender_checks.questions import Questions
from actions.mail.sender_checks.spf import is_within

ASKED = {
    "none": "take such mail as any other, and only report it",
    "quarantine": "treat such mail as suspicious",
    "reject": "refuse such mail",
}
SUBJECT = "DMARC"


def examine(domain: str, questions: Questions) -> Iterator[Finding]:
    """Whether there is one policy for the domain, and what it asks for."""
    records = _records(domain, questions)
    where = domain
    if not records:
        where = organizational_domain(domain, questions)
        records = _records(where, questions)
    if not records:
        yield trouble(
            SUBJECT,
            f"{domain} has no policy, which large providers ask of whoever sends much: "
            f"begin with a TXT record at _dmarc.{domain} that says v=DMARC1; p=none",
        )
    elif len(records) > 1:
        yield trouble(SUBJECT, f"_dmarc.{where} has {len(records)} records, so receivers follow none: keep one")
    else:
        yield _judged(domain, where, tags(records[0]))


def _judged(domain: str, where: str, record: dict[str, str]) -> Finding:
    name = "sp" if where != domain and "sp" in record else "p"
    asked = record.get(name, "").lower()
    if asked not in ASKED:
        found = f"{name}={record[name]}" if name in record else f"no {name}="
        return trouble(SUBJECT, f"_dmarc.{where} has {found}: make it p=none, p=quarantine or p=reject")
    return ok(
        SUBJECT,
        f"_dmarc.{where} has {name}={asked}: where neither SPF nor DKIM shows that a mail is from {domain}, "
        f"receivers are asked to {ASKED[asked]}",
    )


def organizational_domain(domain: str, questions: Questions) -> str:
    """The highest domain above this one that has a policy (RFC 9989's walk up the tree); itself where none has."""
    labels = domain.split(".")
    found = below = domain
    for number in range(len(labels) - 1):
        here = ".".join(labels[number:])
        records = _records(here, questions)
        kind = tags(records[0]).get("psd", "u").lower() if records else ""
        if kind == "y" and here != domain:
            # Where anybody may register names, the one below is an organization's own.
            return below
        if kind == "n":
            return here
        found = here if records else found
        below = here
    return found


def are_aligned(signing: str, sender: str, questions: Questions) -> bool:
    """Whether both domains are of one organization, which is all that relaxed alignment asks for."""
    if is_within(signing, sender) or is_within(sender, signing):
        return True
    return organizational_domain(signing, questions) == organizational_domain(sender, questions)


def tags(record: str) -> dict[str, str]:
    """A record like `v=DMARC1; p=none`, by its tags."""
    pairs = [part.partition("=") for part in record.split(";")]
    return {name.strip().lower(): value.strip() for name, sign, value in pairs if sign}


def _records(domain: str, questions: Questions) -> list[str]:
    texts = questions.texts(f"_dmarc.{domain}")
    return [text for text in texts if text.replace(" ", "").partition(";")[0] == "v=DMARC1"]
