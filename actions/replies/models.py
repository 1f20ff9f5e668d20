"""The table of replies."""

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from actions.database import Model, UtcDateTime
from actions.sealing import SealedText


class Reply(Model):
    """One message that passes through. Its words go soon after it was sent on; the row goes with the answer."""

    __tablename__ = "replies"
    __table_args__ = (
        # The same message may be handed in by several ways, and goes on once.
        UniqueConstraint("rsvp_id", "message_hash"),
        CheckConstraint("party IN ('host', 'supporter')", name="party_known"),
        Index("ix_replies_received_at", "received_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    rsvp_id: Mapped[int] = mapped_column(ForeignKey("rsvps.id", ondelete="CASCADE"))
    # Whom it is for.
    party: Mapped[str] = mapped_column(String(10))
    message_hash: Mapped[bytes] = mapped_column()
    subject: Mapped[str | None] = mapped_column(SealedText("replies.subject"))
    text: Mapped[str | None] = mapped_column(SealedText("replies.text"))
    is_cut: Mapped[bool] = mapped_column(default=False)
    attachment_count: Mapped[int] = mapped_column(default=0)
    received_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
