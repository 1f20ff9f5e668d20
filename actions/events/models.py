"""Tables of events: what happens, where, and its timeslots."""

import datetime as dt
import re
import unicodedata
from enum import StrEnum
from zoneinfo import ZoneInfo

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, true
from sqlalchemy.orm import Mapped, mapped_column, relationship

from actions.accounts.models import User
from actions.coalition.models import Campaign, Organization
from actions.database import Model, UtcDateTime
from actions.sealing import SealedText


class EventState(StrEnum):
    """Where an event is on its way to the public."""

    DRAFT = "draft"
    PENDING = "pending"
    APPROVED = "approved"
    DECLINED = "declined"
    CANCELLED = "cancelled"


class EventKind(StrEnum):
    """What people come to do."""

    RALLY = "rally"
    MARCH = "march"
    VIGIL = "vigil"
    PICNIC = "picnic"
    MEETING = "meeting"
    TRAINING = "training"
    PHONE_BANK = "phone-bank"
    FUNDRAISER = "fundraiser"
    OTHER = "other"


class AddressVisibility(StrEnum):
    """Who sees the exact place: everybody, or only those who are coming."""

    PUBLIC = "public"
    GOING = "going"


class Event(Model):
    """One action: a title, a place or an online link, and one or more timeslots."""

    __tablename__ = "events"
    __table_args__ = (
        UniqueConstraint("campaign_id", "reference"),
        CheckConstraint("state IN ('draft', 'pending', 'approved', 'declined', 'cancelled')", name="state_known"),
        CheckConstraint("address_visibility IN ('public', 'going')", name="address_visibility_known"),
        # The finder's index: an expanding box over latitude and longitude among what the public may see.
        # The last two columns let it drop what is over and coarsen what is withheld without opening the row.
        Index("ix_events_state_place", "state", "latitude", "longitude", "last_ends_at", "address_visibility"),
        Index("ix_events_campaign_state", "campaign_id", "state"),
        # Soonest first, and the counts by state and kind, each answered from the index alone.
        Index("ix_events_state_last_ends_at", "state", "last_ends_at", "first_starts_at"),
        Index("ix_events_state_region_kind", "state", "us_state", "kind", "last_ends_at"),
        # Which organizations have something to come: one look for each, which ends at the first that will do.
        Index("ix_events_organization_ends", "organization_id", "state", "last_ends_at", "campaign_id"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaigns.id", ondelete="RESTRICT"))
    organization_id: Mapped[int | None] = mapped_column(ForeignKey("organizations.id", ondelete="SET NULL"))
    host_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"), index=True)
    # The importer's own id of this event; re-runs of an import find it again by this.
    reference: Mapped[str | None] = mapped_column(String(200))

    title: Mapped[str] = mapped_column(String(200))
    description: Mapped[str] = mapped_column(Text, default="")
    kind: Mapped[str] = mapped_column(String(20), default=EventKind.RALLY)
    state: Mapped[str] = mapped_column(String(20), default=EventState.DRAFT)

    venue: Mapped[str] = mapped_column(String(200), default="")
    address: Mapped[str] = mapped_column(String(300), default="")
    city: Mapped[str] = mapped_column(String(120), default="")
    region: Mapped[str] = mapped_column("us_state", String(2), default="", index=True)
    postal_code: Mapped[str] = mapped_column(String(10), default="")
    latitude: Mapped[float | None] = mapped_column()
    longitude: Mapped[float | None] = mapped_column()
    # How exact the point is (rooftop, street, zip, city) and who said so (offline, census, …, host).
    precision: Mapped[str | None] = mapped_column(String(10))
    location_source: Mapped[str | None] = mapped_column(String(20))
    wants_geocoding: Mapped[bool] = mapped_column(default=False, index=True)
    geocode_after: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    address_visibility: Mapped[str] = mapped_column(String(10), default=AddressVisibility.PUBLIC)
    time_zone: Mapped[str] = mapped_column(String(40))
    online_url: Mapped[str] = mapped_column(String(500), default="")

    is_wheelchair_accessible: Mapped[bool] = mapped_column(default=False)
    has_sign_language: Mapped[bool] = mapped_column(default=False)
    access_notes: Mapped[str] = mapped_column(String(500), default="")
    what_to_bring: Mapped[str] = mapped_column(String(500), default="", server_default="")
    # Only those who are coming read these.
    instructions: Mapped[str] = mapped_column(Text, default="")
    # A paragraph in the reminders alone. They go to nobody but those who are coming, who may know the exact place too:
    # so nothing in it is withheld from them, and nobody else is shown it.
    host_words: Mapped[str] = mapped_column(Text, default="", server_default="")
    contact_name: Mapped[str] = mapped_column(SealedText("events.contact_name"), default="")
    contact_email: Mapped[str] = mapped_column(SealedText("events.contact_email"), default="")
    contact_phone: Mapped[str] = mapped_column(SealedText("events.contact_phone"), default="")
    # Where replies are passed on, a host may keep the address from those who are coming.
    shows_contact_email: Mapped[bool] = mapped_column(default=True, server_default=true())

    # First start and last end over the timeslots, kept with them: the finder sorts and filters by these. Empty while
    # the event is postponed, so that no list and no map sends anybody to the day it was to be on.
    first_starts_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    last_ends_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    # Raised on every change that a calendar must take over (RFC 5545).
    sequence: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    changed_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    submitted_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    decided_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"), index=True)
    decline_reason: Mapped[str] = mapped_column(Text, default="")
    cancelled_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    cancel_reason: Mapped[str] = mapped_column(Text, default="")
    # Since when a new date is to come; empty again as soon as it has one.
    postponed_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    postpone_reason: Mapped[str] = mapped_column(Text, default="", server_default="")

    campaign: Mapped[Campaign] = relationship()
    organization: Mapped[Organization | None] = relationship()
    host: Mapped[User | None] = relationship(foreign_keys=[host_id])

    @property
    def zone(self) -> ZoneInfo:
        """The event's own time zone."""
        return ZoneInfo(self.time_zone)

    @property
    def is_online(self) -> bool:
        """Whether people take part over a link instead of in a place."""
        return bool(self.online_url)

    @property
    def shown_contact_email(self) -> str:
        """The address that those who are coming see; empty when the host keeps it to themselves."""
        return self.contact_email if self.shows_contact_email else ""

    @property
    def is_public(self) -> bool:
        """Whether its page is open to everybody; a cancelled one stays up and says so."""
        return self.state in (EventState.APPROVED, EventState.CANCELLED)

    @property
    def is_postponed(self) -> bool:
        """Whether it is public without a date: the old one is off, the new one to come."""
        return self.state == EventState.APPROVED and self.postponed_at is not None

    @property
    def is_as_declined(self) -> bool:
        """Whether it was declined and nothing about it was changed since."""
        if self.state != EventState.DECLINED or self.decided_at is None:
            return False
        return self.changed_at <= self.decided_at

    @property
    def slug(self) -> str:
        """The readable tail of its address: id, then title and town in plain letters."""
        return slug_of(self.id, self.title, self.city)

    def is_over(self, now: dt.datetime) -> bool:
        """Whether the last timeslot has ended; a postponed event is never over."""
        return self.last_ends_at is not None and self.last_ends_at <= now


class Timeslot(Model):
    """One start and end of an event, with its own places."""

    __tablename__ = "timeslots"
    __table_args__ = (
        CheckConstraint("ends_at > starts_at", name="ends_after_start"),
        CheckConstraint("capacity IS NULL OR capacity > 0", name="capacity_positive"),
        CheckConstraint("going_count >= 0", name="going_count_not_negative"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"), index=True)
    starts_at: Mapped[dt.datetime] = mapped_column(UtcDateTime, index=True)
    ends_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    capacity: Mapped[int | None] = mapped_column()
    # People who hold a place, party members included. Changed only by the same conditional UPDATE that takes or
    # gives up places, so it is also the lock on the last seat.
    going_count: Mapped[int] = mapped_column(default=0)

    event: Mapped[Event] = relationship()

    @property
    def places_left(self) -> int | None:
        """Free places; nothing when there is no limit."""
        return None if self.capacity is None else max(0, self.capacity - self.going_count)

    @property
    def is_full(self) -> bool:
        """Whether every place is taken."""
        return self.places_left == 0

    def has_ended(self, now: dt.datetime) -> bool:
        """Whether it is over."""
        return self.ends_at <= now


class EventMove(Model):
    """An edit that put a public event elsewhere or at another time, and what had been said before."""

    __tablename__ = "event_moves"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"), index=True)
    moved_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    is_place_new: Mapped[bool] = mapped_column()
    is_time_new: Mapped[bool] = mapped_column()
    # The name of the place before, if everybody knew it. Never its street: it may have been put right because it was
    # somebody's home.
    venue: Mapped[str] = mapped_column(String(200), default="")
    # The time before, where one alone was moved.
    starts_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    ends_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)


class EventRewrite(Model):
    """What a host rewrote of a public event, until an organizer has looked at it. One row for all edits since then."""

    __tablename__ = "event_rewrites"

    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"), primary_key=True)
    began_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    changed_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    # Field by field, what stood there when it was last looked at.
    before: Mapped[dict[str, str]] = mapped_column(JSON)


class Publication(Model):
    """One row: the number of the public picture. Any process that has an older one refreshes."""

    __tablename__ = "publications"

    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(default=1)


def slug_of(event_id: int, title: str, city: str) -> str:
    """The tail of an event's address, as in `17-rally-chicago`."""
    return f"{event_id}-{slugify(f'{title} {city}')}".rstrip("-")


def slugify(text: str) -> str:
    """Plain lower-case letters, digits and hyphens, at most 60 characters."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain)[:60].strip("-")
