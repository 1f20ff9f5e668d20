"""Telling everybody who is coming: one statement, once a change, and only those who still are."""

import datetime as dt

from sqlalchemy import select

from actions.database import db
from actions.mail.models import Lane, OutboxMail
from actions.rsvps.service import tell_going
from tests import factories
from tests.services.statements import statements


def mails() -> list[OutboxMail]:
    return list(db.session.scalars(select(OutboxMail).order_by(OutboxMail.rsvp_id)))


def test_everybody_who_is_coming_is_owed_one_mail_for_a_change(
    now: dt.datetime, database_name: str, app: object
) -> None:
    event = factories.an_event(sequence=2)
    coming = [factories.an_rsvp(event) for _ in range(3)]
    factories.an_rsvp(event, cancelled_at=now)
    factories.an_rsvp(factories.an_event())
    for _ in range(2):
        tell_going(event.id, "event-changed", now, {"changed": ["time"]})
    db.session.commit()
    assert [mail.key for mail in mails()] == [f"event-changed:{rsvp.id}:2" for rsvp in coming]
    first = mails()[0]
    assert (first.kind, first.lane, first.state, first.event_id) == ("event-changed", Lane.CHANGE, "queued", event.id)
    assert (first.details, first.queued_at, first.due_at) == ({"changed": ["time"]}, now, now)
    assert (first.attempt_count, first.outcome, first.lease_token) == (0, "", None)


def test_those_who_wait_are_told_too(now: dt.datetime, app: object) -> None:
    event = factories.an_event(sequence=1)
    rsvps = [factories.an_rsvp(event), factories.a_waiting_one(event)]
    factories.a_waiting_one(factories.an_event())
    tell_going(event.id, "event-cancelled", now)
    db.session.commit()
    assert [mail.key for mail in mails()] == [f"event-cancelled:{rsvp.id}:1" for rsvp in rsvps]


def test_the_next_change_is_told_again(now: dt.datetime, app: object) -> None:
    event = factories.an_event()
    rsvp = factories.an_rsvp(event)
    tell_going(event.id, "event-changed", now)
    event.sequence += 1
    tell_going(event.id, "event-changed", now)
    db.session.commit()
    assert sorted(mail.key for mail in mails()) == [f"event-changed:{rsvp.id}:0", f"event-changed:{rsvp.id}:1"]


def test_two_statements_tell_one_person_or_thirty(now: dt.datetime, app: object) -> None:
    counts = []
    for people in (1, 30):
        event = factories.an_event()
        for _ in range(people):
            factories.an_rsvp(event)
        event_id = event.id
        with statements() as sent:
            tell_going(event_id, "event-cancelled", now, {})
        db.session.commit()
        counts.append(len(sent))
    assert counts == [2, 2]
