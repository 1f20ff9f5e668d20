"""An event as somebody wants it to be: what a form or a row of a file produces, and what the deeds take."""

import datetime as dt
from dataclasses import dataclass

from actions.events.models import AddressVisibility, EventKind
from actions.geo.location import Location


@dataclass(frozen=True)
class TimeslotDraft:
    """One timeslot. `id` names the row it changes; without one it is new, or the row with the same start."""

    starts_at: dt.datetime
    ends_at: dt.datetime
    capacity: int | None = None
    id: int | None = None


@dataclass(frozen=True)
class EventDraft:
    """Everything of an event that a person decides. `location` is where the place is, as far as it is known.

    `wants_geocoding` says that an online geocoder may know the place better than `location` does.
    """

    title: str
    time_zone: str
    timeslots: tuple[TimeslotDraft, ...]
    description: str = ""
    kind: str = EventKind.RALLY
    venue: str = ""
    address: str = ""
    city: str = ""
    region: str = ""
    postal_code: str = ""
    location: Location | None = None
    wants_geocoding: bool = False
    address_visibility: str = AddressVisibility.PUBLIC
    online_url: str = ""
    is_wheelchair_accessible: bool = False
    has_sign_language: bool = False
    access_notes: str = ""
    # Nothing leaves what is there: files have no such column.
    what_to_bring: str | None = None
    instructions: str = ""
    contact_name: str = ""
    contact_email: str = ""
    contact_phone: str = ""
    # As above: neither files nor forms have it where replies are not passed on.
    shows_contact_email: bool | None = None
