"""When reminders are due, in every zone of the country and on the days when the clocks change."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.reminders.rules import DAY_BEFORE, ON_DAY, THANKS, Anchor, Direction, Rule, Unit
from actions.reminders.schedule import (
    SPREAD,
    THANKS_HELP,
    Slot,
    days_ahead,
    due_at,
    is_due,
    local_day,
    spread_of,
    useful_until,
)

# The nine of the states, and three islands.
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
MINUTE, HOUR, DAY = dt.timedelta(minutes=1), dt.timedelta(hours=1), dt.timedelta(days=1)
zones = st.sampled_from(ZONES).map(ZoneInfo)
MIDNIGHT = dt.datetime(2024, 1, 1, tzinfo=dt.UTC)
starts = st.integers(0, 12 * 366 * 24 * 60).map(lambda minutes: MIDNIGHT + dt.timedelta(minutes=minutes))
slots = st.builds(
    lambda starts_at, minutes, zone: Slot(starts_at, starts_at + minutes * MINUTE, zone),
    starts,
    st.integers(1, 24 * 60),
    zones,
)
times = st.builds(dt.time, st.integers(0, 23), st.integers(0, 59))
days_of_change = st.sampled_from(
    [day + dt.timedelta(days=n) for day in (CLOCKS_GO_FORWARD, CLOCKS_GO_BACK) for n in (-1, 0, 1)]
)
rules = st.builds(
    Rule,
    st.sampled_from(Direction),
    st.sampled_from(Anchor),
    st.integers(0, 30),
    st.sampled_from(Unit),
    st.none() | times,
).filter(lambda rule: rule.can_ever_help)
day_rules = st.builds(
    Rule, st.just(Direction.BEFORE), st.just(Anchor.START), st.integers(0, 30), st.just(Unit.DAYS), times
)
hour_rules = st.builds(Rule, st.just(Direction.BEFORE), st.just(Anchor.START), st.integers(1, 72), st.just(Unit.HOURS))


def utc(text: str) -> dt.datetime:
    """An instant as in `2027-03-13T17:00Z`."""
    return dt.datetime.fromisoformat(text)


def a_slot(starts_at: str, zone: str = "America/Chicago", hours: float = 2) -> Slot:
    """Two hours long unless told otherwise."""
    return Slot(utc(starts_at), utc(starts_at) + hours * HOUR, ZoneInfo(zone))


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
    slot = a_slot(starts_at, zone)
    assert due_at(DAY_BEFORE, slot) == utc(day_before)
    assert due_at(ON_DAY, slot) == utc(on_day)
    assert due_at(THANKS, slot) == utc(starts_at) + 4 * HOUR


@pytest.mark.parametrize(
    ("signature", "starts_at", "due"),
    [
        # Saturday December 5, 11:00 to 13:00 CST.
        ("before-start-2h", "2026-12-05T17:00Z", "2026-12-05T15:00Z"),
        ("before-end-3h", "2026-12-05T17:00Z", "2026-12-05T16:00Z"),
        ("before-start-3d", "2026-12-05T17:00Z", "2026-12-02T17:00Z"),
        ("before-start-7d-0930", "2026-12-05T17:00Z", "2026-11-28T15:30Z"),
        ("after-end-1d-1000", "2026-12-05T17:00Z", "2026-12-06T16:00Z"),
        ("after-start-1d", "2026-12-05T17:00Z", "2026-12-06T17:00Z"),
        # Nobody is asked how it went while it goes on.
        ("after-start-1h", "2026-12-05T17:00Z", "2026-12-05T19:00Z"),
        ("after-end-0d-0800", "2026-12-05T17:00Z", "2026-12-05T19:00Z"),
        # One day before 14:00 CDT on the wall is 14:00 CST, 24 hours before it by the watch is 13:00 CST.
        ("before-start-1d", "2027-03-14T19:00Z", "2027-03-13T20:00Z"),
        ("before-start-24h", "2027-03-14T19:00Z", "2027-03-13T19:00Z"),
        # 2:30 does not exist on that day: 3:30 CDT.
        ("before-start-0d-0230", "2027-03-14T19:00Z", "2027-03-14T08:30Z"),
        # 1:30 comes twice on that day: the first, CDT.
        ("before-start-0d-0130", "2027-11-07T19:00Z", "2027-11-07T06:30Z"),
        # A reminder that would come at the start or later is none.
        ("before-start-0d-1100", "2026-12-05T17:00Z", None),
        ("before-end-2h", "2026-12-05T17:00Z", None),
    ],
)
def test_rule_is_due_when_it_says(signature: str, starts_at: str, due: str | None) -> None:
    assert due_at(Rule.named(signature), a_slot(starts_at)) == (utc(due) if due else None)


@given(slots, day_rules)
def test_rule_of_days_is_its_time_on_the_wall_of_its_day(slot: Slot, rule: Rule) -> None:
    due = due_at(rule, slot)
    assert rule.at is not None
    wall = dt.datetime.combine(local_day(slot.starts_at, slot.zone) - rule.amount * DAY, rule.at)
    exists = wall.replace(tzinfo=slot.zone).astimezone(dt.UTC).astimezone(slot.zone).replace(tzinfo=None) == wall
    if due is None:
        assert wall.replace(tzinfo=slot.zone).astimezone(dt.UTC) >= slot.starts_at
    elif exists:
        assert due.astimezone(slot.zone).replace(tzinfo=None) == wall
    else:
        assert due.astimezone(slot.zone).replace(tzinfo=None) == wall + HOUR


@given(slots, hour_rules)
def test_rule_of_hours_is_so_many_by_the_watch(slot: Slot, rule: Rule) -> None:
    assert due_at(rule, slot) == slot.starts_at - rule.amount * HOUR


@given(slots, rules)
def test_reminders_come_before_the_start_thanks_after_the_end_and_all_within_reach(slot: Slot, rule: Rule) -> None:
    due = due_at(rule, slot)
    if rule.is_after:
        assert due is not None
        assert slot.ends_at <= due <= slot.ends_at + rule.reach
        assert useful_until(rule, slot) == due + THANKS_HELP
    elif due is not None:
        assert slot.starts_at - rule.reach <= due < useful_until(rule, slot) <= slot.starts_at


@given(days_of_change, st.times(), zones, st.sampled_from([DAY_BEFORE, ON_DAY]))
def test_days_when_the_clocks_change_are_like_any_other(
    day: dt.date, time: dt.time, zone: ZoneInfo, rule: Rule
) -> None:
    starts_at = dt.datetime.combine(day, time, zone).astimezone(dt.UTC)
    slot = Slot(starts_at, starts_at + 2 * HOUR, zone)
    due = due_at(rule, slot)
    if due is not None:
        local = due.astimezone(zone)
        assert (local.time(), local.date()) == (rule.at, day - rule.amount * DAY)
        assert days_ahead(slot, due) == rule.amount


@given(slots, rules, st.integers(0, 99))
def test_late_worker_reminds_while_it_helps_and_never_after(slot: Slot, rule: Rule, percent: int) -> None:
    due = due_at(rule, slot)
    if due is None:
        return
    end = useful_until(rule, slot)
    assert is_due(rule, slot, due + (end - due) * percent / 100)
    assert not is_due(rule, slot, due - dt.timedelta(seconds=1))
    assert not is_due(rule, slot, end)


@given(slots, rules, st.integers(0, 99))
def test_mails_are_spread_over_half_an_hour_and_never_past_what_helps(slot: Slot, rule: Rule, percent: int) -> None:
    due = due_at(rule, slot)
    if due is None:
        return
    end = useful_until(rule, slot)
    begins_at = due + (end - due) * percent / 100
    spread = spread_of(rule, slot, begins_at, 1_000_000)
    assert dt.timedelta(0) <= spread <= SPREAD
    assert begins_at + spread < end
    if end - begins_at >= 3 * HOUR:
        assert spread == SPREAD


def test_what_begins_soonest_is_told_first() -> None:
    eight = utc("2026-12-05T14:00Z")
    soon = [a_slot(f"2026-12-05T{start}Z") for start in ("14:30", "15:00", "16:00", "17:00", "23:00")]
    assert [spread_of(ON_DAY, slot, eight, 1_000_000) / MINUTE for slot in soon] == [5, 10, 20, 30, 30]


@pytest.mark.parametrize(("crowd", "seconds"), [(1, 0), (100, 0), (101, 101), (900, 900), (1800, 1800), (5000, 1800)])
def test_few_mails_leave_at_once_and_many_a_second_for_each(crowd: int, seconds: int) -> None:
    slot = a_slot("2026-12-05T17:00Z")
    assert spread_of(DAY_BEFORE, slot, utc("2026-12-04T17:00Z"), crowd).total_seconds() == seconds


def test_tomorrow_is_said_until_midnight_only() -> None:
    slot = a_slot("2026-12-05T17:00Z")
    assert useful_until(DAY_BEFORE, slot) == utc("2026-12-05T06:00Z")
    assert useful_until(ON_DAY, slot) == slot.starts_at
    assert useful_until(THANKS, slot) == utc("2026-12-07T21:00Z")
