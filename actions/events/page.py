"""What the public page of an event says: one event, its timeslots, and how things stand with it."""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from actions import localtime
from actions.coalition.models import Campaign, Organization
from actions.database import db
from actions.events import outbound
from actions.events.going import FEW_PLACES, going_band
from actions.events.history import recent_moves
from actions.events.models import Event, EventMove, EventState, Timeslot
from actions.events.outbound import Links
from actions.events.redaction import Audience, ShownPlace, shown_place

LONGEST_SUMMARY = 155
MOST_SHOWN_SLOTS = 3
MOST_MOVES = 3
# A text this short is read before the form; of a longer one the beginning.
SHORT_TEXT = 280


class Standing(StrEnum):
    """How things stand with an event, as a page has to tell it."""

    UNPUBLISHED = "unpublished"
    OPEN = "open"
    FULL = "full"
    OVER = "over"
    POSTPONED = "postponed"
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
    url: str
    moves: Sequence[EventMove] = ()

    @property
    def organization(self) -> Organization | None:
        """Who stands behind it, and may be allowed to write later."""
        return self.event.organization or self.event.campaign.organization

    @property
    def is_on(self) -> bool:
        """Whether it will take place, as far as anybody knows: then there is a way there, and something to share."""
        return self.standing in (Standing.OPEN, Standing.FULL)

    @property
    def directions(self) -> Links:
        """Map programs that lead there, as far as everybody may know where that is."""
        return outbound.directions(self.place)

    @property
    def slots_to_come(self) -> list[Timeslot]:
        """The timeslots that have not ended."""
        return [timeslot for timeslot in self.timeslots if not timeslot.has_ended(self.now)]

    @property
    def main_slots(self) -> Sequence[Timeslot]:
        """The few that the page names at once: the next ones, or the first when all are over."""
        return (self.slots_to_come or self.timeslots)[:MOST_SHOWN_SLOTS]

    @property
    def other_slots(self) -> list[Timeslot]:
        """The rest, folded away: the form must not lie below a page of dates."""
        shown = {timeslot.id for timeslot in self.main_slots}
        return [timeslot for timeslot in self.timeslots if timeslot.id not in shown]

    @property
    def calendars(self) -> list[tuple[Timeslot, Links]]:
        """Calendars in the browser for each of the next timeslots."""
        next_ones = self.slots_to_come[:MOST_SHOWN_SLOTS]
        return [(slot, outbound.calendar_links(self.event, slot, self.place, self.url)) for slot in next_ones]

    @property
    def share_text(self) -> str:
        """What a message about it says, beside its address."""
        slots = [] if self.standing is Standing.POSTPONED else self.slots_to_come
        return outbound.share_text(self.event, slots, self.place)

    @property
    def share_links(self) -> Links:
        """Programs that pass it on."""
        return outbound.share_links(self.event, self.share_text, self.url)

    @property
    def lead(self) -> str:
        """The first paragraph in plain words, or as much of it as is read before the form."""
        return _beginning(self.event.description.strip().split("\n\n")[0], SHORT_TEXT)

    @property
    def has_short_text(self) -> bool:
        """Whether the description is short enough to be read before everything else."""
        return len(self.event.description) <= SHORT_TEXT and "\n\n" not in self.event.description

    def how_soon(self, timeslot: Timeslot) -> str | None:
        """As in `Tomorrow`; nothing where it will not be."""
        return localtime.how_soon(timeslot.starts_at, self.event.zone, self.now) if self.is_on else None

    def old_venue(self, move: EventMove) -> str:
        """Where it was to be before it moved, unless the place is for those who are going only by now."""
        return "" if self.place.is_withheld else move.venue

    @property
    def summary(self) -> str:
        """The description's beginning in plain words, for search engines."""
        return _beginning(self.event.description, LONGEST_SUMMARY)

    def few_places(self, timeslot: Timeslot) -> bool:
        """Whether people should hurry; how many are left exactly would say how many are coming."""
        return timeslot.places_left is not None and 0 < timeslot.places_left <= FEW_PLACES


def event_page(event: Event, timeslots: Sequence[Timeslot], going_count: int, now: dt.datetime, url: str) -> EventPage:
    """The page of an event as the public may see it; `url` is its address in the reader's language."""
    return EventPage(
        event=event,
        timeslots=timeslots,
        place=shown_place(event, Audience.PUBLIC),
        standing=standing(event, timeslots, now),
        going=going_band(going_count) or _("Be one of the first"),
        now=now,
        url=url,
        moves=recent_moves(event.id, now)[:MOST_MOVES] if event.state == EventState.APPROVED else (),
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
    if event.is_postponed:
        return Standing.POSTPONED
    to_come = [timeslot for timeslot in timeslots if not timeslot.has_ended(now)]
    if not to_come:
        return Standing.OVER
    return Standing.FULL if all(timeslot.is_full for timeslot in to_come) else Standing.OPEN


def event_number(slug: str) -> int | None:
    """The number that a readable address begins with, as in `17-rally-chicago`."""
    found = re.match(r"[0-9]{1,9}(?=-|$)", slug)
    return int(found[0]) if found else None


def _beginning(text: str, most: int) -> str:
    """So much of a text that is Markdown, in plain words."""
    plain = " ".join(re.sub(r"[#>\[\]]|\(https?:[^)]*\)", " ", re.sub(r"[*_`]+", "", text)).split())
    return plain if len(plain) <= most else plain[:most].rsplit(" ", 1)[0] + "…"
