"""The rules of campaigns, which reminders have been queued, and how people say it went."""

import datetime as dt
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from actions.database import Model, UtcDateTime


class ReminderRule(Model):
    """One rule of one campaign. A campaign without a row has the usual ones."""

    __tablename__ = "reminder_rules"
    __table_args__ = (UniqueConstraint("campaign_id", "signature"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaigns.id", ondelete="CASCADE"))
    # What it says, as in `before-start-1d-1100` (see `rules.py`).
    signature: Mapped[str] = mapped_column(String(40))
    # One that is off sends nothing, and keeps the usual rules from coming back.
    is_on: Mapped[bool] = mapped_column(default=True)
    # It sends nothing that was due before it was made.
    created_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)


class ReminderWave(Model):
    """The mails of one timeslot by one rule, queued all at once. A timeslot that moves gets another wave."""

    __tablename__ = "reminder_waves"

    timeslot_id: Mapped[int] = mapped_column(ForeignKey("timeslots.id", ondelete="CASCADE"), primary_key=True)
    rule: Mapped[str] = mapped_column(String(40), primary_key=True)
    due_at: Mapped[dt.datetime] = mapped_column(UtcDateTime, primary_key=True)
    queued_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    # When its first mail may leave, and over how many seconds the others follow.
    begins_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    spread_seconds: Mapped[int] = mapped_column()


class HowItWent(StrEnum):
    """The answers to the one question."""

    WELL = "well"
    SO_SO = "so-so"
    BADLY = "badly"
    NOT_THERE = "not-there"


class ThanksAnswer(Model):
    """What somebody said about how it went. It goes with their RSVP."""

    __tablename__ = "thanks_answers"
    __table_args__ = (CheckConstraint("answer IN ('well', 'so-so', 'badly', 'not-there')", name="answer_known"),)

    rsvp_id: Mapped[int] = mapped_column(ForeignKey("rsvps.id", ondelete="CASCADE"), primary_key=True)
    answer: Mapped[str] = mapped_column(String(10))
    answered_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
