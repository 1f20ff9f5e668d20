"""Tables of moderation: what visitors report about an event."""

import datetime as dt
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from actions.database import Model, UtcDateTime
from actions.sealing import SealedText


class Reason(StrEnum):
    """What is wrong, as a visitor says it."""

    WRONG = "wrong"
    NOT_THERE = "not-there"
    UNSAFE = "unsafe"
    PRIVATE = "private"
    HATEFUL = "hateful"
    OTHER = "other"


class ProblemReport(Model):
    """One report. What was typed may name people, and who reports may have to fear them: both are sealed."""

    __tablename__ = "problem_reports"
    __table_args__ = (
        CheckConstraint(
            "reason IN ('wrong', 'not-there', 'unsafe', 'private', 'hateful', 'other')", name="reason_known"
        ),
        Index("ix_problem_reports_event_id", "event_id", "settled_at"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"))
    reason: Mapped[str] = mapped_column(String(20))
    words: Mapped[str] = mapped_column(SealedText("problem_reports.words"), default="")
    email: Mapped[str] = mapped_column(SealedText("problem_reports.email"), default="")
    created_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    settled_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"), index=True)
