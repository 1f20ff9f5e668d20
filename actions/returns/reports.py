"""Reports as mail servers write them: delivery reports (RFC 3464), feedback reports (RFC 5965), Exim's old letters.

Whatever is read here was written by strangers. Size, parts and boundaries are limited before the parser is asked, and
text in the body is believed for one thing only: which of our Message-IDs it names.
"""

import re
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message
from enum import StrEnum
from itertools import islice

LARGEST_REPORT = 256 * 1024
# The parser looks at every line once for each boundary it stands inside of.
MOST_BOUNDARIES = 40
MOST_PARTS = 60
MOST_NAMES = 10
COMPLAINTS = frozenset({"abuse", "fraud", "other", "opt-out", "opt-out-list"})
STATUS_PARTS = frozenset({"message/delivery-status", "message/global-delivery-status"})
ORIGINAL_PARTS = frozenset({"message/rfc822", "message/global", "text/rfc822-headers", "message/global-headers"})
_NAME = re.compile(r"<([0-9a-f]{32})@")
_NAMED_IN_TEXT = re.compile(r"^Message-I[Dd]:\s*<([0-9a-f]{32})@", re.MULTILINE)
_STATUS = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
_REPLY = re.compile(r"\b([45])\d\d[ -]")
# By the second and third number of a status (RFC 3463): what says nothing about whether the address is good.
_NOT_THE_ADDRESS = frozenset({3, 5, 6, 7})
_PASSING = frozenset({(2, 2), (2, 3), (2, 4), (4, 7)})


class Sort(StrEnum):
    """What a report says. Hard: this address takes no mail; soft: it did not take this one; or: its owner objects."""

    HARD = "hard"
    SOFT = "soft"
    COMPLAINT = "complaint"


@dataclass(frozen=True)
class Report:
    """A report, and the names in the Message-IDs that it says it is about."""

    sort: Sort
    status: str
    names: tuple[str, ...]


def read(content: bytes) -> Report | None:
    """The report in a mail; nothing when it is none, or says that all is well, or cannot be made out."""
    content = content[:LARGEST_REPORT]
    if content.lower().count(b"boundary") > MOST_BOUNDARIES:
        return None
    try:
        return _report(message_from_bytes(content))
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        # What the parser of the standard library raises on mail that was made to break it.
        return None


def _report(mail: Message) -> Report | None:
    parts = list(islice(mail.walk(), MOST_PARTS))
    by_type: dict[str, Message] = {}
    for part in parts:
        by_type.setdefault(part.get_content_type(), part)
    names = _names(mail, parts)
    if "message/feedback-report" in by_type:
        kind = _fields(by_type["message/feedback-report"])[0].get("feedback-type", "").strip().lower()
        return Report(Sort.COMPLAINT, "", names) if kind in COMPLAINTS else None
    for name in STATUS_PARTS & by_type.keys():
        status = _failure(_fields(by_type[name]))
        return Report(sort_of(status), status, names) if status else None
    if mail.get("X-Failed-Recipients"):
        status = _status_in(_text(mail)) or "5.0.0"
        return Report(sort_of(status), status, names)
    return None


def sort_of(status: str) -> Sort:
    """Whether a status (as in `5.1.1`) means that the address is dead."""
    kind, subject, detail = (int(number) for number in status.split("."))
    if kind != 5 or subject in _NOT_THE_ADDRESS or (subject, detail) in _PASSING:
        return Sort.SOFT
    return Sort.HARD


def _failure(blocks: list[dict[str, str]]) -> str:
    """The status of the recipient that got no mail; empty when there is none (delayed, delivered, relayed)."""
    for block in blocks:
        if block.get("action", "").strip().lower() != "failed":
            continue
        told, reply = _status_in(block.get("status", "")), _status_in(block.get("diagnostic-code", ""))
        # Some write 5.0.0 and leave the reason to the server's own words.
        return reply if reply and (not told or told.endswith(".0.0")) else told or "5.0.0"
    return ""


def _status_in(text: str) -> str:
    found = _STATUS.search(text)
    if found:
        return ".".join(str(int(number)) for number in found.groups())
    reply = _REPLY.search(text)
    return f"{reply[1]}.0.0" if reply else ""


def _names(mail: Message, parts: list[Message]) -> tuple[str, ...]:
    """Ours among the Message-IDs of the mail that came back; else of those that the report says it answers."""
    found: list[str] = []
    for part in parts:
        kind = part.get_content_type()
        if kind in ORIGINAL_PARTS:
            found += _NAMED_IN_TEXT.findall(_text(part))
        if kind in STATUS_PARTS:
            found += [name for block in _fields(part) for name in _NAME.findall(block.get("x-original-message-id", ""))]
    if not found and mail.get("X-Failed-Recipients"):
        found = _NAMED_IN_TEXT.findall(_text(mail))
    if not found:
        found = _NAME.findall(f"{mail.get('In-Reply-To', '')} {mail.get('References', '')}")
    return tuple(dict.fromkeys(found))[:MOST_NAMES]


def _fields(part: Message) -> list[dict[str, str]]:
    """The blocks of fields in a report; the parser makes a message of each block, or leaves all as text."""
    payload = part.get_payload()
    if isinstance(payload, list):
        blocks = [block for block in payload if isinstance(block, Message)]
        return [_lowered(block) for block in blocks if block.keys()] or [{}]
    text = _text(part).replace("\r\n", "\n").strip("\n")
    return [_lowered(message_from_bytes(block.encode())) for block in text.split("\n\n")]


def _lowered(block: Message) -> dict[str, str]:
    return {str(name).lower(): str(value) for name, value in block.items()}


def _text(part: Message) -> str:
    """What stands in a part, decoded from its transfer encoding, as far as it can be read at all."""
    payload = part.get_payload(decode=True)
    if isinstance(payload, bytes):
        return payload.decode("utf-8", "replace")
    return "\n\n".join(str(inner) for inner in part.get_payload() if isinstance(inner, Message))
