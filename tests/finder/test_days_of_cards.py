"""An event with several times is shown by the one that was asked for, on the page and on the map alike."""

import datetime as dt
from collections.abc import Callable

import pytest

from actions.events.days import Days
from actions.events.models import Event
from tests.checking_client import CheckingClient
from tests.factories import a_timeslot, an_event
from tests.finder.reading_snapshots import events_from

DEC_2, DEC_5, DEC_12 = (dt.datetime(2026, 12, day, 17, tzinfo=dt.UTC) for day in (2, 5, 12))
LATER = "Dec 12 Sat Rally Saturday, December 12, 2026, 11:00 AM – 1:00 PM CST"
SOONER = "Dec 2 Wed Rally Wednesday, December 2, 2026, 11:00 AM – 1:00 PM CST"


def _with_times(first: dt.datetime, *others: dt.datetime, hours: int = 2, **changes: object) -> Event:
    event = an_event(title="Rally", starts_at=first, hours=hours, **changes)
    for starts_at in others:
        a_timeslot(event, starts_at=starts_at, ends_at=starts_at + dt.timedelta(hours=hours))
    return event


def _cards(client: CheckingClient, address: str) -> list[str]:
    return [element.text for element in client.page(address).elements if "card" in element.get("class").split()]


def _starts(client: CheckingClient, query: str) -> list[list[dt.datetime]]:
    found = events_from(client.get(f"/events.json?{query}").get_json())
    return [[dt.datetime.fromtimestamp(starts_at, dt.UTC) for starts_at, _ends_at in one["slots"]] for one in found]


@pytest.mark.parametrize("place", ["", "near=60602", "near=60602&miles=any", "near=Illinois", "online=1"])
def test_a_card_shows_the_first_time_on_the_days_asked_for_and_counts_all_others(
    client: CheckingClient, place: str
) -> None:
    _with_times(DEC_2, DEC_12, DEC_12 + dt.timedelta(days=1), online_url="https://meet.example/")
    days = {"from=2026-12-12&to=2026-12-12": LATER, "from=2026-12-03": LATER, "to=2026-12-12": SOONER, "": SOONER}
    for query, words in days.items():
        (card,) = _cards(client, f"/?{place}&{query}")
        assert card.startswith(words), query
        assert "2 more times" in card


@pytest.mark.parametrize("place", ["", "near=60602&miles=10", "near=Illinois", "online=1"])
def test_the_map_reads_the_same_time_first(client: CheckingClient, place: str) -> None:
    _with_times(DEC_2, DEC_5, DEC_12, online_url="https://meet.example/")
    assert _starts(client, f"{place}&from=2026-12-12") == [[DEC_12, DEC_2, DEC_5]]
    assert _starts(client, place) == [[DEC_2, DEC_5, DEC_12]]


def test_what_is_near_anyway_shows_the_time_that_was_asked_for(client: CheckingClient) -> None:
    _with_times(DEC_2, DEC_12)
    (card,) = _cards(client, "/?near=02108&from=2026-12-12")
    assert card.startswith(LATER)


def test_the_day_of_a_card_is_the_events_own(client: CheckingClient) -> None:
    friday_here = dt.datetime(2026, 12, 5, 6, tzinfo=dt.UTC)  # Friday 20:00 in Honolulu, Saturday in UTC
    _with_times(friday_here, friday_here + dt.timedelta(days=1), time_zone="Pacific/Honolulu")
    (card,) = _cards(client, "/?from=2026-12-05&to=2026-12-05")
    assert card.startswith("Dec 5 Sat Rally Saturday, December 5, 2026, 8:00 PM – 10:00 PM HST")


def test_a_time_that_is_over_is_neither_shown_nor_counted(
    client: CheckingClient, set_clock: Callable[[dt.datetime], None]
) -> None:
    _with_times(DEC_2, DEC_5, DEC_12)
    set_clock(DEC_2 + dt.timedelta(hours=3))
    (card,) = _cards(client, "/?from=2026-12-01")
    assert card.startswith("Dec 5 Sat Rally")
    assert "1 more time" in card
    assert "1 more times" not in card


@pytest.mark.parametrize(
    ("days", "is_touched"),
    [
        (Days(), True),
        (Days(dt.date(2026, 12, 4), dt.date(2026, 12, 4)), True),  # it begins late that evening
        (Days(dt.date(2026, 12, 5), dt.date(2026, 12, 5)), False),  # it ends as that day begins
        (Days(None, dt.date(2026, 12, 3)), False),
        (Days(dt.date(2026, 12, 4), None), True),
    ],
)
def test_days_are_touched_by_what_is_on_for_a_part_of_them(days: Days, is_touched: bool) -> None:
    ten, midnight = (dt.datetime(2026, 12, 5, hour, tzinfo=dt.UTC) for hour in (4, 6))
    assert days.are_touched(ten, midnight, "America/Chicago") is is_touched
