"""Wall-clock times and the instants they name."""

import datetime as dt

import pytest

from actions.events.schedule import (
    ClockTimeMissing,
    LocalTimes,
    Span,
    TimeRefused,
    check_ahead,
    comes_twice,
    instant_of,
    moved_to_zone,
    read_day,
    read_time,
    span_of,
)

NOW = dt.datetime(2026, 11, 24, 15, 0, tzinfo=dt.UTC)


def utc(*parts: int) -> dt.datetime:
    return dt.datetime(*parts, tzinfo=dt.UTC)  # type: ignore[arg-type,misc]


def times(day: str, starts: str, ends: str) -> LocalTimes:
    return LocalTimes(dt.date.fromisoformat(day), dt.time.fromisoformat(starts), dt.time.fromisoformat(ends))


@pytest.mark.parametrize(
    ("zone", "starts_at", "ends_at"),
    [
        ("America/New_York", utc(2026, 12, 5, 16), utc(2026, 12, 5, 18)),
        ("America/Chicago", utc(2026, 12, 5, 17), utc(2026, 12, 5, 19)),
        ("America/Denver", utc(2026, 12, 5, 18), utc(2026, 12, 5, 20)),
        ("America/Phoenix", utc(2026, 12, 5, 18), utc(2026, 12, 5, 20)),
        ("America/Anchorage", utc(2026, 12, 5, 20), utc(2026, 12, 5, 22)),
        ("Pacific/Honolulu", utc(2026, 12, 5, 21), utc(2026, 12, 5, 23)),
        ("America/Puerto_Rico", utc(2026, 12, 5, 15), utc(2026, 12, 5, 17)),
        ("Pacific/Guam", utc(2026, 12, 5, 1), utc(2026, 12, 5, 3)),
        ("Pacific/Pago_Pago", utc(2026, 12, 5, 22), utc(2026, 12, 6, 0)),
    ],
)
def test_eleven_in_the_morning_is_another_instant_in_each_zone(
    zone: str, starts_at: dt.datetime, ends_at: dt.datetime
) -> None:
    assert span_of(times("2026-12-05", "11:00", "13:00"), zone) == Span(starts_at, ends_at)


@pytest.mark.parametrize("zone", ["America/New_York", "America/Chicago", "America/Los_Angeles", "America/Anchorage"])
def test_time_that_the_clocks_skip_is_refused_with_the_reason(zone: str) -> None:
    with pytest.raises(TimeRefused) as refused:
        span_of(times("2027-03-14", "02:30", "04:00"), zone)
    assert refused.value.part == "starts"
    assert str(refused.value.message) == (
        "2:30 AM does not exist on 2027-03-14: the clocks go forward over it. Choose a time an hour later."
    )


def test_end_that_the_clocks_skip_is_refused_beside_the_end() -> None:
    with pytest.raises(TimeRefused) as refused:
        span_of(times("2027-03-14", "01:00", "02:30"), "America/Chicago")
    assert refused.value.part == "ends"


@pytest.mark.parametrize("zone", ["America/Phoenix", "Pacific/Honolulu", "America/Puerto_Rico", "Pacific/Guam"])
def test_no_time_is_skipped_where_clocks_stay_as_they_are(zone: str) -> None:
    assert span_of(times("2027-03-14", "02:30", "04:00"), zone).is_ambiguous is False


@pytest.mark.parametrize(
    ("zone", "first"),
    [
        ("America/New_York", utc(2026, 11, 1, 5, 30)),
        ("America/Chicago", utc(2026, 11, 1, 6, 30)),
        ("America/Los_Angeles", utc(2026, 11, 1, 8, 30)),
    ],
)
def test_the_first_is_taken_and_said_when_a_time_comes_twice(zone: str, first: dt.datetime) -> None:
    span = span_of(times("2026-11-01", "01:30", "03:30"), zone)
    assert span == Span(first, first + dt.timedelta(hours=3), is_ambiguous=True)


def test_a_time_does_not_come_twice_in_the_hour_that_is_skipped() -> None:
    assert comes_twice(dt.date(2027, 3, 14), dt.time(2, 30), "America/Chicago") is False


