"""Tables of mail: the outbox and who wants no more of it."""

import datetime as dt
from enum import IntEnum, StrEnum
from typing import Any, ClassVar

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
    """What became of a mail. `queued` may also mean tried in vain so far; `held`: an organizer stopped it for now;
    `dropped`: out of date when its turn came.
    """

    QUEUED = "queued"
    HELD = "held"
    SENT = "sent"
    FAILED = "failed"
    DROPPED = "dropped"


class HoldScope(StrEnum):
    """Which mail a hold stops."""

    ALL = "all"
    CAMPAIGN = "campaign"
    STATE = "state"
    EVENT = "event"


class MailHold(Model):
    """Mail that an organizer stopped: until `released_at` the worker puts aside whatever falls under it.

    `settled_at`: all that it held is back in the queue. The worker looks at no hold that is settled.
    """

    __tablename__ = "mail_holds"
    __table_args__ = (
        CheckConstraint("scope IN ('all', 'campaign', 'state', 'event')", name="scope_known"),
        CheckConstraint(
            "(scope = 'campaign') = (campaign_id IS NOT NULL) AND (scope = 'state') = (us_state IS NOT NULL)"
            " AND (scope = 'event') = (event_id IS NOT NULL)",
            name="target_as_scope_says",
        ),
        CheckConstraint("settled_at IS NULL OR released_at IS NOT NULL", name="released_before_settled"),
        # One active hold for each thing that can be held.
        *(
            Index(name, column, unique=True, sqlite_where=text(where), postgresql_where=text(where))
            for name, column, where in (
                ("uq_mail_holds_all", "scope", "released_at IS NULL AND scope = 'all'"),
                ("uq_mail_holds_campaign", "campaign_id", "released_at IS NULL"),
                ("uq_mail_holds_state", "us_state", "released_at IS NULL"),
                ("uq_mail_holds_event", "event_id", "released_at IS NULL"),
            )
        ),
        # What the worker asks for with every batch: most of the time nothing.
        Index(
            "ix_mail_holds_standing",
            "id",
            sqlite_where=text("settled_at IS NULL"),
            postgresql_where=text("settled_at IS NULL"),
        ),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    scope: Mapped[str] = mapped_column(String(10))
    campaign_id: Mapped[int | None] = mapped_column(ForeignKey("campaigns.id", ondelete="CASCADE"))
    us_state: Mapped[str | None] = mapped_column(String(2))
    event_id: Mapped[int | None] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"))
    held_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    # Nobody when it was held or released at the terminal.
    held_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    released_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    released_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    settled_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)


class OutboxMail(Model):
    """One mail owed to one person. It holds ids only: the text and the address are looked up when it is sent."""

    __tablename__ = "outbox"
    __table_args__ = (
        CheckConstraint("state IN ('queued', 'held', 'sent', 'failed', 'dropped')", name="state_known"),
        CheckConstraint("(state = 'held') = (hold_id IS NOT NULL)", name="held_by_a_hold"),
        # What the worker looks for; rows that are done leave this index.
        Index(
            "ix_outbox_ready",
            "lane",
            "ready_at",
            "id",
            sqlite_where=text("state = 'queued'"),
            postgresql_where=text("state = 'queued'"),
        ),
        # What a hold has put aside, to be counted and brought back.
        Index(
            "ix_outbox_held",
            "hold_id",
            "id",
            sqlite_where=text("state = 'held'"),
            postgresql_where=text("state = 'held'"),
        ),
        # The list of what failed, the latest first.
        Index(
            "ix_outbox_failed",
            "finished_at",
            "id",
            sqlite_where=text("state = 'failed'"),
            postgresql_where=text("state = 'failed'"),
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
    # Which hold has it. What an event's hold has are that event's mails, which end with it as the hold does.
    hold_id: Mapped[int | None] = mapped_column(ForeignKey("mail_holds.id", ondelete="CASCADE"))
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


class KeptFigures(Model):
    """How mail stood when a worker counted it last: one row, and only where there is a lot of it (see `counting`)."""

    __tablename__ = "mail_figures"
    __table_args__ = (CheckConstraint("id = 1", name="only_one"),)
    ONLY: ClassVar[int] = 1

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    counted_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    took_ms: Mapped[int] = mapped_column()
    # Counts and moments; nothing of a person.
    figures: Mapped[dict[str, Any]] = mapped_column(JSON)


class Suppression(Model):
    """An address (by keyed hash) that wants no more mail of a kind.

    `kind` is one kind, a whole lane (`reminder`), or `*` for all that is not owed; `!` is the same for an address
    that takes no mail.
    """

    __tablename__ = "suppressions"

    email_hash: Mapped[bytes] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(40), primary_key=True)
    created_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
