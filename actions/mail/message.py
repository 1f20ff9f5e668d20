"""What a mail is once it is composed: one recipient, both parts, and what goes with it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Attachment:
    """A file that goes with a mail; `parameters` belong to its content type, as in `{"method": "PUBLISH"}`."""

    filename: str
    content_type: str
    content: bytes
    parameters: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Message:
    """A composed mail to exactly one person."""

    to_address: str
    to_name: str
    language: str
    subject: str
    text: str
    html: str
    attachments: tuple[Attachment, ...] = ()
    unsubscribe_url: str | None = None
    # Where an answer goes, if not to the sender; and who is speaking, beside the site's own address.
    reply_to: str | None = None
    from_name: str = ""


@dataclass(frozen=True)
class Drop:
    """Instead of a message: the mail is out of date, and why."""

    reason: str