def test_night_over_the_change_is_an_hour_shorter() -> None:
    span = span_of(times("2027-03-13", "22:00", "04:00"), "America/Chicago")
    assert span.ends_at - span.starts_at == dt.timedelta(hours=5)


def test_end_before_the_start_is_on_the_next_day() -> None:
    span = span_of(times("2026-12-05", "21:00", "01:00"), "America/Chicago")
    assert span == Span(utc(2026, 12, 6, 3), utc(2026, 12, 6, 7))


@pytest.mark.parametrize(
    ("starts", "ends", "sentence"),
    [
        ("11:00", "11:00", "The end is the same as the start. Enter when it ends."),
        ("11:00", "01:00", "The end is before the start, so it would last until the next day. Check AM and PM."),
    ],
)
def test_end_is_refused_when_it_makes_no_sense(starts: str, ends: str, sentence: str) -> None:
    with pytest.raises(TimeRefused) as refused:
        span_of(times("2026-12-05", starts, ends), "America/Chicago")
    assert (str(refused.value.message), refused.value.part) == (sentence, "ends")


@pytest.mark.parametrize(
    ("span", "sentence", "part"),
    [
        (Span(NOW, NOW + dt.timedelta(hours=1)), "This time is in the past. Choose a later day or time.", "on"),
        (
            Span(NOW + dt.timedelta(days=732), NOW + dt.timedelta(days=733)),
            "This is more than two years ahead. Check the year.",
            "on",
        ),
    ],
)
def test_span_is_refused_when_it_is_past_or_far(span: Span, sentence: str, part: str) -> None:
    with pytest.raises(TimeRefused) as refused:
        check_ahead(span, NOW)
    assert (str(refused.value.message), refused.value.part) == (sentence, part)


def test_two_years_ahead_to_the_day_will_do() -> None:
    check_ahead(Span(NOW + dt.timedelta(days=731), NOW + dt.timedelta(days=732)), NOW)


def test_what_has_begun_may_stay_when_it_is_not_changed() -> None:
    begun = Span(NOW - dt.timedelta(hours=1), NOW + dt.timedelta(hours=1))
    check_ahead(begun, NOW, begun)
    check_ahead(Span(begun.starts_at, NOW + dt.timedelta(hours=2)), NOW, begun)


def test_what_has_begun_cannot_be_ended_in_the_past() -> None:
    begun = Span(NOW - dt.timedelta(hours=2), NOW + dt.timedelta(hours=1))
    with pytest.raises(TimeRefused) as refused:
        check_ahead(Span(begun.starts_at, NOW - dt.timedelta(hours=1)), NOW, begun)
    assert (str(refused.value.message), refused.value.part) == ("This end is in the past. Choose a later time.", "ends")


def test_eleven_stays_eleven_when_the_zone_changes() -> None:
    assert moved_to_zone(utc(2026, 12, 5, 17), "America/Chicago", "America/New_York") == utc(2026, 12, 5, 16)


def test_instant_is_missing_when_the_new_zone_skips_it() -> None:
    skipped = instant_of(dt.date(2027, 3, 14), dt.time(2, 30), "America/Phoenix")
    with pytest.raises(ClockTimeMissing):
        moved_to_zone(skipped, "America/Phoenix", "America/Denver")


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-12-05", dt.date(2026, 12, 5)),
        ("12/5/2026", dt.date(2026, 12, 5)),
        (" 12.05.2026 ", dt.date(2026, 12, 5)),
        ("2026-02-29", None),
        ("0001-01-01", None),
        ("9999-12-31", None),
        ("tomorrow", None),
        ("٢٠٢٦-١٢-٠٥", None),
        ("", None),
    ],
)
def test_day_is_read_as_browsers_and_people_write_it(text: str, day: dt.date | None) -> None:
    assert read_day(text) == day


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("13:00", dt.time(13)),
        ("13:00:00", dt.time(13)),
        ("1:00 PM", dt.time(13)),
        ("1pm", dt.time(13)),
        ("12 a.m.", dt.time(0)),
        ("12:15 pm", dt.time(12, 15)),
        ("24:00", None),
        ("13 pm", None),
        ("11", None),
        ("11:60", None),
        ("noonish", None),
    ],
)
def test_time_is_read_as_browsers_and_people_write_it(text: str, time: dt.time | None) -> None:
    assert read_time(text) == time
