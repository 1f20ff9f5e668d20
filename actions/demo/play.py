"""The demo day's mail in fast motion: one supporter signs up, and the clock goes from one mail to the next."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import select

from actions.checkin.queries import people_at
from actions.checkin.service import check_in
from actions.checkin.window import Door, door_of
from actions.coalition.models import Campaign
from actions.database import db
from actions.demo.rallies import SHOWN_IN
from actions.demo.service import SLUG
from actions.events.models import Event, EventState, Timeslot
from actions.events.queries import timeslots_of
from actions.mail.kept import KeptMail, find
from actions.reminders.rules import DAY_BEFORE, DEFAULTS, ON_DAY
from actions.reminders.schedule import SPREAD, Slot, due_at
from actions.rsvps.answers import RsvpDetails
from actions.rsvps.offer import EventCancelled
from actions.rsvps.queries import offer_of
from actions.rsvps.service import take_place

WATCHED = "you@example.org"
WATCHED_NAME = "Yolanda You"
WORDS = {DAY_BEFORE: "The day before, 11:00", ON_DAY: "The day itself, 8:00"}
AFTER = "Two hours after the end"
# A mail's first lines hold whom it is for.
HEAD_BYTES = 4096


@dataclass(frozen=True)
class Step:
    """A moment to set the clock to, and what it is."""

    at: dt.datetime
    words: str


def shown_rally() -> Event | None:
    """The rally that the demo's own host has; nothing when the demo day is not there."""
    return db.session.scalar(
        select(Event)
        .join(Campaign, Campaign.id == Event.campaign_id)
        .where(Campaign.slug == SLUG, Event.city == SHOWN_IN, Event.state == EventState.APPROVED)
        .order_by(Event.id)
        .limit(1)
    )


def sign_up(event_id: int, now: dt.datetime) -> None:
    """Sign the watched supporter up, as the event's page does; doing it again changes nothing.

    Raises:
        EventOver, EventFull, EventCancelled: they cannot be.
    """
    offer = offer_of(event_id)
    if offer is None:
        raise EventCancelled
    details = RsvpDetails(
        given_name="Yolanda",
        family_name="You",
        email=WATCHED,
        postal_code="60602",
        phone="",
        language="en",
        party_size=1,
        may_be_contacted=False,
        timeslot_ids=tuple(timeslot.id for timeslot in offer.to_come(now)),
    )
    take_place(offer, details, now=now)


def steps(now: dt.datetime) -> list[Step]:
    """The moments still ahead at which the usual rules send something about the day, and half an hour after the last
    zone of each: by then all that was spread has left.
    """
    slots = _slots()
    found = []
    for rule in DEFAULTS:
        zones = defaultdict(set)
        for slot in slots:
            due = due_at(rule, slot)
            if due is not None:
                zones[due].add(slot.zone.key.rpartition("/")[2].replace("_", " "))
        words = WORDS.get(rule, AFTER)
        found += [Step(due, f"{words} ({', '.join(sorted(names))})") for due, names in zones.items()]
        found += [Step(max(zones) + SPREAD, f"{words}, half an hour later")] if zones else []
    return sorted((step for step in found if step.at > now), key=lambda step: step.at)


def _slots() -> set[Slot]:
    """The times and zones of the demo day's rallies, each once."""
    rows = db.session.execute(
        select(Timeslot.starts_at, Timeslot.ends_at, Event.time_zone)
        .join(Event, Event.id == Timeslot.event_id)
        .join(Campaign, Campaign.id == Event.campaign_id)
        .where(Campaign.slug == SLUG, Event.state == EventState.APPROVED)
        .distinct()
    )
    return {Slot(starts_at, ends_at, ZoneInfo(zone)) for starts_at, ends_at, zone in rows}


def check_people_in(event_id: int, now: dt.datetime) -> int:
    """Check two of three in at those times of an event that are on or were, the watched supporter always.

    Returns how many are here then.
    """
    here = 0
    for timeslot in timeslots_of(event_id):
        if timeslot.starts_at > now or door_of(timeslot.event, timeslot, now) is not Door.OPEN:
            continue
        for number, person in enumerate(people_at(timeslot.id)):
            if number % 3 or person.name == WATCHED_NAME:
                check_in(person.attendance_id, timeslot.id, now=now)
                here += 1
    return here


def names_of(folder: Path) -> frozenset[str]:
    """The mails that are kept."""
    return frozenset(file.stem for file in folder.glob("*.eml"))


def watched_mails(folder: Path, names: frozenset[str]) -> Iterator[KeptMail]:
    """Those of the mails that are for the watched supporter."""
    for name in sorted(names):
        with (folder / f"{name}.eml").open("rb") as file:
            is_watched = WATCHED.encode() in file.read(HEAD_BYTES)
        mail = find(folder, name) if is_watched else None
        if mail is not None:
            yield mail
