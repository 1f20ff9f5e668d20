"""Several mail servers: to the next and back, without anybody's doing."""

import datetime as dt
from collections.abc import Callable, Iterator

import pytest
from flask import Flask

from actions.clock import Clock
from actions.mail.delivery import Delivery
from actions.mail.relay import Relay
from actions.mail.servers import Servers
from config import Settings
from tests.mail.conftest import Owe, mail_of
from tests.services.smtp_sink import SmtpSink

SECOND = dt.timedelta(seconds=1)
SetClock = Callable[[dt.datetime], None]


@pytest.fixture
def second_sink() -> Iterator[SmtpSink]:
    """Another mail server."""
    sink = SmtpSink()
    sink.up()
    yield sink
    sink.down()


@pytest.fixture
def delivery(app: Flask, settings: Settings, smtp_sink: SmtpSink, second_sink: SmtpSink) -> Iterator[Delivery]:
    """One worker's delivery over two lines to two servers."""
    lines = [[Relay(sink.url, "localhost") for sink in (smtp_sink, second_sink)] for _line in range(2)]
    delivery = Delivery(lines, settings, Clock(settings.clock_file).now, dice=lambda: 1.0)
    yield delivery
    delivery.close()


def drain(delivery: Delivery) -> None:
    while delivery.deliver_due():
        pass


def test_mail_goes_over_the_next_server_while_the_first_is_out_and_then_back(
    delivery: Delivery, owe: Owe, smtp_sink: SmtpSink, second_sink: SmtpSink, set_clock: SetClock, now: dt.datetime
) -> None:
    smtp_sink.down()
    for number in range(6):
        owe(f"mail {number}")
    drain(delivery)
    assert (len(smtp_sink.messages), len(second_sink.messages)) == (0, 6)
    assert mail_of("mail 0").attempt_count == 1
    smtp_sink.up()
    owe("while it is left alone")
    drain(delivery)
    assert (len(smtp_sink.messages), len(second_sink.messages)) == (0, 7)
    set_clock(now + 2 * SECOND)
    owe("the one that tries it")
    drain(delivery)
    for number in range(4):
        owe(f"later {number}")
    drain(delivery)
    assert (len(smtp_sink.messages), len(second_sink.messages)) == (5, 7)


def test_nothing_is_blamed_or_lost_while_every_server_is_out(
    delivery: Delivery, owe: Owe, smtp_sink: SmtpSink, second_sink: SmtpSink, set_clock: SetClock, now: dt.datetime
) -> None:
    smtp_sink.down()
    second_sink.down()
    owe("hello")
    drain(delivery)
    assert delivery.is_paused()
    assert (mail_of("hello").state, mail_of("hello").attempt_count) == ("queued", 0)
    second_sink.up()
    set_clock(now + 10 * SECOND)
    drain(delivery)
    assert [delivered.subject for delivered in second_sink.messages] == ["hello"]


def test_a_server_that_was_out_is_tried_by_one_mail_alone(now: dt.datetime) -> None:
    servers = Servers(2, dice=lambda: 1.0)
    assert [servers.first_open(now), servers.first_open(now)] == [0, 0]
    servers.takes_no_mail(0, "no connection", now)
    assert servers.first_open(now) == 1
    after = now + SECOND
    assert [servers.first_open(after), servers.first_open(after)] == [0, 1]
    servers.works(0, now)
    assert [servers.first_open(after), servers.first_open(after)] == [0, 0]


def test_an_outage_that_several_lines_ran_into_counts_once(now: dt.datetime) -> None:
    servers = Servers(1, dice=lambda: 1.0)
    for _line in range(5):
        servers.takes_no_mail(0, "no connection", now)
    assert servers.all_are_left_alone(now + 0.9 * SECOND)
    assert not servers.all_are_left_alone(now + SECOND)
    servers.takes_no_mail(0, "no connection", now + SECOND)
    assert servers.all_are_left_alone(now + 2.9 * SECOND)


def test_a_line_lost_now_and_then_is_no_outage(now: dt.datetime) -> None:
    servers = Servers(1, dice=lambda: 1.0)
    for _round in range(5):
        servers.lost_a_line(0, "connection lost", now)
        servers.lost_a_line(0, "connection lost", now)
        servers.works(0, now)
    assert not servers.all_are_left_alone(now)
