"""Mails kept on disk in development, read back."""

import datetime as dt
import re
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage, MIMEPart
from email.policy import default
from pathlib import Path

MOST_LISTED = 200
_NAME = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True)
class KeptMail:
    """One mail as its reader would see it."""

    name: str
    kept_at: dt.datetime
    mime: EmailMessage

    @property
    def subject(self) -> str:
        """The subject, decoded."""
        return str(self.mime["Subject"])

    @property
    def recipient(self) -> str:
        """Whom it is for."""
        return str(self.mime["To"])

    @property
    def text(self) -> str:
        """The plain part."""
        return _content(self.mime.get_body(("plain",)))

    @property
    def html(self) -> str:
        """The HTML part."""
        return _content(self.mime.get_body(("html",)))

    @property
    def attachments(self) -> list[EmailMessage]:
        """The files that go with it."""
        return list(self.mime.iter_attachments())


def latest(folder: Path) -> list[KeptMail]:
    """The mails kept last, newest first."""
    files = sorted(folder.glob("*.eml"), key=lambda file: (file.stat().st_mtime_ns, file.name), reverse=True)
    return [_read(file) for file in files[:MOST_LISTED]]


def find(folder: Path, name: str) -> KeptMail | None:
    """One mail by its name."""
    file = folder / f"{name}.eml"
    return _read(file) if _NAME.fullmatch(name) and file.is_file() else None


def _read(file: Path) -> KeptMail:
    mime = message_from_bytes(file.read_bytes(), _class=EmailMessage, policy=default)
    return KeptMail(file.stem, dt.datetime.fromtimestamp(file.stat().st_mtime, dt.UTC), mime)


def _content(part: MIMEPart | None) -> str:
    return "" if part is None else str(part.get_content())
