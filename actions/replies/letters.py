"""A message as a mail server hands it in. All of it was written by strangers.

Boundaries and parts are limited before the parser is asked, as for reports.
"""

import re
from dataclasses import dataclass
from email import message_from_bytes
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import Message
from email.utils import getaddresses
from itertools import islice

from actions.forms import one_line, plain_address
from actions.replies.words import from_html

MOST_BOUNDARIES = 40
MOST_PARTS = 60
# Of the words; what is beyond is not looked at.
MOST_READ = 200_000
LONGEST_SUBJECT = 150
# The most credible first: these the server that delivers here writes, then those of the writer.
RECIPIENT_HEADERS = ("X-Original-To", "Delivered-To", "Envelope-To", "To", "Cc")
BULK = frozenset({"bulk", "junk", "list", "auto_reply"})
AUTOMATIC_HEADERS = ("X-Autoreply", "X-Autorespond", "List-Id", "X-Failed-Recipients")
# What the parser of the standard library raises on mail that was made to break it.
_BROKEN = (ValueError, LookupError, TypeError, AttributeError, RecursionError, HeaderParseError)
_END_OF_HEADERS = re.compile(rb"\r?\n\r?\n")


@dataclass(frozen=True)
class Letter:
    """A message that was handed in. `sender` is empty when it names none, or several."""

    sender: str
    message_id: str
    subject: str
    text: str
    attachment_count: int
    is_automatic: bool


def read(content: bytes) -> Letter | None:
    """The message; nothing when it cannot be made out."""
    if content.lower().count(b"boundary") > MOST_BOUNDARIES:
        return None
    try:
        return _letter(message_from_bytes(content))
    except _BROKEN:
        return None


def recipients(content: bytes) -> str:
    """All that the headers say of whom it is for, the most credible first. Asked of every report: no more is read."""
    try:
        head = message_from_bytes(_END_OF_HEADERS.split(content, maxsplit=1)[0] + b"\n\n")
        return "\n".join(str(value) for name in RECIPIENT_HEADERS for value in head.get_all(name, []))
    except _BROKEN:
        return ""


def _letter(mail: Message) -> Letter:
    parts = list(islice((part for part in mail.walk() if not part.is_multipart()), MOST_PARTS))
    plain, html = _first(parts, "text/plain"), _first(parts, "text/html")
    return Letter(
        sender=_sender(mail),
        message_id=one_line(str(mail.get("Message-ID", ""))),
        subject=_decoded(mail.get("Subject", ""))[:LONGEST_SUBJECT],
        text=_text(plain) if plain else from_html(_text(html)) if html else "",
        attachment_count=sum(part is not plain and part is not html for part in parts),
        is_automatic=_is_automatic(mail),
    )


def _first(parts: list[Message], content_type: str) -> Message | None:
    return next(
        (
            part
            for part in parts
            if part.get_content_type() == content_type and part.get_content_disposition() != "attachment"
        ),
        None,
    )


def _sender(mail: Message) -> str:
    addresses = getaddresses([str(value) for value in mail.get_all("From", [])])
    return plain_address(addresses[0][1]) if len(addresses) == 1 else ""


def _is_automatic(mail: Message) -> bool:
    """Whether a program wrote it (RFC 3834), or a list sent it, or nobody would get an answer to it."""
    submitted = str(mail.get("Auto-Submitted", "no")).partition(";")[0].strip().lower()
    return (
        submitted != "no"
        or str(mail.get("Precedence", "")).strip().lower() in BULK
        or str(mail.get("Return-Path", "")).strip() == "<>"
        or mail.get_content_type() == "multipart/report"
        or any(name in mail for name in AUTOMATIC_HEADERS)
    )


def _decoded(value: object) -> str:
    return one_line(str(make_header(decode_header(str(value)))))


def _text(part: Message) -> str:
    payload = part.get_payload(decode=True)
    content = payload if isinstance(payload, bytes) else b""
    try:
        return content.decode(part.get_content_charset("utf-8"), "replace")[:MOST_READ]
    except LookupError:
        return content.decode("utf-8", "replace")[:MOST_READ]
