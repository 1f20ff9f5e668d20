"""Contact data at rest: sealed by authenticated encryption, found again by a keyed hash.

Names, mail addresses, phones and notes are stored through `SealedText` only. A value is sealed with the newest key of
`DATA_KEYS` and opened with whichever key sealed it, so keys can be rotated. The context (table and column) is
authenticated with it: a sealed value copied into another column does not open.

The look-up hash is keyed with the *oldest* key, so that adding a newer key in front leaves every hash as it was.
"""

import hashlib
import hmac
import os
import unicodedata
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import LargeBinary
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

NONCE_BYTES = 12
KEY_ID_BYTES = 4


class CannotOpen(Exception):
    """A sealed value that none of the keys at hand opens."""


class Keyring:
    """The keys of one installation, newest first, each 32 bytes."""

    def __init__(self, keys: tuple[bytes, ...]) -> None:
        self._ciphers = {_key_id(key): AESGCM(_derived(key, b"seal")) for key in keys}
        self._newest = _key_id(keys[0])
        self._lookup_key = _derived(keys[-1], b"lookup")

    def seal(self, text: str, context: str) -> bytes:
        """Key id, nonce and ciphertext of `text`, bound to `context`."""
        nonce = os.urandom(NONCE_BYTES)
        sealed = self._ciphers[self._newest].encrypt(nonce, text.encode(), context.encode())
        return self._newest + nonce + sealed

    def open(self, sealed: bytes, context: str) -> str:
        """The text that was sealed.

        Raises:
            CannotOpen: the key is not at hand, or the value was altered or moved.
        """
        cipher = self._ciphers.get(sealed[:KEY_ID_BYTES])
        if cipher is None:
            raise CannotOpen(f"{context} was sealed with a key that DATA_KEYS does not hold")
        nonce, rest = sealed[KEY_ID_BYTES : KEY_ID_BYTES + NONCE_BYTES], sealed[KEY_ID_BYTES + NONCE_BYTES :]
        try:
            return cipher.decrypt(nonce, rest, context.encode()).decode()
        except InvalidTag as error:
            raise CannotOpen(f"{context} does not open: it was altered or moved") from error

    def lookup_hash(self, value: str) -> bytes:
        """32 bytes, equal for equal values (case, width and outer space aside), that tell nothing without the key."""
        normal = unicodedata.normalize("NFKC", value).strip().casefold()
        return hmac.digest(self._lookup_key, normal.encode(), "sha256")


class _InUse:
    keyring: Keyring | None = None


def use(keyring: Keyring) -> None:
    """Set the keys of this process; column types have no application to ask."""
    _InUse.keyring = keyring


def keyring() -> Keyring:
    """The keys of this process.

    Raises:
        RuntimeError: before `use` was called.
    """
    if _InUse.keyring is None:
        raise RuntimeError("no keys: create_app() sets them")
    return _InUse.keyring


def lookup_hash(value: str) -> bytes:
    """The keyed hash by which `value` is found without being stored in the clear."""
    return keyring().lookup_hash(value)


class SealedText(TypeDecorator[str]):
    """Text that is sealed in the database; `context` is its table and column, as in `rsvps.email`."""

    impl = LargeBinary
    cache_ok = True

    def __init__(self, context: str) -> None:
        super().__init__()
        self.context = context

    def process_bind_param(self, value: str | None, dialect: Dialect) -> bytes | None:
        """Seal on the way in."""
        return None if value is None else keyring().seal(value, self.context)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> str | None:
        """Open on the way out."""
        return None if value is None else keyring().open(bytes(value), self.context)


def _derived(key: bytes, purpose: bytes) -> bytes:
    return hmac.digest(key, b"actions/" + purpose, "sha256")


def _key_id(key: bytes) -> bytes:
    return hashlib.sha256(b"actions/id" + key).digest()[:KEY_ID_BYTES]
