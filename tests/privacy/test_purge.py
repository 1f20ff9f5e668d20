"""Contact data goes 30 days after the event."""

import datetime as dt

from flask import Flask

from actions.database import db
from actions.events.models import Timeslot
from actions.mail.models import OutboxMail
from actions.privacy.service import purge_rsvps
from actions.rsvps.models import Attendance, Rsvp, WaitlistEntry
from tests import factories

ENDED = dt.datetime(2026, 12, 5, 19, 0, tzinfo=dt.UTC)


def _count(table: type) -> int:
    return db.session.scalar(db.select(db.func.count()).select_from(table)) or 0


def test_rsvps_stay_until_thirty_days_after_the_event(app: Flask) -> None:
    factories.an_rsvp(factories.an_event())
    assert purge_rsvps(ENDED + dt.timedelta(days=30, seconds=-1)) == 0
    assert _count(Rsvp) == 1


def test_rsvps_and_all_that_hangs_on_them_go_after_thirty_days_and_the_count_stays(app: Flask) -> None:
    event = factories.an_event()
    rsvp = factories.an_rsvp(event, party_size=3)
    db.session.add(
        OutboxMail(
            key="x",
            kind="rsvp-confirmed",
            lane=2,
            rsvp_id=rsvp.id,
            queued_at=ENDED,
            due_at=ENDED,
            ready_at=ENDED,
            details={},
        )
    )
    db.session.commit()
    assert purge_rsvps(ENDED + dt.timedelta(days=30)) == 1
    assert (_count(Rsvp), _count(Attendance), _count(OutboxMail)) == (0, 0, 0)
    assert db.session.scalar(db.select(Timeslot.going_count)) == 3


def test_those_who_waited_are_forgotten_like_all_others(app: Flask) -> None:
    factories.a_waiting_one(factories.an_event())
    assert purge_rsvps(ENDED + dt.timedelta(days=30)) == 1
    assert (_count(Rsvp), _count(WaitlistEntry)) == (0, 0)


def test_rsvps_of_other_events_stay(app: Flask) -> None:
    factories.an_rsvp(factories.an_event())
    later = factories.an_event(starts_at=ENDED + dt.timedelta(days=20))
    kept = factories.an_rsvp(later).id
    assert purge_rsvps(ENDED + dt.timedelta(days=31)) == 1
    assert db.session.scalars(db.select(Rsvp.id)).all() == [kept]


def test_rsvps_of_a_postponed_event_stay_for_half_a_year(app: Flask) -> None:
    event = factories.an_event()
    factories.an_rsvp(event)
    factories.postponed(event)
    assert purge_rsvps(factories.NOW + dt.timedelta(days=180, seconds=-1)) == 0
    assert purge_rsvps(factories.NOW + dt.timedelta(days=180)) == 1


def test_rsvps_of_a_postponed_event_go_thirty_days_after_it_was_cancelled(app: Flask) -> None:
    event = factories.an_event(cancelled_at=factories.NOW + dt.timedelta(days=40))
    factories.an_rsvp(event)
    factories.postponed(event).state = "cancelled"
    db.session.commit()
    assert purge_rsvps(factories.NOW + dt.timedelta(days=70, seconds=-1)) == 0
    assert purge_rsvps(factories.NOW + dt.timedelta(days=70)) == 1
