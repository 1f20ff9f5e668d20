"""Noting who is here, and taking it back."""

import datetime as dt

import pytest
from flask import Flask
from sqlalchemy import update

from actions.checkin.service import DoorClosed, NoLongerComing, check_in, undo_check_in
from actions.database import db
from actions.events.models import Event
from actions.rsvps.answers import RsvpDetails
from actions.rsvps.models import Attendance
from actions.rsvps.offer import Offer
from actions.rsvps.queries import offer_of
from actions.rsvps.service import give_up_place, take_place
from tests import factories
from tests.checkin.conftest import attendance_of

MINUTE = dt.timedelta(minutes=1)


def offered(event: Event) -> Offer:
    offer = offer_of(event.id)
    assert offer is not None
    return offer


def test_whoever_is_checked_in_twice_came_the_first_time(event: Event, now: dt.datetime) -> None:
    maria, ana = factories.an_rsvp(event), factories.an_rsvp(event)
    attendance = attendance_of(maria)
    check_in(attendance.id, attendance.timeslot_id, now=now)
    check_in(attendance.id, attendance.timeslot_id, now=now + MINUTE)
    assert attendance_of(maria).checked_in_at == now
    assert attendance_of(ana).checked_in_at is None


def test_an_undone_check_in_is_as_if_it_had_never_been(event: Event, now: dt.datetime) -> None:
    maria = factories.an_rsvp(event)
    attendance = attendance_of(maria)
    check_in(attendance.id, attendance.timeslot_id, now=now)
    for _ in range(2):
        undo_check_in(attendance.id, attendance.timeslot_id, now=now)
        assert attendance_of(maria).checked_in_at is None


def test_whoever_gave_up_their_place_is_not_checked_in(event: Event, now: dt.datetime) -> None:
    maria = factories.an_rsvp(event)
    attendance = attendance_of(maria)
    give_up_place(maria.id, now=now)
    for deed in (check_in, undo_check_in):
        with pytest.raises(NoLongerComing):
            deed(attendance.id, attendance.timeslot_id, now=now)
    assert attendance_of(maria).checked_in_at is None


def test_nobody_is_checked_in_at_a_time_of_another_event(event: Event, now: dt.datetime) -> None:
    elsewhere = factories.an_rsvp(factories.an_event(starts_at=now))
    timeslot = factories.timeslots_of(event)[0]
    with pytest.raises(NoLongerComing):
        check_in(attendance_of(elsewhere).id, timeslot.id, now=now)
    assert attendance_of(elsewhere).checked_in_at is None


@pytest.mark.parametrize("hours", [-12, 24 * 8])
def test_nothing_is_noted_while_the_door_is_closed(event: Event, now: dt.datetime, hours: int) -> None:
    maria = factories.an_rsvp(event)
    attendance = attendance_of(maria)
    for deed in (check_in, undo_check_in):
        with pytest.raises(DoorClosed):
            deed(attendance.id, attendance.timeslot_id, now=now + dt.timedelta(hours=hours))
    assert attendance_of(maria).checked_in_at is None


def test_nobody_is_checked_in_at_a_timeslot_that_is_gone(app: Flask, now: dt.datetime) -> None:
    with pytest.raises(DoorClosed):
        check_in(1, 999_999, now=now)


def test_whoever_gives_up_after_check_in_and_comes_back_is_not_here_yet(event: Event, now: dt.datetime) -> None:
    maria = factories.an_rsvp(event, "maria@example.org")
    attendance = attendance_of(maria)
    check_in(attendance.id, attendance.timeslot_id, now=now)
    give_up_place(maria.id, now=now)
    details = RsvpDetails(
        given_name="Maria", family_name="", email="maria@example.org", postal_code="60622", phone="", language="en",
        party_size=1, may_be_contacted=False, timeslot_ids=(attendance.timeslot_id,),
    )  # fmt: skip
    take_place(offered(event), details, now=now)
    back = attendance_of(maria)
    assert (back.cancelled_at, back.checked_in_at) == (None, None)


def test_whoever_changes_their_answer_after_check_in_is_still_here(event: Event, now: dt.datetime) -> None:
    maria = factories.an_rsvp(event, "maria@example.org", given_name="Maria", family_name="")
    attendance = attendance_of(maria)
    check_in(attendance.id, attendance.timeslot_id, now=now)
    details = RsvpDetails(
        given_name="Maria", family_name="", email="maria@example.org", postal_code="60622", phone="", language="en",
        party_size=2, may_be_contacted=False, timeslot_ids=(attendance.timeslot_id,),
    )  # fmt: skip
    take_place(offered(event), details, now=now)
    assert attendance_of(maria).checked_in_at == now


def test_check_in_stands_when_many_come(event: Event, now: dt.datetime) -> None:
    factories.a_crowd(event, [f"person{number}@example.org" for number in range(3)])
    timeslot = factories.timeslots_of(event)[0]
    db.session.execute(update(Attendance).values(checked_in_at=now))
    db.session.commit()
    first = db.session.scalars(db.select(Attendance.id).order_by(Attendance.id)).first()
    assert first is not None
    undo_check_in(first, timeslot.id, now=now)
    here = db.session.scalars(db.select(Attendance.id).where(Attendance.checked_in_at.is_not(None))).all()
    assert (len(here), first in here) == (2, False)
