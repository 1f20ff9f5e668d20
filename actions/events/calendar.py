"""Events as calendar files (RFC 5545): stable ids, a sequence that rises, times in the event's own zone.

The lines are written here: through the library, thousands of events took seconds. Only the zones' tables come from it,
each made once and remembered; the tests read every line back with it.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from icalendar import Timezone, TimezoneDaylight, TimezoneStandard
from sqlalchemy import Row

from actions.events.ical_lines import escaped, folded
from actions.events.models import Event, EventState, Timeslot
from actions.events.redaction import Audience, ShownPlace, shown_place
from actions.plain_markdown import readable

CONTENT_TYPE = "text/calendar"
METHOD = "PUBLISH"
PRODUCT = "-//Actions//Actions 1//EN"
# How often a program that subscribed should look again.
LOOK_AGAIN = "PT1H"
# Offsets are described from the year before an event to the year after it.
A_YEAR = dt.timedelta(days=366)


@dataclass(frozen=True)
class Dated:
    """An event (or a row with its columns), its timeslots (or rows), and the address of its page."""

    event: Event | Row[*tuple[Any, ...]]
    timeslots: Sequence[Timeslot | Row[*tuple[Any, ...]]]
    url: str


def calendar_file(
    dated: Iterable[Dated], audience: Audience, *, name: str = "", about: str = "", longest_text: int | None = None
) -> bytes:
    """A calendar file with one entry a timeslot; those of a cancelled event say so and replace what was there.

    A `name` makes it a calendar to subscribe to, `about` is a sentence on it. Descriptions end at `longest_text`
    characters, if that is given.
    """
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{PRODUCT}", f"METHOD:{METHOD}"]
    if name:
        text = escaped(name)
        lines += [folded(f"NAME:{text}"), folded(f"X-WR-CALNAME:{text}")]
        lines += [f"REFRESH-INTERVAL;VALUE=DURATION:{LOOK_AGAIN}", f"X-PUBLISHED-TTL:{LOOK_AGAIN}"]
    if about:
        lines += [folded(f"{field}:{escaped(about)}") for field in ("DESCRIPTION", "X-WR-CALDESC")]
    years: dict[str, tuple[int, int]] = {}
    entries: list[str] = []
    host = ""
    for one in dated:
        host = host or str(urlsplit(one.url).hostname)
        common = _common_lines(one, audience, longest_text)
        zone = one.event.time_zone
        for timeslot in one.timeslots:
            entries.append(_entry(one, timeslot, common, host))
            first, last = years.get(zone, (9999, 0))
            years[zone] = min(first, timeslot.starts_at.year), max(last, timeslot.ends_at.year)
    lines += [_time_zone(zone, first, last) for zone, (first, last) in sorted(years.items())]
    return "\r\n".join([*lines, *entries, "END:VCALENDAR", ""]).encode()


def _entry(dated: Dated, timeslot: Timeslot | Row[*tuple[Any, ...]], common: str, host: str) -> str:
    event = dated.event
    return "\r\n".join(
        (
            "BEGIN:VEVENT",
            folded(f"UID:event-{event.id}-timeslot-{timeslot.id}@{host}"),
            f"DTSTART;TZID={event.time_zone}:{_local(timeslot.starts_at, event.time_zone)}",
            f"DTEND;TZID={event.time_zone}:{_local(timeslot.ends_at, event.time_zone)}",
            common,
            "END:VEVENT",
        )
    )


def _common_lines(dated: Dated, audience: Audience, longest_text: int | None) -> str:
    """What all entries of an event say alike."""
    event, place = dated.event, shown_place(dated.event, audience)
    changed = _utc(event.changed_at)
    # A date that was taken off is no longer in anybody's calendar; the new one comes under the same id.
    is_off = event.state == EventState.CANCELLED or event.postponed_at is not None
    notes = "\n\n".join(note for note in _notes(event, place, audience, longest_text) if note)
    lines = [
        f"SEQUENCE:{event.sequence}",
        f"DTSTAMP:{changed}",
        f"LAST-MODIFIED:{changed}",
        folded(f"SUMMARY:{escaped(event.title)}"),
        f"STATUS:{'CANCELLED' if is_off else 'CONFIRMED'}",
        folded(f"URL:{dated.url}"),
        folded(f"LOCATION:{escaped(place.one_line or place.online_url or _('Online'))}"),
        folded(f"DESCRIPTION:{escaped(notes)}"),
    ]
    if place.is_exact and place.latitude is not None and place.longitude is not None:
        lines.append(f"GEO:{place.latitude};{place.longitude}")
    return "\r\n".join(lines)


def _notes(
    event: Event | Row[*tuple[Any, ...]], place: ShownPlace, audience: Audience, longest_text: int | None
) -> list[str]:
    words = _words_of(event.description) if longest_text is None else _beginning(event.description, longest_text)
    is_postponed = event.state == EventState.APPROVED and event.postponed_at is not None
    notes = [_("Postponed: a new date is to come.") if is_postponed else "", words]
    if place.online_url:
        notes.append(f"{_('Online:')} {place.online_url}")
    if place.is_withheld:
        return [*notes, _("Those who sign up are told the exact place.")]
    return [*notes, _words_of(event.instructions) if audience is Audience.GOING else ""]


def _beginning(description: str, longest: int) -> str:
    # Marks and the addresses of links take room that words do not. What is far beyond the end need not be read.
    words = _words_of(description[: longest * 2])
    return words if len(words) <= longest else words[:longest].rsplit(" ", 1)[0] + "…"


# Reading Markdown takes longer than all the rest of an entry; lists have the same words again and again, and so have
# the mails to all who go to an event.
@lru_cache(maxsize=2048)
def _words_of(markdown: str) -> str:
    return readable(markdown)


# On the day of action thousands of events share a few times.
@lru_cache(maxsize=4096)
def _local(instant: dt.datetime, zone: str) -> str:
    return instant.astimezone(ZoneInfo(zone)).strftime("%Y%m%dT%H%M%S")


def _utc(instant: dt.datetime) -> str:
    return instant.astimezone(dt.UTC).strftime("%Y%m%dT%H%M%SZ")


@lru_cache(maxsize=512)
def _time_zone(zone: str, first_year: int, last_year: int) -> str:
    """The offsets of a zone over these years, as calendar programs without a zone table need them."""
    first = dt.date(first_year, 1, 1) - A_YEAR
    zone_table = Timezone.from_tzinfo(ZoneInfo(zone), first_date=first, last_date=dt.date(last_year, 12, 31) + A_YEAR)
    for offset in zone_table.subcomponents:
        if isinstance(offset, TimezoneDaylight | TimezoneStandard):
            _begin_on_the_old_clock(offset)
    return str(zone_table.to_ical().decode()).removesuffix("\r\n")


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
