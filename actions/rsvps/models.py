"""Tables of RSVPs: one person's answer to one event, the timeslots of it, and those they wait for."""

import datetime as dt

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Index, String, UniqueConstraint, and_, false, text
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column, relationship

from actions.database import Model, UtcDateTime
from actions.events.models import Event, Timeslot
from actions.sealing import SealedText

LARGEST_PARTY = 20
_CHECKED_IN = text("checked_in_at IS NOT NULL")


class Rsvp(Model):
    """One supporter's answer to one event. Everything that says who they are is sealed."""

    __tablename__ = "rsvps"
    __table_args__ = (
        UniqueConstraint("event_id", "email_hash"),
        CheckConstraint(f"party_size BETWEEN 1 AND {LARGEST_PARTY}", name="party_size_in_range"),
        Index("ix_rsvps_email_hash", "email_hash"),
        # A number is never given out twice: signed links name it.
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"))
    given_name: Mapped[str] = mapped_column(SealedText("rsvps.given_name"))
    family_name: Mapped[str] = mapped_column(SealedText("rsvps.family_name"), default="")
    email: Mapped[str] = mapped_column(SealedText("rsvps.email"))
    email_hash: Mapped[bytes] = mapped_column()
    phone: Mapped[str] = mapped_column(SealedText("rsvps.phone"), default="")
    postal_code: Mapped[str] = mapped_column(SealedText("rsvps.postal_code"))
    language: Mapped[str] = mapped_column(String(8), default="en")
    party_size: Mapped[int] = mapped_column(default=1)
    # Raised with every change of the answer, so that each change is told by a mail of its own and only once.
    revision: Mapped[int] = mapped_column(default=1, server_default="1")
    # Whether the host's organization may write about later actions.
    may_be_contacted: Mapped[bool] = mapped_column(default=False)
    # Which link brought them, as its maker named it (`?source=`); says nothing about who they are.
    source: Mapped[str] = mapped_column(String(40), default="", server_default="")
    created_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    changed_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    cancelled_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    # They hold no place at all and wait for one (see `WaitlistEntry`). Stays when they stop waiting without one.
    is_waiting: Mapped[bool] = mapped_column(default=False, server_default=false())
    # When they last said again that they are coming, with the button that a reminder leads to.
    confirmed_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)

    event: Mapped[Event] = relationship()

    @hybrid_property
    def is_going(self) -> bool:
        """Whether they hold a place: not those who gave up, and not those who only wait for one."""
        return self.cancelled_at is None and not self.is_waiting

    @is_going.inplace.expression
    @classmethod
    def _is_going(cls) -> ColumnElement[bool]:
        return and_(cls.cancelled_at.is_(None), cls.is_waiting.is_(False))


class Attendance(Model):
    """One timeslot of an RSVP."""

    __tablename__ = "attendances"
    __table_args__ = (
        UniqueConstraint("rsvp_id", "timeslot_id"),
        # Whether anybody was checked in at a timeslot is asked of each attendance; most timeslots have none at all.
        Index("ix_attendances_checked_in", "timeslot_id", sqlite_where=_CHECKED_IN, postgresql_where=_CHECKED_IN),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    rsvp_id: Mapped[int] = mapped_column(ForeignKey("rsvps.id", ondelete="CASCADE"))
    timeslot_id: Mapped[int] = mapped_column(ForeignKey("timeslots.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    cancelled_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    # When somebody at the place noted that they are there.
    checked_in_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)

    rsvp: Mapped[Rsvp] = relationship()
    timeslot: Mapped[Timeslot] = relationship()


class WaitlistEntry(Model):
    """An answer that waits for places at a full timeslot, in the order of these numbers. Gone once it has them."""

    __tablename__ = "waitlist_entries"
    __table_args__ = (
        UniqueConstraint("rsvp_id", "timeslot_id"),
        Index("ix_waitlist_entries_timeslot_id_id", "timeslot_id", "id"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    rsvp_id: Mapped[int] = mapped_column(ForeignKey("rsvps.id", ondelete="CASCADE"))
    timeslot_id: Mapped[int] = mapped_column(ForeignKey("timeslots.id", ondelete="CASCADE"))
    created_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)

    rsvp: Mapped[Rsvp] = relationship()
    timeslot: Mapped[Timeslot] = relationship()
