"""Which reminders have been queued."""

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from actions.database import Model, UtcDateTime


class ReminderWave(Model):
    """The reminders of one timeslot by one rule, queued all at once. A timeslot that moves gets another wave."""

    __tablename__ = "reminder_waves"
    __table_args__ = (CheckConstraint("rule IN ('day-before', 'on-day')", name="rule_known"),)

    timeslot_id: Mapped[int] = mapped_column(ForeignKey("timeslots.id", ondelete="CASCADE"), primary_key=True)
    rule: Mapped[str] = mapped_column(String(20), primary_key=True)
    due_at: Mapped[dt.datetime] = mapped_column(UtcDateTime, primary_key=True)
    queued_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
