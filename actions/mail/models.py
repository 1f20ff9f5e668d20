"""Tables of mail: the outbox and who wants no more of it."""

import datetime as dt
from enum import IntEnum, StrEnum

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from actions.database import Model, UtcDateTime


class Lane(IntEnum):
    """Which mail goes first; a smaller number never waits behind a larger one."""

    SAFETY = 0
    CHANGE = 1
    CONFIRMATION = 2
    REMINDER = 3
    HOST = 4
    DIGEST = 5


class MailState(StrEnum):
    """What became of a mail. `queued` may also mean tried in vain so far; `dropped`: out of date when its turn came."""

    QUEUED = "queued"
    SENT = "sent"
    FAILED = "failed"
    DROPPED = "dropped"


class OutboxMail(Model):
    """One mail owed to one person. It holds ids only: the text and the address are looked up when it is sent."""

    __tablename__ = "outbox"
    __table_args__ = (
        CheckConstraint("state IN ('queued', 'sent', 'failed', 'dropped')", name="state_known"),
        # What the worker looks for; rows that are done leave this index.
        Index(
            "ix_outbox_ready",
            "lane",
            "ready_at",
            "id",
            sqlite_where=text("state = 'queued'"),
            postgresql_where=text("state = 'queued'"),
        ),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    # Says what is owed, as in `rsvp-confirmed:17`: the same debt is never recorded twice.
    key: Mapped[str] = mapped_column(String(120), unique=True)
    kind: Mapped[str] = mapped_column(String(40))
    lane: Mapped[int] = mapped_column()
    state: Mapped[str] = mapped_column(String(10), default=MailState.QUEUED)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    event_id: Mapped[int | None] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"), index=True)
    rsvp_id: Mapped[int | None] = mapped_column(ForeignKey("rsvps.id", ondelete="CASCADE"), index=True)
    timeslot_id: Mapped[int | None] = mapped_column(ForeignKey("timeslots.id", ondelete="CASCADE"), index=True)
    # Facts of the deed that the mail tells (which fields changed, for one); never anything personal.
    details: Mapped[dict[str, object]] = mapped_column(JSON, default=dict)
    queued_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    due_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    # Nobody takes it before this: when it is due, at first; then when its lease runs out (a worker has it, and there is
    # a token) or when it is tried again (then none). The token fences off a worker that wakes too late.
    ready_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    lease_token: Mapped[str | None] = mapped_column(String(32))
    attempt_count: Mapped[int] = mapped_column(default=0)
    finished_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    # The relay's answer or the reason it was dropped, cut to size and without addresses.
    outcome: Mapped[str] = mapped_column(Text, default="")


class Suppression(Model):
    """An address (by keyed hash) that wants no more mail of a kind.

    `kind` is one kind, a whole lane (`reminder`), or `*` for all that is not owed; `!` is the same for an address
    that takes no mail.
    """

    __tablename__ = "suppressions"

    email_hash: Mapped[bytes] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(40), primary_key=True)
    created_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
