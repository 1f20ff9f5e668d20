"""What is different between an event and a draft of it, and what of that others must hear about."""

import zlib
from collections.abc import Iterable
from dataclasses import dataclass, fields

from actions.events.draft import EventDraft
from actions.events.models import Event, Timeslot
from actions.geo.location import HOST, Location, Precision

# Field by field, under which name a mail tells the change; those without one are told to nobody.
TOLD_AS = {
    "title": "title",
    "venue": "place",
    "address": "place",
    "city": "place",
    "region": "place",
    "postal_code": "place",
    "online_url": "online",
    "is_wheelchair_accessible": "access",
    "has_sign_language": "access",
    "access_notes": "access",
    "instructions": "instructions",
    "contact_name": "contact",
    "contact_email": "contact",
    "contact_phone": "contact",
    "shows_contact_email": "contact",
}
# People who are coming must change their plans for these; the rest waits until they look.
MATTERS = frozenset({"time", "place", "online"})
IN_ORDER = ("time", "place", "online", "title", "instructions", "access", "contact")
_APART = frozenset({"timeslots", "location", "wants_geocoding"})
PLAIN_FIELDS = tuple(field.name for field in fields(EventDraft) if field.name not in _APART)
# A change of these moves the place on the map; the venue's name does not.
ADDRESS_FIELDS = frozenset({"address", "city", "region", "postal_code"})


@dataclass(frozen=True)
class Outcome:
    """What an edit did. `moved_ids` are timeslots that kept their row and changed their time."""

    fields: frozenset[str] = frozenset()
    moved_ids: tuple[int, ...] = ()
    is_place_new: bool = False
    # Timeslots that were given fewer places than people already hold; nobody loses one.
    overfull_count: int = 0

    @property
    def told_as(self) -> list[str]:
        """The changes by the names that mails know, in the order in which they matter."""
        names = {TOLD_AS[field] for field in self.fields if field in TOLD_AS}
        if self.moved_ids or "time_zone" in self.fields:
            names.add("time")
        return [name for name in IN_ORDER if name in names]

    @property
    def concerns_those_going(self) -> bool:
        """Whether people who are coming must hear about it."""
        return bool(MATTERS.intersection(self.told_as))

    @property
    def concerns_calendars(self) -> bool:
        """Whether calendars must take it over (RFC 5545 SEQUENCE)."""
        return self.concerns_those_going or "timeslots" in self.fields


def apply_fields(event: Event, draft: EventDraft) -> frozenset[str]:
    """Write the draft's plain fields into the event; the names of those that were different."""
    given = (name for name in PLAIN_FIELDS if getattr(draft, name) is not None)
    changed = frozenset(name for name in given if getattr(event, name) != getattr(draft, name))
    for name in changed:
        setattr(event, name, getattr(draft, name))
    return changed


def apply_location(event: Event, draft: EventDraft, changed: frozenset[str]) -> bool:
    """Put the event where the draft says, if the address is another or the draft knows an exact point.

    A pin that the host set, or what an online geocoder found, outlives every edit that leaves the address alone.
    """
    new, old = draft.location, location_of(event)
    is_same_address = not ADDRESS_FIELDS & changed
    knows_better = new is not None and new.precision.is_exact and event.location_source != HOST
    if is_same_address and (new == old or (old is not None and not knows_better)):
        return False
    set_location(event, new)
    event.wants_geocoding = draft.wants_geocoding and not (new and new.precision.is_exact)
    event.geocode_after = None
    return new is not None


def location_of(event: Event) -> Location | None:
    """Where the event is, as far as it is known."""
    if event.latitude is None or event.longitude is None or event.precision is None:
        return None
    return Location(event.latitude, event.longitude, Precision(event.precision), event.location_source or "")


def set_location(event: Event, location: Location | None) -> None:
    """Write a point, or that there is none."""
    event.latitude = location.latitude if location else None
    event.longitude = location.longitude if location else None
    event.precision = location.precision.value if location else None
    event.location_source = location.source if location else None


def fingerprint(event: Event, timeslots: Iterable[Timeslot]) -> str:
    """What a form was filled from, field by field, short enough to travel in it."""
    return " ".join(f"{name}:{mark}" for name, mark in _marks(event, timeslots).items())


def changed_since(seen: str, event: Event, timeslots: Iterable[Timeslot]) -> list[str]:
    """The fields that are not what they were when `seen` was taken; all of them when it cannot be read."""
    known = dict(pair.split(":", 1) for pair in seen.split(" ") if ":" in pair)
    return [name for name, mark in _marks(event, timeslots).items() if known.get(name) != mark]


def _marks(event: Event, timeslots: Iterable[Timeslot]) -> dict[str, str]:
    values = {name: str(getattr(event, name)) for name in PLAIN_FIELDS}
    values["timeslots"] = repr([(slot.id, slot.starts_at, slot.ends_at, slot.capacity) for slot in timeslots])
    # No secret and no proof: whoever reads the mark has the form with the value itself before them.
    return {name: f"{zlib.crc32(value.encode('utf-8')):x}" for name, value in values.items()}
