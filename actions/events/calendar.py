"""Events as calendar files (RFC 5545): stable ids, a sequence that rises, times in the event's own zone."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from icalendar import Calendar, Timezone, TimezoneDaylight, TimezoneStandard
from icalendar import Event as Entry

from actions.events.models import Event, EventState, Timeslot
from actions.events.redaction import Audience, ShownPlace, shown_place

CONTENT_TYPE = "text/calendar"
METHOD = "PUBLISH"
PRODUCT = "-//Actions//Actions 1//EN"
# Offsets are described from the year before an event to the year after it.
A_YEAR = dt.timedelta(days=366)


@dataclass(frozen=True)
class Dated:
    """An event, its timeslots, and the address of its page."""

    event: Event
    timeslots: Sequence[Timeslot]
    url: str


def calendar_file(dated: Iterable[Dated], audience: Audience, *, name: str = "") -> bytes:
    """A calendar file with one entry a timeslot; those of a cancelled event say so and replace what was there."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", METHOD)
    if name:
        calendar.add("x-wr-calname", name)
    spans: dict[str, list[dt.datetime]] = {}
    entries = []
    for one in dated:
        place = shown_place(one.event, audience)
        for timeslot in one.timeslots:
            entries.append(_entry(one, timeslot, place, audience))
            spans.setdefault(one.event.time_zone, []).extend((timeslot.starts_at, timeslot.ends_at))
    for zone, instants in sorted(spans.items()):
        calendar.add_component(_time_zone(zone, min(instants).year, max(instants).year))
    for entry in entries:
        calendar.add_component(entry)
    return bytes(calendar.to_ical())


def _entry(dated: Dated, timeslot: Timeslot, place: ShownPlace, audience: Audience) -> Entry:
    event = dated.event
    entry = Entry()
    entry.add("uid", f"event-{event.id}-timeslot-{timeslot.id}@{urlsplit(dated.url).hostname}")
    entry.add("sequence", event.sequence)
    entry.add("dtstamp", event.changed_at)
    entry.add("last-modified", event.changed_at)
    entry.add("dtstart", timeslot.starts_at.astimezone(event.zone))
    entry.add("dtend", timeslot.ends_at.astimezone(event.zone))
    entry.add("summary", event.title)
    entry.add("status", "CANCELLED" if event.state == EventState.CANCELLED else "CONFIRMED")
    entry.add("url", dated.url)
    if place.is_exact and place.latitude is not None and place.longitude is not None:
        entry.add("geo", (place.latitude, place.longitude))
    entry.add("location", place.online_url or place.one_line or _("Online"))
    entry.add("description", "\n\n".join(note for note in _notes(event, place, audience) if note))
    return entry


def _notes(event: Event, place: ShownPlace, audience: Audience) -> list[str]:
    if place.is_withheld:
        return [event.description, _("Those who sign up are told the exact place.")]
    return [event.description, event.instructions if audience is Audience.GOING else ""]


@lru_cache(maxsize=256)
def _time_zone(zone: str, first_year: int, last_year: int) -> Timezone:
    """The offsets of a zone over these years, as calendar programs without a zone table need them."""
    first = dt.date(first_year, 1, 1) - A_YEAR
    zone_table = Timezone.from_tzinfo(ZoneInfo(zone), first_date=first, last_date=dt.date(last_year, 12, 31) + A_YEAR)
    for offset in zone_table.subcomponents:
        if isinstance(offset, TimezoneDaylight | TimezoneStandard):
            _begin_on_the_old_clock(offset)
    return zone_table


def _begin_on_the_old_clock(offset: TimezoneStandard | TimezoneDaylight) -> None:
    """Name the moment an offset begins by the clocks that end there, as the standard has it (RFC 5545 3.6.5).

    The library names it by the clocks that begin. Where clocks go forward, that is an hour later.
    """
    forward = offset.TZOFFSETTO - offset.TZOFFSETFROM
    if forward <= dt.timedelta(0):
        return
    offset.DTSTART -= forward
    again = [begins - forward for begins, *_ in offset.rdates]
    if again:
        del offset["rdate"]
        offset.add("rdate", again)
