"""A date in the search is the date where the event is."""

import datetime as dt

import pytest
from flask import Flask

from actions.finder import queries
from actions.finder.search import Filters
from tests.factories import a_timeslot, an_event

SATURDAY = dt.date(2026, 12, 5)


def _found(now: dt.datetime, first: dt.date | None, last: dt.date | None) -> list[int]:
    return list(queries.soonest(Filters(first_on=first, last_on=last), now, limit=20))


def _local(zone: str, starts_at: dt.datetime) -> int:
    number: int = an_event(time_zone=zone, starts_at=starts_at, hours=1).id
    return number


def test_day_is_the_events_own_when_it_is_another_day_in_utc(app: Flask, now: dt.datetime) -> None:
    guam = _local("Pacific/Guam", dt.datetime(2026, 12, 5, 1, tzinfo=dt.UTC))  # Saturday 11:00
    honolulu = _local("Pacific/Honolulu", dt.datetime(2026, 12, 6, 6, tzinfo=dt.UTC))  # Saturday 20:00
    alias = _local("US/Central", dt.datetime(2026, 12, 6, 4, tzinfo=dt.UTC))  # Saturday 22:00
    _local("Pacific/Guam", dt.datetime(2026, 12, 5, 14, 30, tzinfo=dt.UTC))  # Sunday 00:30
    _local("Pacific/Honolulu", dt.datetime(2026, 12, 5, 6, tzinfo=dt.UTC))  # Friday 20:00
    assert _found(now, SATURDAY, SATURDAY) == [guam, alias, honolulu]


@pytest.mark.parametrize(
    ("first", "last", "is_found"),
    [
        (SATURDAY, None, True),
        (None, SATURDAY, True),
        (SATURDAY + dt.timedelta(days=1), None, False),
        (None, SATURDAY - dt.timedelta(days=1), False),
        (dt.date(2000, 1, 1), dt.date(2100, 12, 31), True),
    ],
)
def test_one_end_of_the_days_may_be_open(
    app: Flask, now: dt.datetime, first: dt.date | None, last: dt.date | None, is_found: bool
) -> None:
    an_event()
    assert bool(_found(now, first, last)) is is_found


def test_event_is_not_found_on_a_day_between_two_of_its_timeslots(app: Flask, now: dt.datetime) -> None:
    event = an_event(starts_at=dt.datetime(2026, 12, 3, 17, tzinfo=dt.UTC))
    week_later = dt.datetime(2026, 12, 10, 17, tzinfo=dt.UTC)
    a_timeslot(event, starts_at=week_later, ends_at=week_later + dt.timedelta(hours=2))
    found = {day: _found(now, day, day) for day in (dt.date(2026, 12, 3), SATURDAY, dt.date(2026, 12, 10))}
    assert found == {dt.date(2026, 12, 3): [event.id], SATURDAY: [], dt.date(2026, 12, 10): [event.id]}


def test_event_that_ends_at_midnight_is_not_found_on_the_next_day(app: Flask, now: dt.datetime) -> None:
    an_event(starts_at=dt.datetime(2026, 12, 5, 4, tzinfo=dt.UTC), hours=2)  # Friday 22:00 to 24:00 in Chicago
    assert _found(now, SATURDAY, None) == []
