"""Real worker processes on a real database and a real mail server: shared, killed, stopped, moved in time."""

import datetime as dt
import signal
import time
from collections import Counter
from collections.abc import Callable

from sqlalchemy import func

from actions.database import db
from actions.mail.leases import LEASE
from actions.mail.models import OutboxMail
from actions.mail.wishes import link_token
from actions.reminders.service import queue_due
from actions.rsvps.models import Rsvp
from actions.signing import sign
from tests import factories
from tests.mail.conftest import Start
from tests.services.smtp_sink import Delivered, SmtpSink
from tests.services.worker import wait_until

DAY_BEFORE = dt.datetime(2026, 12, 4, 17, 0, tzinfo=dt.UTC)
ON_DAY = dt.datetime(2026, 12, 5, 14, 0, tzinfo=dt.UTC)
SetClock = Callable[[dt.datetime], None]


def rsvps_to_one_event(number: int) -> list[Rsvp]:
    """So many people who are coming to the rally, all reminders of the day before owed."""
    event = factories.an_event()
    rsvps = [factories.an_rsvp(event, f"supporter{n}@example.org") for n in range(number)]
    queue_due(DAY_BEFORE)
    return rsvps


def addresses(sink: SmtpSink) -> Counter[str]:
    """How many mails each address got."""
    return Counter(recipient for delivered in sink.messages for recipient in delivered.recipients)


def states() -> dict[str, int]:
    """How many mails are in each state."""
    db.session.rollback()
    query = db.select(OutboxMail.state, func.count()).group_by(OutboxMail.state)
    return dict(db.session.execute(query).all())


def everything_in(delivered: Delivered) -> str:
    """Headers and decoded parts of a mail."""
    parts = [str(part.get_content()) for part in delivered.message.walk() if part.get_content_maintype() == "text"]
    return "\n".join([*(f"{name}: {value}" for name, value in delivered.message.items()), *parts])


def test_two_workers_share_the_queue_and_nobody_gets_anothers_mail(
    start: Start, smtp_sink: SmtpSink, set_clock: SetClock
) -> None:
    rsvps = rsvps_to_one_event(60)
    set_clock(DAY_BEFORE)
    smtp_sink.delay("DATA", 0.02)
    for worker in [start("--once"), start("--once")]:
        assert worker.wait(timeout=60) == 0
    assert addresses(smtp_sink) == Counter(rsvp.email for rsvp in rsvps)
    assert states() == {"sent": 60}
    assert len({delivered.message["Message-ID"] for delivered in smtp_sink.messages}) == 60
    private = {
        rsvp.email: (rsvp.email, sign("rsvp", rsvp.id), link_token(rsvp.email_hash, "reminder-day-before"))
        for rsvp in rsvps
    }
    for delivered in smtp_sink.messages:
        [recipient] = delivered.recipients
        assert [address.addr_spec for address in delivered.message["To"].addresses] == [recipient]
        text = everything_in(delivered)
        assert all(secret in text for secret in private[recipient])
        foreign = [secret for address, own in private.items() if address != recipient for secret in own]
        # An address that ends another (1@, 11@) is told apart by what stands before it.
        assert [secret for secret in foreign if f"<{secret}" in text or f"/{secret}" in text] == []


def test_a_killed_worker_loses_nothing_and_doubles_at_most_what_was_in_flight(
    start: Start, smtp_sink: SmtpSink, set_clock: SetClock
) -> None:
    rsvps_to_one_event(40)
    smtp_sink.delay("DATA", 0.03)
    kills = 3
    for number in range(kills):
        set_clock(DAY_BEFORE + number * LEASE)
        before = len(smtp_sink.messages)
        worker = start()
        wait_until(lambda before=before: len(smtp_sink.messages) >= before + 6)  # type: ignore[misc]
        worker.kill()
        worker.wait()
    set_clock(DAY_BEFORE + kills * LEASE)
    assert start("--once").wait(timeout=60) == 0
    got = addresses(smtp_sink)
    assert set(got) == {f"supporter{n}@example.org" for n in range(40)}
    assert 40 <= got.total() <= 40 + kills
    assert states() == {"sent": 40}
    by_message = {(delivered.recipients, delivered.message["Message-ID"]) for delivered in smtp_sink.messages}
    assert len(by_message) == 40


def test_a_worker_asked_to_stop_finishes_the_mail_in_hand_and_hands_back_the_rest(
    start: Start, smtp_sink: SmtpSink, set_clock: SetClock
) -> None:
    rsvps_to_one_event(10)
    set_clock(DAY_BEFORE)
    smtp_sink.delay("DATA", 0.3)
    worker = start()
    wait_until(lambda: len(smtp_sink.messages) >= 1)
    time.sleep(0.1)
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(timeout=10) == 0
    sent = len(smtp_sink.messages)
    assert states() == {"sent": sent, "queued": 10 - sent}
    assert db.session.scalar(db.select(func.count()).where(OutboxMail.lease_token.is_not(None))) == 0


def test_the_clock_drives_reminders_through_a_running_worker(
    start: Start, smtp_sink: SmtpSink, set_clock: SetClock
) -> None:
    factories.an_rsvp(factories.an_event(), "maria@example.org")
    worker = start()
    time.sleep(3)
    assert smtp_sink.messages == []
    set_clock(DAY_BEFORE)
    wait_until(lambda: len(smtp_sink.messages) == 1)
    set_clock(ON_DAY)
    wait_until(lambda: len(smtp_sink.messages) == 2)
    set_clock(ON_DAY + dt.timedelta(days=1))
    wait_until(lambda: len(smtp_sink.messages) == 3)
    worker.send_signal(signal.SIGINT)
    assert worker.wait(timeout=10) == 0
    assert [delivered.subject for delivered in smtp_sink.messages] == [
        "Tomorrow: Rally at Daley Plaza, 11:00 AM",
        "Today: Rally at Daley Plaza, 11:00 AM",
        "Thank you. How did “Rally at Daley Plaza” go?",
    ]


def test_a_mail_leaves_within_a_second_of_being_owed(start: Start, smtp_sink: SmtpSink, set_clock: SetClock) -> None:
    set_clock(DAY_BEFORE)
    start()
    rsvps_to_one_event(1)
    wait_until(lambda: len(smtp_sink.messages) == 1)
    waits = []
    for number in (2, 3, 4):
        factories.an_rsvp(factories.an_event())
        queue_due(DAY_BEFORE)
        owed_at = time.monotonic()
        wait_until(lambda number=number: len(smtp_sink.messages) == number)  # type: ignore[misc]
        waits.append(time.monotonic() - owed_at)
    # The best of three: other programs on a busy machine are not the worker's slowness.
    assert min(waits) < 1.0


def test_once_says_so_when_the_server_takes_no_mail(start: Start, smtp_sink: SmtpSink, set_clock: SetClock) -> None:
    rsvps_to_one_event(2)
    set_clock(DAY_BEFORE)
    smtp_sink.down()
    assert start("--once").wait(timeout=60) == 1
    assert states() == {"queued": 2}
