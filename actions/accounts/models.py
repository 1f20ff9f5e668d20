"""Tables of accounts."""

import datetime as dt
from enum import StrEnum

from flask_login import UserMixin
from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from actions.database import Model, UtcDateTime
from actions.sealing import SealedText


class User(UserMixin, Model):
    """Somebody with an account: a host, or one of the coalition's staff."""

    __tablename__ = "users"
    # A number is never given out twice: signed links name it.
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(SealedText("users.email"))
    email_hash: Mapped[bytes] = mapped_column(unique=True)
    name: Mapped[str] = mapped_column(SealedText("users.name"))
    password_hash: Mapped[str | None] = mapped_column(String(200))
    language: Mapped[str] = mapped_column(String(8), default="en")
    email_verified_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    is_suspended: Mapped[bool] = mapped_column(default=False)
    # Raised to end every session and void every mailed link of this account.
    session_epoch: Mapped[int] = mapped_column(default=1)
    # Raised whenever a mailed link is used; links carry the number that was current when they were made.
    link_number: Mapped[int] = mapped_column(default=0, server_default="0")
    created_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    signed_in_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)

    @property
    def is_active(self) -> bool:
        """Whether this account may sign in (flask-login asks)."""
        return not self.is_suspended

    def get_id(self) -> str:
        """What the session remembers: the account and the epoch it signed in under."""
        return f"{self.id}.{self.session_epoch}"


class LinkPurpose(StrEnum):
    """What a link mailed to an account does."""

    VERIFY = "verify-address"
    SIGN_IN = "sign-in"


class EndedSession(Model):
    """A session that somebody signed out of, kept until its cookie would have run out by itself."""

    __tablename__ = "ended_sessions"

    number_hash: Mapped[bytes] = mapped_column(primary_key=True)
    forget_at: Mapped[dt.datetime] = mapped_column(UtcDateTime, index=True)
