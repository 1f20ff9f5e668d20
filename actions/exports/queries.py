"""What the exported tables hold. Both read row by row from the database."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy import Select, select

from actions.coalition.models import Campaign
from actions.database import db
from actions.events.models import Event, EventState, Timeslot
from actions.events.redaction import Audience, shown_place
from actions.exports.tables import Cell
from actions.rsvps.models import Attendance, Rsvp

ROWS_A_FETCH = 1_000
ATTENDANCE_HEADER = (
    "event_id",
    "event",
    "event_url",
    "city",
    "state",
    "starts_at",
    "time_zone",
    "given_name",
    "family_name",
    "email",
    "phone",
    "postal_code",
    "party_size",
    "status",
    "may_be_contacted",
    "language",
    "answered_at",
)
EVENT_HEADER = (
    "reference",
    "title",
    "date",
    "start_time",
    "end_time",
    "time_zone",
    "venue",
    "address",
    "city",
    "state",
    "postal_code",
    "latitude",
    "longitude",
    "precision",
    "online_url",
    "kind",
    "capacity",
    "going",
    "status",
    "description",
    "host_name",
    "host_email",
)


@dataclass(frozen=True)
class ExportFilter:
    """Which rows: one campaign, and within it a state and local dates (both inclusive) where given."""

    campaign_id: int
    state: str | None = None
    starts_on: dt.date | None = None
    ends_on: dt.date | None = None


def attendance_rows(chosen: ExportFilter, site_url: str) -> Iterator[tuple[Cell, ...]]:
    """One row for each timeslot of each RSVP, cancelled ones included, event by event."""
    query = (
        select(Attendance.cancelled_at, Rsvp, Timeslot.starts_at, Event.id, Event.title, Event.city, Event.region, Event.time_zone)
        .join(Rsvp, Attendance.rsvp_id == Rsvp.id)
        .join(Timeslot, Attendance.timeslot_id == Timeslot.id)
        .join(Event, Timeslot.event_id == Event.id)
        .order_by(Event.id, Timeslot.starts_at, Rsvp.id)
    )
    for cancelled_at, rsvp, starts_at, event_id, title, city, region, zone in _stream(query, chosen):
        local = starts_at.astimezone(ZoneInfo(zone))
        if not _is_between(local.date(), chosen):
            continue
        yield (
            event_id,
            title,
            f"{site_url}/events/{event_id}",
            city,
            region,
            local.isoformat(timespec="minutes"),
            zone,
            rsvp.given_name,
            rsvp.family_name,
            rsvp.email,
            rsvp.phone,
            rsvp.postal_code,
            rsvp.party_size,
            "going" if cancelled_at is None else "cancelled",
            "yes" if rsvp.may_be_contacted else "no",
            rsvp.language,
            rsvp.created_at.isoformat(timespec="seconds"),
        )
        db.session.expunge(rsvp)


def event_rows(chosen: ExportFilter) -> Iterator[tuple[Cell, ...]]:
    """One row for each timeslot of each event; the columns that `events import` reads come first."""
    query = (
        select(Event, Timeslot)
        .join(Timeslot, Timeslot.event_id == Event.id)
        .where(Event.state != EventState.DRAFT)
        .order_by(Event.id, Timeslot.starts_at)
    )
    for event, timeslot in _stream(query, chosen):
        starts, ends = timeslot.starts_at.astimezone(event.zone), timeslot.ends_at.astimezone(event.zone)
        if not _is_between(starts.date(), chosen):
            continue
        place = shown_place(event, Audience.STAFF)
        yield (
            event.reference or f"event-{event.id}",
            event.title,
            starts.date().isoformat(),
            starts.strftime("%H:%M"),
            ends.strftime("%H:%M"),
            event.time_zone,
            place.venue,
            place.address,
            place.city,
            place.region,
            place.postal_code,
            place.latitude,
            place.longitude,
            place.precision,
            place.online_url,
            event.kind,
            timeslot.capacity,
            timeslot.going_count,
            event.state,
            event.description,
            event.host.name if event.host else "",
            event.host.email if event.host else "",
        )


def _stream(query: Select[tuple[object, ...]], chosen: ExportFilter) -> Iterator[tuple[object, ...]]:
    query = query.where(Event.campaign_id == chosen.campaign_id)
    if chosen.state:
        query = query.where(Event.region == chosen.state)
    # A day's margin on both sides: the exact cut is by the event's local date, which only its zone can tell.
    if chosen.starts_on:
        query = query.where(Timeslot.starts_at >= _midnight(chosen.starts_on) - dt.timedelta(days=1))
    if chosen.ends_on:
        query = query.where(Timeslot.starts_at <= _midnight(chosen.ends_on) + dt.timedelta(days=2))
    return iter(db.session.execute(query.execution_options(yield_per=ROWS_A_FETCH)))  # type: ignore[arg-type]


def _midnight(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), dt.UTC)


def _is_between(day: dt.date, chosen: ExportFilter) -> bool:
    return (chosen.starts_on is None or day >= chosen.starts_on) and (chosen.ends_on is None or day <= chosen.ends_on)


def campaign_by_slug(slug: str) -> Campaign | None:
    """The campaign with this slug."""
    return db.session.scalar(select(Campaign).where(Campaign.slug == slug))
