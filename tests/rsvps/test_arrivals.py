"""What is known of who came, by what the hosts noted at the place."""

import datetime as dt

from sqlalchemy import select
from sqlalchemy.orm import aliased

from actions.database import db
from actions.events.models import Event
from actions.rsvps.arrivals import did_not_come, was_checked_in
from actions.rsvps.models import Attendance, Rsvp
from tests import factories


def came(event: Event, now: dt.datetime | None, **changes: object) -> int:
    """Somebody who is coming, noted as there at that instant."""
    rsvp = factories.an_rsvp(event, **changes)
    attendance = db.session.scalars(select(Attendance).where(Attendance.rsvp_id == rsvp.id)).one()
    attendance.checked_in_at = now
    db.session.commit()
    return int(rsvp.id)


def those(condition: object) -> list[int]:
    query = select(Rsvp.id).join(Attendance, Attendance.rsvp_id == Rsvp.id).where(condition).order_by(Rsvp.id)  # type: ignore[arg-type]
    return list(db.session.scalars(query))


def test_whoever_was_checked_in_came_and_the_others_at_that_timeslot_did_not(app: object, now: dt.datetime) -> None:
    event = factories.an_event()
    here, absent = came(event, now), came(event, None)
    assert those(was_checked_in()) == [here]
    assert those(did_not_come()) == [absent]


def test_nobody_stayed_away_where_nobody_was_checked_in(app: object, now: dt.datetime) -> None:
    used, unused = factories.an_event(), factories.an_event()
    here = came(used, now)
    came(unused, None)
    assert those(was_checked_in()) == [here]
    assert those(did_not_come()) == []


def test_each_timeslot_of_an_event_is_known_by_itself(app: object, now: dt.datetime) -> None:
    event = factories.an_event()
    second = factories.a_timeslot(event)
    here = came(event, now)
    db.session.add(Attendance(rsvp_id=here, timeslot_id=second.id, created_at=now))
    db.session.commit()
    assert those(was_checked_in()) == [here]
    assert those(did_not_come()) == []


def test_a_place_given_up_says_nothing_of_its_own_nor_of_others(app: object, now: dt.datetime) -> None:
    event = factories.an_event()
    came(event, now, cancelled_at=now)
    came(event, None, cancelled_at=now)
    came(event, None)
    assert those(was_checked_in()) == []
    assert those(did_not_come()) == []


def test_the_conditions_hold_for_an_alias_beside_the_table_itself(app: object, now: dt.datetime) -> None:
    event = factories.an_event()
    here, absent = came(event, now), came(event, None)
    one = aliased(Attendance)
    assert list(db.session.scalars(select(one.rsvp_id).where(was_checked_in(one)))) == [here]
    assert list(db.session.scalars(select(one.rsvp_id).where(did_not_come(one)))) == [absent]
