"""Events as lists show them: few columns, never a sealed one, two queries for any number of events."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from sqlalchemy import Row, bindparam, select

from actions import localtime
from actions.database import db
from actions.events.days import Days
from actions.events.going import FEW_PLACES, going_band
from actions.events.models import Event, Timeslot, slug_of
from actions.events.redaction import Audience, ShownPlace, shown_place
from actions.localtime import When
from actions.numerals import numeral

# Under this, a tenth of a mile is worth saying.
NEARBY_MILES = 10
COLUMNS = (
    Event.id,
    Event.title,
    Event.kind,
    Event.venue,
    Event.address,
    Event.city,
    Event.region,
    Event.postal_code,
    Event.latitude,
    Event.longitude,
    Event.precision,
    Event.address_visibility,
    Event.online_url,
    Event.time_zone,
    Event.is_wheelchair_accessible,
    Event.has_sign_language,
)
# Built once: putting a statement together costs as much as running it.
_ROWS = select(*COLUMNS).where(Event.id.in_(bindparam("event_ids", expanding=True)))
_SLOTS = (
    select(Timeslot.event_id, Timeslot.starts_at, Timeslot.ends_at, Timeslot.capacity, Timeslot.going_count)
    .where(Timeslot.event_id.in_(bindparam("event_ids", expanding=True)), Timeslot.ends_at > bindparam("now"))
    .order_by(Timeslot.starts_at, Timeslot.id)
)


@dataclass(frozen=True)
class Slot:
    """One timeslot that has not ended."""

    starts_at: dt.datetime
    ends_at: dt.datetime
    capacity: int | None
    going_count: int


@dataclass(frozen=True)
class Card:
    """One event in a list, with its timeslots to come and what the public may know of its place.

    Of the timeslots the one that matters to whoever searched stands first, the others follow, soonest first.
    """

    id: int
    slug: str
    title: str
    kind: str
    zone: ZoneInfo
    shown: ShownPlace
    is_online: bool
    is_wheelchair_accessible: bool
    has_sign_language: bool
    slots: tuple[Slot, ...]
    miles: float | None

    @property
    def next(self) -> Slot:
        """The timeslot that the date and the time are of: the first to come on the days that were asked for."""
        return self.slots[0]

    @property
    def when(self) -> When:
        """Its day and time, in words."""
        return localtime.when(self.next.starts_at, self.next.ends_at, self.zone)

    @property
    def place(self) -> str:
        """As in `Daley Plaza, Chicago, IL`."""
        return ", ".join(part for part in (self.shown.venue, self.shown.town) if part) or _("Online")

    @property
    def going(self) -> str | None:
        """As in `50+ going`."""
        return going_band(sum(slot.going_count for slot in self.slots))

    @property
    def is_full(self) -> bool:
        """Whether every place is taken."""
        return self._places_left == 0

    @property
    def has_few_places(self) -> bool:
        """Whether people should hurry; how many are left exactly would tell who watches that somebody signed up."""
        return self._places_left is not None and 0 < self._places_left <= FEW_PLACES

    @property
    def _places_left(self) -> int | None:
        """Free places over all timeslots; nothing when one of them has no limit."""
        if any(slot.capacity is None for slot in self.slots):
            return None
        return sum(max(0, (slot.capacity or 0) - slot.going_count) for slot in self.slots)

    @property
    def distance(self) -> str | None:
        """As in `0.2 mi`; `about 3 mi` where the point is not the meeting point itself."""
        if self.miles is None:
            return None
        if not self.shown.is_exact:
            return _("about %(miles)s mi", miles=numeral(max(1, round(self.miles))))
        digits = 1 if self.miles < NEARBY_MILES else 0
        return _("%(miles)s mi", miles=numeral(max(0.1, round(self.miles, digits))))


def cards_of(
    event_ids: Sequence[int], now: dt.datetime, days: Days, miles: Mapping[int, float] | None = None
) -> list[Card]:
    """The cards of these events in this order; an event with no timeslot to come has none."""
    rows = {row.id: row for row in db.session.execute(_ROWS, {"event_ids": event_ids})}
    slots = slots_of(event_ids, now)
    distances = miles or {}
    return [
        card_from(rows[event_id], slots[event_id], days, distances.get(event_id))
        for event_id in event_ids
        if event_id in rows and event_id in slots
    ]


def card_from(row: Row[*tuple[Any, ...]], slots: Sequence[Slot], days: Days, miles: float | None = None) -> Card:
    """The card of a row of `COLUMNS` and the event's timeslots to come, soonest first, for who asks for these days."""
    return Card(
        id=row.id,
        slug=slug_of(row.id, row.title, row.city),
        title=row.title,
        kind=row.kind,
        zone=ZoneInfo(row.time_zone),
        shown=shown_place(row, Audience.PUBLIC),
        is_online=bool(row.online_url),
        is_wheelchair_accessible=row.is_wheelchair_accessible,
        has_sign_language=row.has_sign_language,
        slots=_first_on(days, slots, row.time_zone),
        miles=miles,
    )


def _first_on(days: Days, slots: Sequence[Slot], zone: str) -> tuple[Slot, ...]:
    """The first of these on the days, then the others."""
    if days.are_any or len(slots) == 1:
        return tuple(slots)
    first = next((slot for slot in slots if days.are_touched(slot.starts_at, slot.ends_at, zone)), None)
    return tuple(sorted(slots, key=lambda slot: slot is not first))


def slots_of(event_ids: Sequence[int], now: dt.datetime) -> dict[int, list[Slot]]:
    """The timeslots of these events that have not ended, soonest first."""
    found: dict[int, list[Slot]] = {}
    rows = db.session.execute(_SLOTS, {"event_ids": event_ids, "now": now})
    for event_id, starts_at, ends_at, capacity, going_count in rows:
        found.setdefault(event_id, []).append(Slot(starts_at, ends_at, capacity, going_count))
    return found
