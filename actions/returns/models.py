"""The table of what came back."""

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from actions.database import Model, UtcDateTime


class MailReturn(Model):
    """One mail that came back, or that its reader complained about. Goes with the mail, and after 90 days."""

    __tablename__ = "mail_returns"
    __table_args__ = (
        CheckConstraint("sort IN ('hard', 'soft', 'complaint')", name="sort_known"),
        Index("ix_mail_returns_email_hash", "email_hash", "reported_at"),
        Index("ix_mail_returns_reported_at", "reported_at"),
    )

    outbox_id: Mapped[int] = mapped_column(ForeignKey("outbox.id", ondelete="CASCADE"), primary_key=True)
    # The same report may come by several ways, and is counted once.
    sort: Mapped[str] = mapped_column(String(10), primary_key=True)
    email_hash: Mapped[bytes] = mapped_column()
    # As in `5.1.1` (RFC 3463); nothing of the report's words is kept.
    status: Mapped[str] = mapped_column(String(12))
    reported_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
