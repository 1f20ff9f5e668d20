"""Several lines at once: as many mails on their way as there are lines, and one broken line breaks no other."""

import datetime as dt
import time
from collections.abc import Callable, Iterator

import pytest
from flask import Flask

from actions.clock import Clock
from actions.mail.delivery import Delivery
from actions.mail.mime import Letter
from actions.mail.pacing import Pacing
from actions.mail.relay import Outage, Outcome, Relay, Taken
from config import Settings
from tests.mail.conftest import Owe, mail_of
from tests.services.smtp_sink import SmtpSink

LINES = 4


@pytest.fixture
def relays(smtp_sink: SmtpSink) -> list[Relay]:
    """A connection for each line."""
    return [Relay(smtp_sink.url, "localhost") for _ in range(LINES)]


@pytest.fixture
def delivery(app: Flask, settings: Settings, relays: list[Relay]) -> Iterator[Delivery]:
    """One worker's delivery over all of them."""
    delivery = Delivery([[relay] for relay in relays], settings, Clock(settings.clock_file).now, dice=lambda: 1.0)
    yield delivery
    delivery.close()


def test_every_line_carries_one_mail_at_a_time_over_a_connection_of_its_own(
    delivery: Delivery, relays: list[Relay], owe: Owe, smtp_sink: SmtpSink, monkeypatch: pytest.MonkeyPatch
) -> None:
    under_way: list[int] = []
    most = [0]

    def watch(relay: Relay) -> Callable[[Letter, Callable[[], bool]], Outcome]:
        send = relay.send

        def watched(letter: Letter, still_ours: Callable[[], bool]) -> Outcome:
            under_way.append(1)
            most[0] = max(most[0], len(under_way))
            time.sleep(0.05)
            outcome = send(letter, still_ours)
            under_way.pop()
            return outcome

        return watched

    for relay in relays:
        monkeypatch.setattr(relay, "send", watch(relay))
    for number in range(24):
        owe(f"mail {number}")
    while delivery.deliver_due():
        pass
    assert (most[0], smtp_sink.connections, len(smtp_sink.messages)) == (LINES, LINES, 24)
    assert len({delivered.subject for delivered in smtp_sink.messages}) == 24


class _Narrow:
    """A mail server that lets in so many lines at a time; `door` has those that are in."""

    def __init__(self, most: int, door: set[int]) -> None:
        self.most, self.door, self.asked = most, door, 0

    def send(self, _letter: Letter, _still_ours: Callable[[], bool]) -> Outcome:
        self.asked += 1
        # Those that are let in are quicker than those that are not, so that the first answer is a good one.
        if id(self) not in self.door and len(self.door) >= self.most:
            time.sleep(0.05)
            return Outage("421 4.7.0 Too many connections")
        self.door.add(id(self))
        time.sleep(0.001)
        return Taken("250")

    def close(self) -> None:
        self.door.discard(id(self))

    close_if_idle = close


@pytest.mark.sqlite_only
def test_a_server_that_lets_in_fewer_lines_gets_its_mail_over_those(
    app: Flask, settings: Settings, owe: Owe, now: dt.datetime
) -> None:
    door: set[int] = set()
    lines = [_Narrow(2, door) for _ in range(LINES)]
    delivery = Delivery([[line] for line in lines], settings, lambda: now, dice=lambda: 1.0)
    for number in range(60):
        owe(f"mail {number}")
    while delivery.deliver_due():
        pass
    assert {mail_of(f"mail {number}").state for number in range(60)} == {"sent"}
    assert sorted(line.asked for line in lines)[:2] == [1, 1]
    assert not delivery.is_paused()
    delivery.close()


