"""When reminders are due, in every zone of the country and on the days when the clocks change."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.reminders.schedule import EARLIEST, Rule, due_at, is_due, local_day, useful_until

ZONES = (
    "America/New_York",
    "America/Chicago",
    "America/Denver",
    "America/Phoenix",
    "America/Los_Angeles",
    "America/Anchorage",
    "America/Adak",
    "Pacific/Honolulu",
    "America/Puerto_Rico",
    "Pacific/Guam",
    "Pacific/Pago_Pago",
)
CLOCKS_GO_FORWARD, CLOCKS_GO_BACK = dt.date(2027, 3, 14), dt.date(2027, 11, 7)
zones = st.sampled_from(ZONES).map(ZoneInfo)
MIDNIGHT = dt.datetime(2024, 1, 1, tzinfo=dt.UTC)
starts = st.integers(0, 12 * 366 * 24 * 60).map(lambda minutes: MIDNIGHT + dt.timedelta(minutes=minutes))
days_of_change = st.sampled_from(
    [day + dt.timedelta(days=n) for day in (CLOCKS_GO_FORWARD, CLOCKS_GO_BACK) for n in (-1, 0, 1)]
)


def utc(text: str) -> dt.datetime:
    """An instant as in `2027-03-13T17:00Z`."""
    return dt.datetime.fromisoformat(text)


@pytest.mark.parametrize(
    ("zone", "starts_at", "day_before", "on_day"),
    [
        # Saturday, 11:00 CST.
        ("America/Chicago", "2026-12-05T17:00Z", "2026-12-04T17:00Z", "2026-12-05T14:00Z"),
        # 14:00 EDT on the day the clocks went forward: the day before is still EST.
        ("America/New_York", "2027-03-14T18:00Z", "2027-03-13T16:00Z", "2027-03-14T12:00Z"),
        # 14:00 EST on the day the clocks went back: the day before is still EDT.
        ("America/New_York", "2027-11-07T19:00Z", "2027-11-06T15:00Z", "2027-11-07T13:00Z"),
        # No daylight saving: the same offset on both days.
        ("America/Phoenix", "2027-03-14T21:00Z", "2027-03-13T18:00Z", "2027-03-14T15:00Z"),
        ("Pacific/Honolulu", "2027-11-07T22:00Z", "2027-11-06T21:00Z", "2027-11-07T18:00Z"),
        ("America/Adak", "2027-03-14T21:00Z", "2027-03-13T21:00Z", "2027-03-14T17:00Z"),
    ],
)
def test_reminders_are_due_at_eleven_and_at_eight_where_the_event_is(
    zone: str, starts_at: str, day_before: str, on_day: str
) -> None:
    place = ZoneInfo(zone)
    assert due_at(Rule.DAY_BEFORE, utc(starts_at), place) == utc(day_before)
    assert due_at(Rule.ON_DAY, utc(starts_at), place) == utc(on_day)


@given(starts, zones)
def test_the_day_before_is_always_eleven_on_the_wall_of_the_day_before(starts_at: dt.datetime, zone: ZoneInfo) -> None:
    due = due_at(Rule.DAY_BEFORE, starts_at, zone)
    assert due is not None
    local = due.astimezone(zone)
    assert (local.time(), local.date()) == (dt.time(11), local_day(starts_at, zone) - dt.timedelta(days=1))
    assert dt.timedelta(0) < starts_at - due < EARLIEST


@given(starts, zones)
def test_the_day_itself_is_eight_on_its_wall_or_not_at_all(starts_at: dt.datetime, zone: ZoneInfo) -> None:
    due = due_at(Rule.ON_DAY, starts_at, zone)
    if starts_at.astimezone(zone).time() <= dt.time(8):
        assert due is None
    else:
        assert due is not None
        local = due.astimezone(zone)
        assert (local.time(), local.date()) == (dt.time(8), local_day(starts_at, zone))


@given(days_of_change, st.times(), zones, st.sampled_from(Rule))
def test_days_when_the_clocks_change_are_like_any_other(
    day: dt.date, time: dt.time, zone: ZoneInfo, rule: Rule
) -> None:
    starts_at = dt.datetime.combine(day, time, zone).astimezone(dt.UTC)
    due = due_at(rule, starts_at, zone)
    if due is not None:
        assert due.astimezone(zone).time() == {Rule.DAY_BEFORE: dt.time(11), Rule.ON_DAY: dt.time(8)}[rule]
        assert due < useful_until(rule, starts_at, zone) <= starts_at


@given(starts, zones, st.sampled_from(Rule), st.integers(0, 99))
def test_a_late_worker_reminds_while_it_helps_and_never_after(
    starts_at: dt.datetime, zone: ZoneInfo, rule: Rule, percent: int
) -> None:
    due = due_at(rule, starts_at, zone)
    if due is None:
        return
    end = useful_until(rule, starts_at, zone)
    assert is_due(rule, starts_at, zone, due + (end - due) * percent / 100)
    assert not is_due(rule, starts_at, zone, due - dt.timedelta(seconds=1))
    assert not is_due(rule, starts_at, zone, end)


def test_tomorrow_is_said_until_midnight_only() -> None:
    chicago, starts_at = ZoneInfo("America/Chicago"), utc("2026-12-05T17:00Z")
    assert useful_until(Rule.DAY_BEFORE, starts_at, chicago) == utc("2026-12-05T06:00Z")
    assert useful_until(Rule.ON_DAY, starts_at, chicago) == starts_at
