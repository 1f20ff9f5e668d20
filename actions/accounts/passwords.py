"""Passwords: which are refused, and how the others are kept."""

import re
import threading
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from actions.errors import DomainError

SHORTEST = 12
LONGEST = 1_000
FEWEST_DIFFERENT = 5
# Above OWASP's least for Argon2id (19 MiB, two passes, one lane); about 60 ms of one core.
MEMORY_KIB = 32 * 1024
PASSES = 2
LANES = 1
# One at a time in a process: a flood of sign-ins waits here, the other threads keep serving pages.
AT_ONCE = 1
SECONDS_TO_WAIT = 3.0

# In the form of a hash and as costly to check as one, but no password leads to it.
NOBODYS_HASH = f"$argon2id$v=19$m={MEMORY_KIB},t={PASSES},p={LANES}${'A' * 22}${'A' * 43}"

_hasher = PasswordHasher(time_cost=PASSES, memory_cost=MEMORY_KIB, parallelism=LANES)
_slots = threading.BoundedSemaphore(AT_ONCE)
_ENDS = re.compile(r"^[\W\d_]+|[\W\d_]+$")


class TooBusy(DomainError):
    """More people are signing in than this process can check."""

    status = 503

    def __init__(self) -> None:
        super().__init__(_l("Many people are signing in just now. Wait a few seconds and try again."))


def hash_of(password: str) -> str:
    """The Argon2id hash to keep.

    Raises:
        TooBusy: no turn came within a few seconds.
    """
    with _turn():
        return _hasher.hash(_normal(password))


def matches(stored: str | None, password: str) -> bool:
    """Whether this is the password behind a kept hash. Takes as long when there is no hash.

    Raises:
        TooBusy: no turn came within a few seconds.
    """
    against = stored or NOBODYS_HASH
    with _turn():
        try:
            return _hasher.verify(against, _normal(password)) and stored is not None
        except (VerificationError, InvalidHashError):
            return False


def is_outdated(stored: str) -> bool:
    """Whether a hash was made with other parameters than today's."""
    return _hasher.check_needs_rehash(stored)


def objection(password: str, email: str = "") -> LazyString | None:
    """Why a new password is refused, as a sentence; nothing when it will do."""
    if len(password) < SHORTEST:
        return _l("Use at least %(least)s characters: three or four random words do well", least=SHORTEST)
    if len(password) > LONGEST:
        return _l("Use at most %(most)s characters", most=LONGEST)
    if is_common(password) or _normal(password).casefold() in (email.casefold(), email.partition("@")[0].casefold()):
        return _l("That password is easy to guess: try three or four random words")
    return None


def is_common(password: str) -> bool:
    """Whether it is nothing but figures, or one that many use: as it is, with figures around it, several times over."""
    plain = _normal(password).casefold()
    if plain.isdigit() or len(set(plain)) < FEWEST_DIFFERENT:
        return True
    return any(word in _common() for word in (plain, _ENDS.sub("", plain), _unit(plain)))


def _unit(text: str) -> str:
    """The shortest piece that the text is a repetition of."""
    return text[: (text + text).index(text, 1)]


def _normal(password: str) -> str:
    # The same key press must give the same bytes on every device (NIST SP 800-63B); nothing is cut off or removed.
    return unicodedata.normalize("NFKC", password.encode("utf-8", "replace").decode())


@contextmanager
def _turn() -> Iterator[None]:
    if not _slots.acquire(timeout=SECONDS_TO_WAIT):
        raise TooBusy
    try:
        yield
    finally:
        _slots.release()


@lru_cache(maxsize=1)
def _common() -> frozenset[str]:
    lines = Path(__file__).with_name("common_passwords.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))
