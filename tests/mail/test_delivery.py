"""Delivery to a real server: what each of its answers does to the mail in hand, and what an outage does to none."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import text, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from actions.database import db
from actions.mail import leases, suppression
from actions.mail.delivery import Delivery
from actions.mail.leases import LEASE
from actions.mail.mime import Letter
from actions.mail.models import OutboxMail
from actions.mail.relay import NotOurs, Outcome, Relay, Taken
from actions.sealing import lookup_hash
from tests.mail.conftest import Owe, mail_of
from tests.services.smtp_sink import SmtpSink
from tests.services.worker import wait_until

SECOND = dt.timedelta(seconds=1)
SetClock = Callable[[dt.datetime], None]


def subjects(sink: SmtpSink) -> list[str]:
    """What arrived, in order."""
    return [delivered.subject for delivered in sink.messages]


def drain(delivery: Delivery) -> int:
    """Deliver until nothing is due."""
    total = 0
    while tried := delivery.deliver_due():
        total += tried
    return total


def test_a_mail_reaches_its_one_recipient_and_is_recorded(
    delivery: Delivery, owe: Owe, smtp_sink: SmtpSink, now: dt.datetime
) -> None:
    owe("hello", to="pat@example.org")
    assert delivery.deliver_due() == 1
    [delivered] = smtp_sink.messages
    assert (delivered.sender, delivered.recipients) == ("actions@example.org", ("pat@example.org",))
    assert delivered.message["To"] == "Maria <pat@example.org>"
    assert {"Cc", "Bcc", "Reply-To"} & set(delivered.message.keys()) == set()
    mail = mail_of("hello")
    assert (mail.state, mail.outcome, mail.finished_at) == ("sent", "250 Message accepted", now)
    assert (mail.attempt_count, mail.lease_token) == (1, None)


def test_mails_go_by_lane_then_by_when_they_were_due(
    delivery: Delivery, owe: Owe, smtp_sink: SmtpSink, now: dt.datetime
) -> None:
    owe("late", due_at=now - SECOND)
    owe("nudge", "nudge", due_at=now - 10 * SECOND)
    owe("early", due_at=now - 5 * SECOND)
    owe("alarm", "alarm")
    owe("not yet", "alarm", due_at=now + SECOND)
    drain(delivery)
    assert subjects(smtp_sink) == ["alarm", "early", "late", "nudge"]
    assert mail_of("not yet").state == "queued"


def test_one_connection_carries_many_mails(delivery: Delivery, owe: Owe, smtp_sink: SmtpSink) -> None:
    for number in range(25):
        owe(f"mail {number:02}")
    assert drain(delivery) == 25
    assert (smtp_sink.connections, len(smtp_sink.messages)) == (1, 25)


@pytest.mark.parametrize("phase", ["RCPT", "DATA"])
def test_a_mail_refused_for_good_ends_and_the_next_goes_out(
    delivery: Delivery, owe: Owe, smtp_sink: SmtpSink, phase: str
) -> None:
    smtp_sink.answer(phase, "550 5.1.1 <pat@example.org>: no such mailbox", times=1)
    owe("first", to="pat@example.org")
    owe("second")
    assert delivery.deliver_due() == 2
    mail = mail_of("first")
    assert (mail.state, mail.outcome) == ("failed", "550 5.1.1 (address): no such mailbox")
    assert subjects(smtp_sink) == ["second"]


@pytest.mark.parametrize("phase", ["RCPT", "DATA"])
@pytest.mark.parametrize(("reply", "seconds"), [("451 4.3.0 Later", 60), ("452 4.2.2 Full", 10), ("421 Closing", 10)])
def test_a_mail_put_off_waits_and_then_goes_out_alone_in_its_delay(
    delivery: Delivery,
    owe: Owe,
    smtp_sink: SmtpSink,
    set_clock: SetClock,
    now: dt.datetime,
    phase: str,
    reply: str,
    seconds: int,
) -> None:
    smtp_sink.answer(phase, reply, times=1)
    owe("first")
    owe("second")
    drain(delivery)
    assert subjects(smtp_sink) == ["second"]
    assert (mail_of("first").state, mail_of("first").outcome) == ("queued", reply)
    set_clock(now + dt.timedelta(seconds=seconds) - SECOND)
    assert drain(delivery) == 0
    set_clock(now + dt.timedelta(seconds=seconds))
    assert drain(delivery) == 1
    assert subjects(smtp_sink) == ["second", "first"]
    assert (mail_of("first").state, mail_of("first").attempt_count) == ("sent", 2)


def test_a_line_dropped_before_the_message_delays_that_mail_only(
    delivery: Delivery, owe: Owe, smtp_sink: SmtpSink, set_clock: SetClock, now: dt.datetime
) -> None:
    smtp_sink.drop_before_data()
    owe("first")
    owe("second")
    drain(delivery)
    assert subjects(smtp_sink) == ["second"]
    assert mail_of("first").outcome == "connection lost (SMTPServerDisconnected)"
    set_clock(now + 10 * SECOND)
    drain(delivery)
    assert subjects(smtp_sink) == ["second", "first"]


def test_a_line_dropped_after_the_message_doubles_it_under_the_same_message_id(
    delivery: Delivery, owe: Owe, smtp_sink: SmtpSink, set_clock: SetClock, now: dt.datetime
) -> None:
    smtp_sink.drop_after_data()
    owe("first")
    drain(delivery)
    set_clock(now + 10 * SECOND)
    drain(delivery)
    first, second = smtp_sink.messages
    assert first.message["Message-ID"] == second.message["Message-ID"]
    assert mail_of("first").state == "sent"


def test_lines_dropped_for_every_mail_are_the_servers_doing_and_pause_it(
    delivery: Delivery, owe: Owe, smtp_sink: SmtpSink
) -> None:
    smtp_sink.drop_before_data(times=50)
    for number in range(10):
        owe(f"mail {number}")
    assert drain(delivery) == 3
    assert delivery.is_paused()
    assert [mail_of(f"mail {number}").attempt_count for number in range(5)] == [1, 1, 1, 0, 0]


def test_an_hour_without_a_server_loses_nothing_blames_no_mail_and_keeps_the_order(
    delivery: Delivery, owe: Owe, smtp_sink: SmtpSink, set_clock: SetClock, now: dt.datetime
) -> None:
    smtp_sink.down()
    for number in range(12):
        owe(f"mail {number:02}", due_at=now + number * SECOND)
    for minute in range(60):
        set_clock(now + dt.timedelta(minutes=minute))
        drain(delivery)
    assert [mail_of(f"mail {number:02}").attempt_count for number in range(12)] == [0] * 12
    smtp_sink.up()
    set_clock(now + dt.timedelta(hours=1))
    assert drain(delivery) == 12
    assert subjects(smtp_sink) == [f"mail {number:02}" for number in range(12)]


def test_a_server_that_refuses_the_sender_fails_no_mail(
    delivery: Delivery, owe: Owe, smtp_sink: SmtpSink, set_clock: SetClock, now: dt.datetime
) -> None:
    smtp_sink.answer("MAIL", "553 5.7.1 Sender not allowed", times=1)
    owe("hello")
    drain(delivery)
    assert (mail_of("hello").state, mail_of("hello").attempt_count) == ("queued", 0)
    set_clock(now + 5 * SECOND)
    drain(delivery)
    assert subjects(smtp_sink) == ["hello"]


def test_a_kept_line_that_the_server_closed_meanwhile_is_replaced_at_once(
    delivery: Delivery, owe: Owe, smtp_sink: SmtpSink
) -> None:
    owe("first")
    drain(delivery)
    smtp_sink.answer("MAIL", "421 4.4.2 Idle for too long", times=1)
    owe("second")
    drain(delivery)
    assert (subjects(smtp_sink), smtp_sink.connections) == (["first", "second"], 2)


def test_a_pause_ends_when_the_clock_is_set_back(
    delivery: Delivery, owe: Owe, smtp_sink: SmtpSink, set_clock: SetClock, now: dt.datetime
) -> None:
    smtp_sink.down()
    owe("hello", due_at=now - dt.timedelta(days=2))
    drain(delivery)
    assert delivery.is_paused()
    smtp_sink.up()
    set_clock(now - dt.timedelta(days=1))
    assert drain(delivery) == 1


def test_a_mail_put_off_for_a_day_is_given_up_with_the_last_answer(
    delivery: Delivery, owe: Owe, smtp_sink: SmtpSink, set_clock: SetClock, now: dt.datetime
) -> None:
    smtp_sink.answer("RCPT", "450 4.2.0 Try later")
    owe("hello")
    for hour in range(25):
        set_clock(now + dt.timedelta(hours=hour))
        drain(delivery)
    mail = mail_of("hello")
    assert (mail.state, mail.outcome, mail.attempt_count) == ("failed", "given up: 450 4.2.0 Try later", 25)


def test_a_mail_that_cannot_be_composed_holds_up_no_other_and_tells_no_secret(
    delivery: Delivery,
    owe: Owe,
    smtp_sink: SmtpSink,
    set_clock: SetClock,
    now: dt.datetime,
    caplog: pytest.LogCaptureFixture,
) -> None:
    owe("broken", fault="maria@example.org lives here")
    owe("sound")
    drain(delivery)
    assert subjects(smtp_sink) == ["sound"]
    assert mail_of("broken").outcome == "could not be composed (ZeroDivisionError)"
    assert "maria" not in caplog.text
    for hour in range(25):
        set_clock(now + dt.timedelta(hours=hour))
        drain(delivery)
    assert (mail_of("broken").state, mail_of("broken").attempt_count) == ("failed", 25)


def test_a_kind_that_nobody_composes_waits_for_a_worker_that_can(
    delivery: Delivery, owe: Owe, smtp_sink: SmtpSink
) -> None:
    owe("hello")
    db.session.execute(update(OutboxMail).values(kind="from-a-newer-release"))
    db.session.commit()
    drain(delivery)
    assert (mail_of("hello").state, mail_of("hello").outcome) == ("queued", "could not be composed (UnknownKind)")


def test_a_mail_out_of_date_is_dropped_with_its_reason(delivery: Delivery, owe: Owe, smtp_sink: SmtpSink) -> None:
    owe("hello", drop="the event is cancelled")
    assert drain(delivery) == 1
    mail = mail_of("hello")
    assert (mail.state, mail.outcome, mail.attempt_count) == ("dropped", "the event is cancelled", 0)
    assert smtp_sink.messages == []


def test_an_address_that_is_none_fails_at_once(delivery: Delivery, owe: Owe, smtp_sink: SmtpSink) -> None:
    owe("hello", to="maria@example.org\r\nRCPT TO:<victim@example.net>")
    drain(delivery)
    assert (mail_of("hello").state, smtp_sink.messages) == ("failed", [])


@pytest.mark.parametrize("what", ["nudge", "reminder", "*"])
def test_who_wants_no_reminders_gets_none_but_still_what_is_owed(
    delivery: Delivery, owe: Owe, smtp_sink: SmtpSink, now: dt.datetime, what: str
) -> None:
    suppression.stop(lookup_hash("Maria@Example.org"), what, now)
    owe("reminder", "nudge")
    owe("confirmation")
    owe("another's reminder", "nudge", to="pat@example.org")
    drain(delivery)
    assert subjects(smtp_sink) == ["confirmation", "another's reminder"]
    assert (mail_of("reminder").state, mail_of("reminder").outcome) == (
        "dropped",
        "this address asked for no more of these",
    )


def _stays_open(session: Session) -> bool:
    try:
        wait_until(lambda: not session.in_transaction(), seconds=2)
    except TimeoutError:
        return True
    return False


def test_no_transaction_stays_open_while_the_server_is_spoken_to(
    delivery: Delivery, relay: Relay, owe: Owe, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_while_speaking = []
    send, session = relay.send, db.session.registry()

    def watched(letter: Letter, still_ours: Callable[[], bool]) -> Outcome:
        # Meanwhile the next mails may be taken and written; that ends by itself, whatever the server does.
        open_while_speaking.append(_stays_open(session))
        outcome = send(letter, still_ours)
        open_while_speaking.append(_stays_open(session))
        return outcome

    monkeypatch.setattr(relay, "send", watched)
    owe("hello")
    drain(delivery)
    assert open_while_speaking == [False, False]


def test_a_worker_whose_lease_ran_out_while_it_slept_sends_nothing(
    delivery: Delivery, relay: Relay, owe: Owe, smtp_sink: SmtpSink, monkeypatch: pytest.MonkeyPatch
) -> None:
    name_recipient, watch, send, outcomes = relay._name_recipient, leases.ticks, relay.send, []

    def slow(*arguments: Any) -> None:
        name_recipient(*arguments)
        monkeypatch.setattr(leases, "ticks", lambda: watch() + LEASE.total_seconds())

    def noted(*arguments: Any) -> Outcome:
        outcomes.append((send(*arguments), len(smtp_sink.messages)))
        return outcomes[-1][0]

    monkeypatch.setattr(relay, "_name_recipient", slow)
    monkeypatch.setattr(relay, "send", noted)
    owe("hello")
    drain(delivery)
    # Handed back, taken again with a fresh lease, and sent then.
    assert outcomes == [(NotOurs(), 0), (Taken("250 Message accepted"), 1)]
    assert mail_of("hello").attempt_count == 1


def test_a_mail_in_hand_when_the_clock_is_set_beyond_its_lease_is_left_to_others(
    delivery: Delivery, owe: Owe, smtp_sink: SmtpSink, set_clock: SetClock, now: dt.datetime
) -> None:
    owe("hello")
    assert delivery._take_more() == 0
    set_clock(now + LEASE)
    delivery._give(delivery._in_hand[0], delivery._letters[delivery._in_hand[0].id], 0)
    assert delivery._record_what_returned(10)
    assert (mail_of("hello").state, smtp_sink.messages) == ("queued", [])


def test_a_record_survives_a_short_loss_of_the_database(
    delivery: Delivery, owe: Owe, smtp_sink: SmtpSink, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("actions.mail.delivery.SECONDS_BETWEEN_RECORDINGS", (0.0, 0.0))
    real, failures = leases.finish, iter([True, True, False])

    def shaky(*arguments: object) -> bool:
        if next(failures):
            db.session.execute(text("SELECT 1"))
            raise OperationalError("UPDATE", {}, ConnectionError("server closed the connection"))
        return real(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(leases, "finish", shaky)
    owe("hello")
    drain(delivery)
    assert (len(smtp_sink.messages), mail_of("hello").state) == (1, "sent")
