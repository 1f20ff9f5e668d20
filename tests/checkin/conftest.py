"""A door: an event that begins in an hour, with its host signed in, and who is expected."""

import datetime as dt
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from actions.accounts.models import User
from actions.database import db
from actions.events.models import Event
from actions.rsvps.models import Attendance, Rsvp
from tests import factories
from tests.checking_client import CheckingClient


@pytest.fixture
def event(app: Flask, now: dt.datetime) -> Event:
    """A rally that begins in an hour and lasts two."""
    return factories.an_event(starts_at=now + dt.timedelta(hours=1))


@pytest.fixture
def host(event: Event, as_user: Callable[[User], CheckingClient]) -> CheckingClient:
    """The browser of whoever hosts it."""
    assert event.host is not None
    return as_user(event.host)


def attendance_of(rsvp: Rsvp) -> Attendance:
    """Their first timeslot, as the database has it now."""
    db.session.rollback()
    query = select(Attendance).where(Attendance.rsvp_id == rsvp.id).order_by(Attendance.id).limit(1)
    return db.session.scalars(query.execution_options(populate_existing=True)).one()
