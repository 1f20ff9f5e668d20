"""When mail is tried again, and when it is given up."""

import datetime as dt

import pytest

from actions.mail.backoff import is_given_up, next_try, pause
from actions.mail.models import Lane

NOW = dt.datetime(2026, 12, 4, 17, 0, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)


@pytest.mark.parametrize(
    ("tries", "code", "seconds"),
    [
        (1, None, 10),
        (2, None, 20),
        (3, 421, 40),
        (8, 452, 900),
        (1_000, 421, 900),
        (1, 451, 60),
        (2, 450, 120),
        (6, 451, 1_800),
        (1_000, 451, 1_800),
    ],
)
def test_a_mail_waits_twice_as_long_each_time_up_to_a_limit(tries: int, code: int | None, seconds: int) -> None:
    assert next_try(NOW, tries, code, dice=1.0) == NOW + dt.timedelta(seconds=seconds)


def test_waiting_times_are_spread_over_half_their_length() -> None:
    assert next_try(NOW, 1, 451, dice=0.0) == NOW + dt.timedelta(seconds=30)
    assert next_try(NOW, 1, 451, dice=0.5) == NOW + dt.timedelta(seconds=45)


def test_a_relay_out_of_order_is_asked_at_least_once_a_minute() -> None:
    assert [pause(failures, 1.0).total_seconds() for failures in (1, 2, 3, 7, 500)] == [1, 2, 4, 60, 60]


@pytest.mark.parametrize(
    ("lane", "hours", "given_up"),
    [
        (Lane.CONFIRMATION, 23, False),
        (Lane.CONFIRMATION, 24, True),
        (Lane.REMINDER, 24, True),
        (Lane.SAFETY, 47, False),
        (Lane.SAFETY, 48, True),
        (Lane.CHANGE, 47, False),
    ],
)
def test_a_mail_is_given_up_after_a_day_and_word_of_a_change_after_two(lane: Lane, hours: int, given_up: bool) -> None:
    assert is_given_up(lane, NOW, NOW + hours * HOUR) is given_up
