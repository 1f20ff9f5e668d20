"""What the public page of an event says: one event, its timeslots, and how things stand with it."""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from flask_babel import format_decimal
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from actions.coalition.models import Campaign, Organization
from actions.database import db
from actions.events.going import BANDS, FEW_PLACES
from actions.events.models import Event, EventState, Timeslot
from actions.events.redaction import Audience, ShownPlace, shown_place

LONGEST_SUMMARY = 155
DIRECTIONS = (
    ("OpenStreetMap", "https://www.openstreetmap.org/directions?to={point}"),
    ("Apple Maps", "https://maps.apple.com/?daddr={point}"),
    ("Google Maps", "https://www.google.com/maps/dir/?api=1&destination={point}"),
)


class Standing(StrEnum):
    """How things stand with an event, as a page has to tell it."""

    UNPUBLISHED = "unpublished"
    OPEN = "open"
    FULL = "full"
    OVER = "over"
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class EventPage:
    """All that the template needs."""

    event: Event
    timeslots: Sequence[Timeslot]
    place: ShownPlace
    standing: Standing
    going: str
    now: dt.datetime

    @property
    def organization(self) -> Organization | None:
        """Who stands behind it, and may be allowed to write later."""
        return self.event.organization or self.event.campaign.organization

    @property
    def directions(self) -> list[tuple[str, str]]:
        """Map programs that lead there, where the point is the meeting point itself and everybody may know it."""
        if not self.place.is_exact:
            return []
        point = f"{self.place.latitude:.6f},{self.place.longitude:.6f}"
        return [(name, address.format(point=point)) for name, address in DIRECTIONS]

    @property
    def summary(self) -> str:
        """The description's beginning in plain words, for search engines."""
        plain = " ".join(re.sub(r"[#*_>`\[\]]|\(https?:[^)]*\)", " ", self.event.description).split())
        if len(plain) <= LONGEST_SUMMARY:
            return plain
        return plain[:LONGEST_SUMMARY].rsplit(" ", 1)[0] + "…"

    def few_places(self, timeslot: Timeslot) -> bool:
        """Whether people should hurry; how many are left exactly would say how many are coming."""
        return timeslot.places_left is not None and 0 < timeslot.places_left <= FEW_PLACES


def event_page(event: Event, timeslots: Sequence[Timeslot], going_count: int, now: dt.datetime) -> EventPage:
    """The page of an event as the public may see it."""
    return EventPage(
        event=event,
        timeslots=timeslots,
        place=shown_place(event, Audience.PUBLIC),
        standing=standing(event, timeslots, now),
        going=going_sentence(going_count),
        now=now,
    )


def event_for_page(event_id: int) -> Event | None:
    """An event with its campaign and organizations, in one statement."""
    return db.session.scalar(
        select(Event)
        .where(Event.id == event_id)
        .options(joinedload(Event.campaign).joinedload(Campaign.organization), joinedload(Event.organization))
    )


def standing(event: Event, timeslots: Sequence[Timeslot], now: dt.datetime) -> Standing:
    """Whether people can still sign up, and if not, why not."""
    if event.state == EventState.CANCELLED:
        return Standing.CANCELLED
    if event.state != EventState.APPROVED:
        return Standing.UNPUBLISHED
    to_come = [timeslot for timeslot in timeslots if not timeslot.has_ended(now)]
    if not to_come:
        return Standing.OVER
    return Standing.FULL if all(timeslot.is_full for timeslot in to_come) else Standing.OPEN


def going_sentence(count: int) -> str:
    """How many are coming, in bands: an exact small number points at people."""
    for least in BANDS:
        if count >= least:
            return _("%(count)s people or more", count=format_decimal(least))
    return _("Be one of the first")


def event_number(slug: str) -> int | None:
    """The number that a readable address begins with, as in `17-rally-chicago`."""
    found = re.match(r"[0-9]{1,9}(?=-|$)", slug)
    return int(found[0]) if found else None
