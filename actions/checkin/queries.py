"""Questions at the door: who is expected, and how many of them came."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlalchemy import case, func, select

from actions.alphabet import place_in_alphabet
from actions.database import db
from actions.events.models import Event, Timeslot
from actions.events.selection import Selection
from actions.rsvps.arrivals import was_checked_in
from actions.rsvps.models import Attendance, Rsvp


@dataclass(frozen=True)
class Person:
    """Somebody who holds a place, and those they bring."""

    attendance_id: int
    name: str = field(repr=False)
    party_size: int
    is_here: bool


@dataclass(frozen=True)
class Tally:
    """Of so many people who hold a place, so many were checked in. Parties count with everybody in them."""

    here: int
    people: int

    @property
    def is_known(self) -> bool:
        """Whether anybody was checked in; otherwise nothing is known of who came."""
        return self.here > 0


def people_at(timeslot_id: int) -> list[Person]:
    """Everybody who holds a place at a timeslot, in the order of the alphabet; one statement.

    Names are sealed, so no database can sort them.
    """
    rows = db.session.execute(
        select(
            Attendance.id,
            Rsvp.given_name,
            Rsvp.family_name,
            Rsvp.party_size,
            was_checked_in().label("is_here"),
        )
        .join(Rsvp, Rsvp.id == Attendance.rsvp_id)
        .where(Attendance.timeslot_id == timeslot_id, Attendance.cancelled_at.is_(None))
    )
    people = [
        Person(row.id, f"{row.given_name} {row.family_name}".strip(), row.party_size, bool(row.is_here)) for row in rows
    ]
    return sorted(people, key=lambda person: (place_in_alphabet(person.name), person.attendance_id))


def tally_of(people: Iterable[Person]) -> Tally:
    """The count of a list that is at hand."""
    listed = list(people)
    here = sum(person.party_size for person in listed if person.is_here)
    return Tally(here, sum(person.party_size for person in listed))


def arrivals(event_id: int) -> Tally:
    """Over those times of an event at which it is known who came."""
    known = [tally for tally in tallies(event_id).values() if tally.is_known]
    return Tally(sum(tally.here for tally in known), sum(tally.people for tally in known))


def tallies(event_id: int) -> dict[int, Tally]:
    """By number, those timeslots of an event to which somebody is coming; one statement, no sealed column."""
    here = func.coalesce(func.sum(case((was_checked_in(), Rsvp.party_size))), 0)
    rows = db.session.execute(
        select(Attendance.timeslot_id, here, func.sum(Rsvp.party_size))
        .join(Rsvp, Rsvp.id == Attendance.rsvp_id)
        .join(Timeslot, Timeslot.id == Attendance.timeslot_id)
        .where(Timeslot.event_id == event_id, Attendance.cancelled_at.is_(None))
        .group_by(Attendance.timeslot_id)
    )
    return {timeslot_id: Tally(int(came), int(people)) for timeslot_id, came, people in rows}


def came_to(selection: Selection) -> dict[int, int]:
    """By number, those of the chosen events at which anybody was checked in, with how many people; one statement.

    Parties count with everybody in them. Whoever came to two times of an event counts at each, as with those going.
    """
    rows = db.session.execute(
        select(Timeslot.event_id, func.sum(Rsvp.party_size))
        .select_from(Attendance)
        .join(Rsvp, Rsvp.id == Attendance.rsvp_id)
        .join(Timeslot, Timeslot.id == Attendance.timeslot_id)
        .join(Event, Event.id == Timeslot.event_id)
        .where(was_checked_in(), *selection.of_events())
        .group_by(Timeslot.event_id)
    )
    return {event_id: int(people) for event_id, people in rows}
