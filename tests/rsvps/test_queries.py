"""Who is coming, as the host's desk asks."""

import datetime as dt

from actions.database import db
from actions.rsvps import queries
from actions.rsvps.models import Attendance
from tests import factories
from tests.services.statements import statements


def test_attendees_are_named_in_the_order_they_answered_without_those_who_gave_up(
    app: object, now: dt.datetime
) -> None:
    event = factories.an_event()
    second = factories.a_timeslot(event)
    first = factories.timeslots_of(event)[0]
    maria = factories.an_rsvp(event, party_size=2)
    factories.an_rsvp(event, cancelled_at=now)
    ana = factories.an_rsvp(event, given_name="Ana", family_name="")
    db.session.add(Attendance(rsvp_id=ana.id, timeslot_id=second.id, created_at=now))
    db.session.commit()
    assert queries.attendees(event.id) == [
        queries.Attendee(maria.id, "Maria Lopez", 2, (first.id,), now),
        queries.Attendee(ana.id, "Ana", 1, (first.id, second.id), now),
    ]
    assert queries.going_totals(event.id) == queries.GoingTotals(answers=2, people=3, confirmed=0)
    assert queries.going_count(event.id) == 3


def test_nobody_is_coming_to_a_new_event(app: object) -> None:
    event = factories.an_event()
    assert queries.attendees(event.id) == []
    assert queries.going_totals(event.id) == queries.GoingTotals(0, 0, 0)


def test_attendees_come_fifty_a_page_in_two_statements_for_one_or_thirty(app: object) -> None:
    event, small = factories.an_event(), factories.an_event()
    for _ in range(52):
        factories.an_rsvp(event)
    factories.an_rsvp(small)
    assert [len(queries.attendees(event.id, page)) for page in (1, 2, 3)] == [50, 2, 0]
    counts = []
    for event_id in (small.id, event.id):
        with statements() as sent:
            queries.attendees(event_id)
        counts.append(len(sent))
    assert counts == [2, 2]
