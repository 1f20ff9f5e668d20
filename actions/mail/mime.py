"""A composed mail as the bytes that go over the wire: one sender, one recipient, no header a person could write."""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from email.headerregistry import Address, BaseHeader, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8, Policy
from email.utils import format_datetime, parseaddr
from functools import lru_cache
from typing import Any

import idna

from actions.forms import many_lines, one_line
from actions.mail import quick_mime
from actions.mail.message import Attachment, Message
from actions.mail.message_ids import name_of

LONGEST_NAME = 80
# Plain on purpose: whatever needs quoting or could end a header or a command is no address to us.
_LOCAL_PART = re.compile(r"[^\s\x00-\x20\x7f@<>()\[\]\\,;:\"]+")


class _Whole(UnstructuredHeader, BaseHeader):
    """A header that is never folded: the usual folding would break a long address in pieces nobody can put together."""

    def fold(self, *, policy: "Policy[Any]") -> str:
        """The header on one line."""
        return f"{self.name}: {self}{policy.linesep}"


_headers = HeaderRegistry()
_headers.map_to_type("list-unsubscribe", _Whole)
_headers.map_to_type("reply-to", _Whole)
_PLAIN = SMTP.clone(cte_type="7bit", header_factory=_headers)
_UTF8 = SMTPUTF8.clone(cte_type="7bit", header_factory=_headers)


class BadAddress(Exception):
    """An address that no mail can be sent to."""


@dataclass(frozen=True)
class Letter:
    """What a carrier needs: both addresses of the envelope and the message itself; `name` is stable over tries."""

    name: str
    sender: str
    recipient: str
    content: bytes

    @property
    def needs_utf8(self) -> bool:
        """Whether the recipient's address has letters that plain SMTP cannot carry."""
        return not self.recipient.isascii()


def letter(message: Message, *, mail_from: str, message_id: str, now: dt.datetime) -> Letter:
    """The message on the wire.

    Raises:
        BadAddress: the recipient's address could not be written in an envelope.
    """
    recipient = _envelope_address(message.to_address)
    sender_line, sender = _sender(mail_from)
    if message.from_name:
        sender_line = str(Address(one_line(message.from_name)[:LONGEST_NAME], addr_spec=sender))
    # By its two parts: the parser of whole addresses refuses letters outside ASCII, which SMTPUTF8 carries.
    local, _, domain = recipient.rpartition("@")
    headers: dict[str, str | Address] = {
        "From": sender_line,
        "To": Address(one_line(message.to_name)[:LONGEST_NAME], username=local, domain=domain),
        "Subject": one_line(message.subject),
        "Date": format_datetime(now),
        "Message-ID": message_id,
        # Vacation responders must not answer (RFC 3834).
        "Auto-Submitted": "auto-generated",
    }
    if reply_to := _reply_to(message):
        headers["Reply-To"] = reply_to
    if message.unsubscribe_url:
        headers["List-Unsubscribe"] = f"<{one_line(message.unsubscribe_url)}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    headers["Content-Language"] = one_line(message.language)
    name = message_id.strip("<>").partition("@")[0]
    text, html = many_lines(message.text) + "\n", message.html.replace("\x00", "")
    policy = _PLAIN if recipient.isascii() else _UTF8
    if message.attachments:
        content = _by_the_library(headers, text, html, message.attachments, policy)
    else:
        content = quick_mime.content(headers, text, html, boundary=f"=_{name}", policy=policy)
    return Letter(name, sender, recipient, content)


def message_id(secret: str, mail_from: str, number: int, *facts: object) -> str:
    """The same for every try of one mail, different between mails, telling nothing about either."""
    return f"<{name_of(secret, number, *facts)}@{_sender(mail_from)[1].rpartition('@')[2] or 'localhost'}>"


@lru_cache
def _sender(mail_from: str) -> tuple[str, str]:
    """How the From header reads, and the address in it."""
    name, address = parseaddr(mail_from)
    return str(Address(one_line(name), addr_spec=address)), address


def _by_the_library(
    headers: Mapping[str, str | Address],
    text: str,
    html: str,
    attachments: Sequence[Attachment],
    policy: "Policy[Any]",
) -> bytes:
    mime = EmailMessage(policy)
    # Filling in the content forgets all that is said of it.
    of_the_content = {name: value for name, value in headers.items() if name.startswith("Content-")}
    for name, value in headers.items():
        if name not in of_the_content:
            mime[name] = value
    mime.set_content(text, charset="utf-8", cte="quoted-printable")
    mime.add_alternative(html, subtype="html", charset="utf-8", cte="quoted-printable")
    for attachment in attachments:
        maintype, _, subtype = attachment.content_type.partition("/")
        mime.add_attachment(
            attachment.content,
            maintype=maintype,
            subtype=subtype,
            filename=one_line(attachment.filename),
            params=dict(attachment.parameters),
        )
    for name, value in of_the_content.items():
        mime[name] = value
    return mime.as_bytes()


def _reply_to(message: Message) -> str:
    """Where answers go, as far as it is an address that every program can read; a mail is not held up for it."""
    try:
        address = _envelope_address(message.reply_to) if message.reply_to else ""
    except BadAddress:
        return ""
    return address if address.isascii() else ""


def _envelope_address(address: str) -> str:
    """The address with its domain in the letters of DNS."""
    local, _, domain = address.rpartition("@")
    if not _LOCAL_PART.fullmatch(local):
        raise BadAddress
    return f"{local}@{_plain_domain(domain)}"


@lru_cache
def _plain_domain(domain: str) -> str:
    try:
        return domain if _is_local(domain) else idna.encode(domain, uts46=True).decode("ascii")
    except idna.IDNAError:
        raise BadAddress from None


def _is_local(domain: str) -> bool:
    return domain == "localhost"
