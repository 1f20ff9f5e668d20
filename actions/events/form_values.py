"""What the host's form shows of an event that exists."""

from collections.abc import Sequence
from typing import Any

from actions.events.changes import PLAIN_FIELDS, fingerprint
from actions.events.models import Event, Timeslot
from actions.geo.timezones import zone_at


def values_of(event: Event, timeslots: Sequence[Timeslot]) -> dict[str, Any]:
    """The form's values by field."""
    values: dict[str, Any] = {name: getattr(event, name) for name in PLAIN_FIELDS}
    has_place = bool(event.city or event.postal_code or event.address)
    values["setting"] = ("both" if has_place else "online") if event.online_url else "in-person"
    values["time_zone"] = "" if zone_of_place(event) == event.time_zone else event.time_zone
    values["timeslots"] = [row_of(slot, event) for slot in timeslots]
    values["seen"] = fingerprint(event, timeslots)
    return values


def zone_of_place(event: Event) -> str | None:
    """The zone in force where the event is; nothing when that is not known."""
    if event.latitude is None or event.longitude is None:
        return None
    return zone_at(event.latitude, event.longitude)


def row_of(slot: Timeslot, event: Event) -> dict[str, str]:
    """One timeslot as the clock on the event's wall says it."""
    starts, ends = slot.starts_at.astimezone(event.zone), slot.ends_at.astimezone(event.zone)
    return {
        "id": str(slot.id),
        "on": starts.strftime("%Y-%m-%d"),
        "starts": starts.strftime("%H:%M"),
        "ends": ends.strftime("%H:%M"),
        "capacity": "" if slot.capacity is None else str(slot.capacity),
    }
