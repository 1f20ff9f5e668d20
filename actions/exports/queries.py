"""What the exported tables hold. Both are read row by row, over a connection of their own.

A download may last longer than the request that began it, and a command's session would take SQLite's write lock:
this connection only reads, holds up nobody, and is given back when the last row is read or the reader goes away.
"""

from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Engine, Row, Select, case, select

from actions.accounts.models import User
from actions.database import READS_ONLY, db
from actions.events.cards import COLUMNS
from actions.events.models import Event, Timeslot
from actions.events.redaction import Audience, shown_place
from actions.events.selection import Selection
from actions.exports.tables import Cell
from actions.rsvps.arrivals import did_not_come, was_checked_in
from actions.rsvps.models import Attendance, Rsvp

ROWS_A_FETCH = 1_000
ReadRow = Row[*tuple[Any, ...]]
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
    "attended",
    "may_be_contacted",
    "language",
    "source",
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
    "wheelchair_access",
    "sign_language",
    "description",
    "host_name",
    "host_email",
)


def attendance_rows(selection: Selection, site_url: str) -> Iterator[tuple[Cell, ...]]:
    """One row for each timeslot of each RSVP, cancelled ones included, event by event."""
    query = (
        select(
            Attendance.cancelled_at,
            # Empty while nobody at that timeslot was checked in: then it is not known of anybody.
            case((was_checked_in(), "true"), (did_not_come(), "false"), else_="").label("attended"),
            Rsvp.given_name,
            Rsvp.family_name,
            Rsvp.email,
            Rsvp.phone,
            Rsvp.postal_code,
            Rsvp.party_size,
            Rsvp.may_be_contacted,
            Rsvp.language,
            Rsvp.source,
            Rsvp.created_at,
            Timeslot.starts_at,
            Event.id,
            Event.title,
            Event.city,
            Event.region.label("region"),
            Event.time_zone,
        )
        .join(Rsvp, Attendance.rsvp_id == Rsvp.id)
        .join(Timeslot, Attendance.timeslot_id == Timeslot.id)
        .join(Event, Timeslot.event_id == Event.id)
        .where(*selection.of_timeslots())
        .order_by(Event.id, Timeslot.starts_at, Rsvp.id)
    )
    return (_attendance(row, site_url) for row in _rows(db.engine, query))


def event_rows(selection: Selection) -> Iterator[tuple[Cell, ...]]:
    """One row for each timeslot of each event, with the columns that `events import` reads."""
    query = (
        select(
            *(column.label(column.key) for column in COLUMNS),
            Event.reference,
            Event.state,
            Event.description,
            Timeslot.starts_at,
            Timeslot.ends_at,
            Timeslot.capacity,
            Timeslot.going_count,
            User.name.label("host_name"),
            User.email.label("host_email"),
        )
        .join(Timeslot, Timeslot.event_id == Event.id)
        .outerjoin(User, User.id == Event.host_id)
        .where(*selection.of_timeslots())
        .order_by(Event.id, Timeslot.starts_at)
    )
    return (_event(row) for row in _rows(db.engine, query))


def _rows(engine: Engine, query: Select[*tuple[Any, ...]]) -> Iterator[ReadRow]:
    with engine.connect().execution_options(yield_per=ROWS_A_FETCH, **{READS_ONLY: True}) as connection:
        yield from connection.execute(query)


def _attendance(row: ReadRow, site_url: str) -> tuple[Cell, ...]:
    return (
        row.id,
        row.title,
        f"{site_url}/events/{row.id}",
        row.city,
        row.region,
        row.starts_at.astimezone(ZoneInfo(row.time_zone)).isoformat(timespec="minutes"),
        row.time_zone,
        row.given_name,
        row.family_name,
        row.email,
        row.phone,
        row.postal_code,
        row.party_size,
        "going" if row.cancelled_at is None else "cancelled",
        row.attended,
        _yes_or_no(row.may_be_contacted),
        row.language,
        row.source,
        row.created_at.isoformat(timespec="seconds"),
    )


def _event(row: ReadRow) -> tuple[Cell, ...]:
    zone = ZoneInfo(row.time_zone)
    starts, ends = row.starts_at.astimezone(zone), row.ends_at.astimezone(zone)
    place = shown_place(row, Audience.STAFF)
    return (
        row.reference or f"event-{row.id}",
        row.title,
        starts.date().isoformat(),
        f"{starts:%H:%M}",
        f"{ends:%H:%M}",
        row.time_zone,
        place.venue,
        place.address,
        place.city,
        place.region,
        place.postal_code,
        # A ZIP's middle must not come back from a spreadsheet as the meeting point.
        place.latitude if place.is_exact else None,
        place.longitude if place.is_exact else None,
        place.precision,
        place.online_url,
        row.kind,
        row.capacity,
        row.going_count,
        row.state,
        _yes_or_no(row.is_wheelchair_accessible),
        _yes_or_no(row.has_sign_language),
        row.description,
        row.host_name or "",
        row.host_email or "",
    )


def _yes_or_no(value: bool) -> str:
    return "yes" if value else "no"
