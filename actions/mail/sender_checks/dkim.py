"""The keys with which the relay signs our mail: DKIM (RFC 6376). Actions itself signs nothing."""

import base64
import binascii
from collections.abc import Iterator

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_der_public_key

from actions.findings import Finding, ok, trouble, warning
from actions.mail.sender_checks.dmarc import are_aligned, tags
from actions.mail.sender_checks.questions import Questions

FEWEST_BITS = 1024
ADVISED_BITS = 2048
BYTES_OF_ED25519 = 32
SUBJECT = "DKIM"
_MIDDLE = "._domainkey."


def examine(domain: str, selectors: tuple[str, ...], questions: Questions) -> Iterator[Finding]:
    """Whether each key that the relay signs with is there and good, and of the sender's domain."""
    if not selectors:
        yield warning(
            SUBJECT,
            f"your relay signs, not Actions: ask its operator to sign with d={domain} and with which selector (s=), "
            "publish the key they name, and put the selector into DKIM_SELECTOR",
        )
    for selector in selectors:
        yield _of_selector(domain, selector, questions)


def _of_selector(domain: str, selector: str, questions: Questions) -> Finding:
    name = selector if _MIDDLE in selector else f"{selector}{_MIDDLE}{domain}"
    signing = name.partition(_MIDDLE)[2]
    if not are_aligned(signing, domain, questions):
        return trouble(
            SUBJECT,
            f"{name} is of {signing}, so its signatures do not count for {domain}: "
            f"ask the relay's operator to sign with d={domain}",
        )
    records = [text for text in questions.texts(name) if "p" in tags(text)]
    if not records:
        return trouble(SUBJECT, f"{name} has no key: publish the TXT record that the relay's operator names")
    if len(records) > 1:
        return trouble(SUBJECT, f"{name} has {len(records)} keys, and receivers take any of them: keep one")
    return _of_key(name, tags(records[0]))


def _of_key(name: str, record: dict[str, str]) -> Finding:
    text = "".join(record["p"].split())
    if not text:
        return trouble(SUBJECT, f"{name} has an empty p=, which says that the key is withdrawn: publish a new one")
    try:
        key = base64.b64decode(text, validate=True)
        if record.get("k", "rsa").lower() == "ed25519":
            if len(key) != BYTES_OF_ED25519:
                raise ValueError("length")
            return ok(SUBJECT, f"{name} has an Ed25519 key; give older receivers an RSA key beside it")
        loaded = load_der_public_key(key)
    except (binascii.Error, ValueError, UnsupportedAlgorithm):
        loaded = None
    if not isinstance(loaded, RSAPublicKey):
        return trouble(SUBJECT, f"{name} has a key that cannot be read: publish it again, whole and in one record")
    if loaded.key_size < FEWEST_BITS:
        return trouble(
            SUBJECT,
            f"{name} has a key of {loaded.key_size} bits, which receivers pass over: "
            f"have one of {ADVISED_BITS} bits made",
        )
    if loaded.key_size < ADVISED_BITS:
        return warning(
            SUBJECT, f"{name} has a key of {loaded.key_size} bits, which is still taken: {ADVISED_BITS} are advised"
        )
    return ok(SUBJECT, f"{name} has a key of {loaded.key_size} bits")