@pytest.mark.sqlite_only
def test_a_server_that_lets_in_none_any_more_is_left_alone_and_no_mail_is_lost(
    app: Flask, settings: Settings, owe: Owe, now: dt.datetime
) -> None:
    door: set[int] = set()
    lines = [_Narrow(LINES, door) for _ in range(LINES)]
    delivery = Delivery([[line] for line in lines], settings, lambda: now, dice=lambda: 1.0)
    owe("first")
    delivery.deliver_due()
    for line in lines:
        line.most = 0
        line.close()
    for number in range(20):
        owe(f"mail {number}")
    while delivery.deliver_due():
        pass
    assert delivery.is_paused()
    delivery.close()
    assert {mail_of(f"mail {number}").state for number in range(20)} == {"queued"}
    assert {mail_of(f"mail {number}").lease_token for number in range(20)} == {None}
    assert sum(line.asked for line in lines) == 1 + LINES


def test_a_fault_nobody_foresaw_puts_that_mail_off_and_stops_no_line(
    delivery: Delivery, relays: list[Relay], owe: Owe, smtp_sink: SmtpSink, monkeypatch: pytest.MonkeyPatch
) -> None:
    for relay in relays:
        send = relay.send

        def faulty(letter: Letter, still_ours: Callable[[], bool], send: Callable[..., Outcome] = send) -> Outcome:
            if b"mail 3" in letter.content:
                raise ZeroDivisionError("maria@example.org")
            return send(letter, still_ours)

        monkeypatch.setattr(relay, "send", faulty)
    for number in range(8):
        owe(f"mail {number}")
    while delivery.deliver_due():
        pass
    assert len(smtp_sink.messages) == 7
    assert mail_of("mail 3").outcome == "could not be handed over (ZeroDivisionError)"


def test_a_slow_answer_holds_up_its_own_line_only(delivery: Delivery, owe: Owe, smtp_sink: SmtpSink) -> None:
    smtp_sink.answer_slowly(2.0, times=1)
    for number in range(30):
        owe(f"mail {number:02}")
    while delivery.deliver_due():
        pass
    arrived = [delivered.subject for delivered in smtp_sink.messages]
    assert len(arrived) == 30
    # One of the first few is far behind: the others went on over the other lines.
    assert max(arrived.index(f"mail {number:02}") for number in range(LINES)) > 2 * LINES


def test_mails_above_a_domains_rate_are_each_promised_a_moment(now: dt.datetime) -> None:
    pacing = Pacing(2)
    tenth = dt.timedelta(seconds=0.1)
    moments = [pacing.moment_of(number, "a@Big.example", now + tenth) for number in range(4)]
    assert [moment and (moment - now).total_seconds() for moment in moments] == [None, 0.6, 1.1, 1.6]
    assert pacing.moment_of(9, "a@other.example", now + tenth) is None
    # It comes at its moment, and is not put off again though others have come meanwhile.
    assert pacing.moment_of(10, "b@big.example", now + 6 * tenth) is not None
    assert pacing.moment_of(1, "a@big.example", now + 6 * tenth) is None


def test_no_rate_is_no_limit(now: dt.datetime) -> None:
    pacing = Pacing(0)
    assert {pacing.moment_of(number, "a@big.example", now) for number in range(100)} == {None}


def test_a_mail_above_the_rate_waits_untried_and_goes_at_its_moment(
    delivery: Delivery,
    owe: Owe,
    smtp_sink: SmtpSink,
    set_clock: Callable[[dt.datetime], None],
    now: dt.datetime,
) -> None:
    delivery._pacing = Pacing(1)
    owe("first")
    owe("second")
    owe("elsewhere", to="pat@other.example")
    while delivery.deliver_due():
        pass
    assert {delivered.subject for delivered in smtp_sink.messages} == {"first", "elsewhere"}
    assert (mail_of("second").attempt_count, mail_of("second").ready_at) == (0, now + dt.timedelta(seconds=1))
    set_clock(now + dt.timedelta(seconds=1))
    while delivery.deliver_due():
        pass
    assert {delivered.subject for delivered in smtp_sink.messages} == {"first", "elsewhere", "second"}
