"""Several processes at one door, on both databases."""

import datetime as dt
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import func, select

from actions.database import db
from actions.events.models import Event
from actions.rsvps.arrivals import was_checked_in
from actions.rsvps.models import Attendance
from config import Settings
from tests import factories
from tests.services.racers import Racers

PEOPLE = 12
Task = tuple[str, int, int, str]


@pytest.fixture
def expected(event: Event) -> list[Attendance]:
    """Everybody who is expected at the door."""
    factories.a_crowd(event, [f"person{number}@example.org" for number in range(PEOPLE)])
    return list(db.session.scalars(select(Attendance).order_by(Attendance.id)))


@pytest.fixture(scope="module")
def racers() -> Iterator[Racers]:
    """For all tests here."""
    started = Racers("tests.checkin.racer")
    yield started
    started.close()


def each(name: str, attendances: list[Attendance], now: dt.datetime) -> list[Task]:
    return [(name, attendance.id, attendance.timeslot_id, now.isoformat()) for attendance in attendances]


def noted() -> list[dt.datetime | None]:
    db.session.rollback()
    return list(db.session.scalars(select(Attendance.checked_in_at).order_by(Attendance.id)))


def test_three_hosts_who_check_in_the_same_people_at_once_check_each_in_once(
    app: Flask, settings: Settings, racers: Racers, expected: list[Attendance], now: dt.datetime
) -> None:
    times = [now + dt.timedelta(seconds=second) for second in range(3)]
    outcomes = racers.race(settings, [each("check_in", expected, at) for at in times])
    assert outcomes == [[""] * PEOPLE] * 3
    first = noted()
    assert [at in times for at in first] == [True] * PEOPLE
    racers.race(settings, [each("check_in", expected, now + dt.timedelta(minutes=1))])
    assert noted() == first


def test_undoing_what_another_host_notes_leaves_one_of_the_two(
    app: Flask, settings: Settings, racers: Racers, expected: list[Attendance], now: dt.datetime
) -> None:
    outcomes = racers.race(settings, [each("check_in", expected, now), each("undo", expected[::-1], now)])
    assert outcomes == [[""] * PEOPLE] * 2
    assert set(noted()) <= {None, now}


def test_whoever_gives_up_while_being_checked_in_is_not_here_in_the_end(
    app: Flask, settings: Settings, racers: Racers, expected: list[Attendance], now: dt.datetime
) -> None:
    giving_up = [("give_up", attendance.rsvp_id, 0, now.isoformat()) for attendance in expected[::-1]]
    checked, gave_up = racers.race(settings, [each("check_in", expected, now), giving_up])
    assert gave_up == [""] * PEOPLE
    assert set(checked) <= {"", "NoLongerComing"}
    db.session.rollback()
    assert db.session.scalar(select(func.count()).select_from(Attendance).where(was_checked_in())) == 0
    assert db.session.scalar(select(func.count()).where(Attendance.cancelled_at.is_(None))) == 0
