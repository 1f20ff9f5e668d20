"""Most mails on the wire without the library's writer, which takes most of the time that a mail takes.

It writes mails of two parts, whose headers are those of `mime.letter`. Values that need more than plain ASCII on one
line are written by the library all the same, once for each that is the same in many mails.
"""

import binascii
import re
from collections.abc import Mapping
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import Policy
from functools import lru_cache
from typing import Any

LONGEST_LINE = 78
# Headers that differ from mail to mail; all others are kept as they were written.
OF_ONE_MAIL = frozenset({"Message-ID", "List-Unsubscribe", "Reply-To"})
_PLAIN_NAME = re.compile(r"[A-Za-z0-9]+(?: [A-Za-z0-9]+)*")
_MOST_KEPT = 500
_PART = 'Content-Type: text/{}; charset="utf-8"\r\nContent-Transfer-Encoding: quoted-printable\r\n'


def content(
    headers: Mapping[str, str | Address], text: str, html: str, *, boundary: str, policy: "Policy[Any]"
) -> bytes:
    """The whole message. `boundary` is nothing that can stand in quoted-printable text."""
    head = "".join(
        _written(name, value, policy)
        if name in OF_ONE_MAIL or isinstance(value, Address)
        else _kept(name, value, policy)
        for name, value in headers.items()
    )
    return b"".join(
        (
            f'{head}MIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary="{boundary}"\r\n\r\n'.encode(),
            f"--{boundary}\r\n{_PART.format('plain')}\r\n".encode(),
            _quoted_printable(text),
            f"\r\n--{boundary}\r\n{_PART.format('html')}MIME-Version: 1.0\r\n\r\n".encode(),
            _quoted_printable(html),
            f"\r\n--{boundary}--\r\n".encode(),
        )
    )


def _written(name: str, value: str | Address, policy: "Policy[Any]") -> str:
    if isinstance(value, Address):
        line = f"{name}: {value.display_name} <{value.addr_spec}>\r\n"
        if _PLAIN_NAME.fullmatch(value.display_name) and len(line) <= LONGEST_LINE:
            return line
    elif value.isascii():
        # As the library writes both: what cannot be broken in lines is left whole.
        return f"{name}: {value}\r\n"
    return _by_the_library(name, value, policy)


@lru_cache(_MOST_KEPT)
def _kept(name: str, value: str, policy: "Policy[Any]") -> str:
    return _by_the_library(name, value, policy)


def _by_the_library(name: str, value: str | Address, policy: "Policy[Any]") -> str:
    message = EmailMessage(policy)
    message[name] = value
    return message.as_bytes().decode().removesuffix("\r\n")


def _quoted_printable(text: str) -> bytes:
    lines = b"\n".join(text.encode().splitlines()) + b"\n"
    return binascii.b2a_qp(lines, istext=True).replace(b"\n", b"\r\n")
