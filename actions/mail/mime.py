"""A composed mail as the bytes that go over the wire: one sender, one recipient, no header a person could write."""

import datetime as dt
import hmac
import re
from dataclasses import dataclass
from email.headerregistry import Address, BaseHeader, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8, Policy
from email.utils import format_datetime, parseaddr
from typing import Any

import idna

from actions.forms import many_lines, one_line
from actions.mail.message import Message

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
    sender_name, sender = parseaddr(mail_from)
    mime = EmailMessage(policy=_PLAIN if recipient.isascii() else _UTF8)
    mime["From"] = Address(one_line(sender_name), addr_spec=sender)
    # By its two parts: the parser of whole addresses refuses letters outside ASCII, which SMTPUTF8 carries.
    local, _, domain = recipient.rpartition("@")
    mime["To"] = Address(one_line(message.to_name)[:LONGEST_NAME], username=local, domain=domain)
    mime["Subject"] = one_line(message.subject)
    mime["Date"] = format_datetime(now)
    mime["Message-ID"] = message_id
    # Vacation responders must not answer (RFC 3834).
    mime["Auto-Submitted"] = "auto-generated"
    if message.unsubscribe_url:
        mime["List-Unsubscribe"] = f"<{one_line(message.unsubscribe_url)}>"
        mime["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    _fill(mime, message)
    mime["Content-Language"] = one_line(message.language)
    return Letter(message_id.strip("<>").partition("@")[0], sender, recipient, mime.as_bytes())


def message_id(secret: str, mail_from: str, *facts: object) -> str:
    """The same for every try of one mail, different between mails, telling nothing about either."""
    digest = hmac.digest(secret.encode(), b"actions/message-id" + repr(facts).encode(), "sha256").hex()[:32]
    return f"<{digest}@{parseaddr(mail_from)[1].rpartition('@')[2] or 'localhost'}>"


def _fill(mime: EmailMessage, message: Message) -> None:
    mime.set_content(many_lines(message.text) + "\n", charset="utf-8", cte="quoted-printable")
    mime.add_alternative(message.html.replace("\x00", ""), subtype="html", charset="utf-8", cte="quoted-printable")
    for attachment in message.attachments:
        maintype, _, subtype = attachment.content_type.partition("/")
        mime.add_attachment(
            attachment.content,
            maintype=maintype,
            subtype=subtype,
            filename=one_line(attachment.filename),
            params=dict(attachment.parameters),
        )


def _envelope_address(address: str) -> str:
    """The address with its domain in the letters of DNS."""
    local, _, domain = address.rpartition("@")
    if not _LOCAL_PART.fullmatch(local):
        raise BadAddress
    try:
        plain_domain = domain if _is_local(domain) else idna.encode(domain, uts46=True).decode("ascii")
    except idna.IDNAError:
        raise BadAddress from None
    return f"{local}@{plain_domain}"


def _is_local(domain: str) -> bool:
    return domain == "localhost"
