"""The Message-ID of a mail, by which a report about it is matched to it.

It is the mail's number and a seal over what else is known of it, enciphered as one block: the same for every try,
different between mails, and telling nobody anything. Nothing needs storing to read it back, and nobody without the
secret can make one that stands for a mail: whoever reports about a mail must have seen that very mail.
"""

import hmac
import re

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

NUMBER_BYTES = 8
SEAL_BYTES = 8
# What a number in the database can be.
LARGEST_NUMBER = 2**31 - 1
NAME = re.compile(r"[0-9a-f]{32}")


def name_of(secret: str, number: int, *facts: object) -> str:
    """32 letters for the mail with this number; `facts` are the rest of what is the same for all its tries."""
    seal = hmac.digest(_key(secret, b"seal"), repr((number, *facts)).encode(), "sha256")[:SEAL_BYTES]
    encryptor = _cipher(secret).encryptor()
    return (encryptor.update(number.to_bytes(NUMBER_BYTES) + seal) + encryptor.finalize()).hex()


def number_in(secret: str, name: str) -> int | None:
    """The number of the mail that may have this name. Make its name anew and compare, before believing it."""
    if not NAME.fullmatch(name):
        return None
    decryptor = _cipher(secret).decryptor()
    number = int.from_bytes((decryptor.update(bytes.fromhex(name)) + decryptor.finalize())[:NUMBER_BYTES])
    return number if number <= LARGEST_NUMBER else None


def _cipher(secret: str) -> Cipher[modes.ECB]:
    # A single block, never more: this is the cipher itself, with no pattern that a mode could show.
    return Cipher(algorithms.AES(_key(secret, b"number")), modes.ECB())  # noqa: S305 -- one block is what is needed


def _key(secret: str, purpose: bytes) -> bytes:
    return hmac.digest(secret.encode(), b"actions/message-id/" + purpose, "sha256")
