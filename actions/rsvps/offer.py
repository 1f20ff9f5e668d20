"""What an event offers to those who want to come, as a pure rule: which timeslots, and for whom."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from flask_babel import lazy_gettext as _l

from actions.errors import Conflict, DomainError
from actions.events.models import EventState


class EventCancelled(Conflict):
    """The event will not take place."""

    def __init__(self) -> None:
        super().__init__(_l("This action was cancelled, so nobody can sign up for it."))


class EventPostponed(Conflict):
    """The event has no date at the moment."""

    def __init__(self) -> None:
        super().__init__(_l("This action is postponed. You can sign up again as soon as it has a new date."))


class EventOver(Conflict):
    """The event, or every timeslot that was chosen, has ended."""

    def __init__(self) -> None:
        super().__init__(_l("This action is over, so nobody can sign up for it any more."))


class EventFull(Conflict):
    """There are not enough places for this party."""

    def __init__(self) -> None:
        super().__init__(
            _l(
                "There are not enough places left. If you signed up with this address before, you still have your"
                " place: look for the mail we sent you."
            )
        )


class TimeslotNotChosen(DomainError):
    """There are several times, and none of them was chosen."""

    def __init__(self) -> None:
        super().__init__(_l("Choose when you are going"))


@dataclass(frozen=True)
class OfferedTimeslot:
    """One timeslot as it was when the offer was read; the database decides about the last places."""

    id: int
    starts_at: dt.datetime
    ends_at: dt.datetime
    places_left: int | None

    def has_room_for(self, people: int) -> bool:
        """Whether this many more people fit."""
        return self.places_left is None or self.places_left >= people


@dataclass(frozen=True)
class Choice:
    """The timeslots somebody wants places at, and those that they would wait for."""

    places: frozenset[int]
    waits: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Offer:
    """An event that is public, with all its timeslots in the order of their numbers."""

    event_id: int
    slug: str
    state: str
    time_zone: str
    organization_slug: str | None
    timeslots: tuple[OfferedTimeslot, ...]
    is_postponed: bool = False

    def to_come(self, now: dt.datetime) -> tuple[OfferedTimeslot, ...]:
        """The timeslots that have not ended."""
        return tuple(timeslot for timeslot in self.timeslots if timeslot.ends_at > now)

    def is_open(self, now: dt.datetime) -> bool:
        """Whether anybody can still come."""
        return self.state == EventState.APPROVED and not self.is_postponed and bool(self.to_come(now))

    def check_open(self, now: dt.datetime) -> None:
        """Stop where nobody can come any more.

        Raises:
            EventCancelled, EventPostponed, EventOver: and the sentence says which.
        """
        if self.state == EventState.CANCELLED:
            raise EventCancelled
        if self.is_postponed:
            raise EventPostponed
        if not self.to_come(now):
            raise EventOver

    def named(self, numbers: Iterable[int]) -> tuple[OfferedTimeslot, ...]:
        """The timeslots with these numbers, in the order of their numbers."""
        wanted = frozenset(numbers)
        return tuple(timeslot for timeslot in self.timeslots if timeslot.id in wanted)

    def chosen(self, timeslot_ids: Iterable[int], waitlist_ids: Iterable[int], now: dt.datetime) -> Choice:
        """The timeslots somebody asks for; the only one when there is one. Who would wait need not say it twice.

        Raises:
            EventCancelled, EventPostponed, EventOver: nobody can come.
            TimeslotNotChosen: there are several and none was named.
        """
        self.check_open(now)
        to_come = self.to_come(now)
        named, waited = frozenset(timeslot_ids), frozenset(waitlist_ids)
        if not named | waited and len(to_come) == 1:
            return Choice(frozenset({to_come[0].id}))
        waits = frozenset(slot.id for slot in to_come if slot.id in waited and slot.starts_at > now)
        places = frozenset(slot.id for slot in to_come if slot.id in named | waited) - waits
        if not places and not waits:
            raise EventOver if named | waited else TimeslotNotChosen
        return Choice(places, waits)
