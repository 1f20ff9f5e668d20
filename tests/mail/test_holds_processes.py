"""Real workers on a real queue while a hold is pressed and released: nothing lost, nothing doubled, nothing late."""

import datetime as dt
import time
from collections import Counter
from collections.abc import Callable

from sqlalchemy import func

from actions.database import db
from actions.events.models import Event
from actions.mail import holds
from actions.mail.models import HoldScope, MailHold, OutboxMail
from actions.reminders.service import queue_due
from actions.rsvps.answers import owe
from tests import factories
from tests.mail.conftest import Start
from tests.services.smtp_sink import SmtpSink
from tests.services.worker import stop, wait_until

# When no reminder is due, and when the first are.
BEFOREHAND = dt.datetime(2026, 12, 2, 17, 0, tzinfo=dt.UTC)
DAY_BEFORE = dt.datetime(2026, 12, 4, 17, 0, tzinfo=dt.UTC)
AFTER_THE_START = dt.datetime(2026, 12, 5, 17, 30, tzinfo=dt.UTC)
SetClock = Callable[[dt.datetime], None]


def ends() -> dict[str, int]:
    """How many mails are in each state. The transaction is over then: on SQLite the workers wait for it."""
    time.sleep(0.1)
    found = dict(db.session.execute(db.select(OutboxMail.state, func.count()).group_by(OutboxMail.state)).all())
    db.session.rollback()
    return found


def confirmations(event: Event, number: int, after: int = 0) -> list[str]:
    """So many people who are owed the confirmation, by their addresses, counted on from those before them."""
    numbers = range(after, after + number)
    rsvps = [factories.an_rsvp(event, f"{event.region}{n}@example.org".lower()) for n in numbers]
    for rsvp in rsvps:
        owe("rsvp-confirmed", rsvp.id, event.id, 0, BEFOREHAND)
    return [rsvp.email for rsvp in rsvps]


def release_all(now: dt.datetime) -> None:
    """Release whatever is held."""
    hold_ids = db.session.scalars(db.select(MailHold.id)).all()
    db.session.rollback()
    for hold_id in hold_ids:
        holds.release(hold_id, now=now)


def test_a_hold_pressed_while_three_workers_send_loses_and_doubles_nothing(
    start: Start, smtp_sink: SmtpSink, set_clock: SetClock
) -> None:
    stopped, other = factories.an_event(), factories.an_event(region="TX")
    people = {event: confirmations(event, 50) for event in (stopped, other)}
    set_clock(BEFOREHAND)
    smtp_sink.delay("DATA", 0.02)
    workers = [start() for _ in range(3)]
    wait_until(lambda: len(smtp_sink.messages) >= 10)
    holds.hold(HoldScope.STATE, us_state="IL", now=BEFOREHAND)
    # Some in any case, however much the workers had in hand by then.
    people[stopped] += confirmations(stopped, 20, after=50)
    db.session.commit()
    wait_until(lambda: ends().get("queued", 0) == 0)
    held = ends()["held"]
    assert 20 <= held < 70
    got = Counter(recipient for delivered in smtp_sink.messages for recipient in delivered.recipients)
    assert {address for address in got if address.startswith("tx")} == set(people[other])
    assert ends() == {"held": held, "sent": 120 - held}
    release_all(BEFOREHAND)
    wait_until(lambda: ends() == {"sent": 120})
    assert [stop(worker) for worker in workers] == [0] * 3
    got = Counter(recipient for delivered in smtp_sink.messages for recipient in delivered.recipients)
    assert got == Counter(people[stopped] + people[other])


def test_pressing_and_releasing_again_and_again_loses_and_doubles_nothing(
    start: Start, smtp_sink: SmtpSink, set_clock: SetClock
) -> None:
    event = factories.an_event()
    people = confirmations(event, 80)
    set_clock(BEFOREHAND)
    smtp_sink.delay("DATA", 0.01)
    workers = [start() for _ in range(3)]
    wait_until(lambda: len(smtp_sink.messages) >= 5)
    for _ in range(8):
        holds.hold(HoldScope.EVENT, event_id=event.id, now=BEFOREHAND)
        time.sleep(0.1)
        release_all(BEFOREHAND)
        time.sleep(0.02)
    wait_until(lambda: ends() == {"sent": 80})
    assert [stop(worker) for worker in workers] == [0] * 3
    got = Counter(recipient for delivered in smtp_sink.messages for recipient in delivered.recipients)
    assert got == Counter(people)


def test_what_is_out_of_date_when_released_is_dropped_and_what_is_not_is_sent(
    start: Start, smtp_sink: SmtpSink, set_clock: SetClock
) -> None:
    factories.an_rsvp(factories.an_event(), "late@example.org")
    to_come = factories.an_event(title="Vigil at City Hall", starts_at=AFTER_THE_START + dt.timedelta(days=30))
    rsvp = factories.an_rsvp(to_come, "in-time@example.org")
    queue_due(DAY_BEFORE)
    owe("rsvp-confirmed", rsvp.id, to_come.id, 0, DAY_BEFORE)
    db.session.commit()
    holds.hold(HoldScope.ALL, now=DAY_BEFORE)
    set_clock(DAY_BEFORE)
    assert start("--once").wait(timeout=60) == 0
    assert (ends(), smtp_sink.messages) == ({"held": 2}, [])
    set_clock(AFTER_THE_START)
    release_all(AFTER_THE_START)
    assert start("--once").wait(timeout=60) == 0
    assert [delivered.recipients for delivered in smtp_sink.messages] == [("in-time@example.org",)]
    db.session.rollback()
    query = db.select(OutboxMail.kind, OutboxMail.state, OutboxMail.outcome)
    ended = {kind: (state, outcome) for kind, state, outcome in db.session.execute(query) if state != "queued"}
    assert ended["reminder-day-before"] == ("dropped", "too late to help")
    assert ended["rsvp-confirmed"][0] == "sent"
