"""A list for other programs holds the times that were asked for, and none that is over."""

import datetime as dt
import json
import re
from collections.abc import Callable

import pytest
from icalendar import Calendar

from actions.database import db
from tests import factories
from tests.checking_client import CheckingClient
from tests.services.statements import statements

Clock = Callable[[dt.datetime], None]
DEC_2, DEC_5, DEC_12 = (dt.datetime(2026, 12, day, 17, tzinfo=dt.UTC) for day in (2, 5, 12))
LISTS = ("/events.ics", "/events.geojson", "/events.atom")


@pytest.fixture(autouse=True)
def a_day_later(set_clock: Clock) -> None:
    """The first of the times is over."""
    set_clock(DEC_2 + dt.timedelta(days=1))


def _event(**changes: object) -> factories.Event:
    event = factories.an_event(**{"starts_at": DEC_2, **changes})
    for days in (3, 10):
        starts_at = event.first_starts_at + dt.timedelta(days=days)
        factories.a_timeslot(event, starts_at=starts_at, ends_at=starts_at + dt.timedelta(hours=2))
    return event


def _days(client: CheckingClient, address: str) -> list[str]:
    """The local days of all times in a list, whatever its format."""
    answer = client.get(address)
    assert answer.status_code == 200
    if ".ics" in address:
        entries = Calendar.from_ical(answer.text).walk("VEVENT")
        return [f"{entry['dtstart'].dt:%b %-d}" for entry in entries]
    if ".geojson" in address:
        properties = [feature["properties"] for feature in json.loads(answer.data)["features"]]
        times = [slot["starts_at"] for one in properties for slot in one["timeslots"]]
        assert [one["starts_at"] for one in properties] == [one["timeslots"][0]["starts_at"] for one in properties]
        return [f"{dt.datetime.fromisoformat(time):%b %-d}" for time in times]
    return [f"{month[:3]} {day}" for month, day in re.findall(r"day, (\w+) (\d+), 2026, ", answer.text)]


@pytest.mark.parametrize("place", ["", "&near=60602", "&near=60602&miles=any", "&near=Illinois"])
@pytest.mark.parametrize("address", LISTS)
def test_a_list_holds_the_times_that_touch_the_days_and_are_not_over(
    client: CheckingClient, address: str, place: str
) -> None:
    _event()
    expected = {
        "": ["Dec 5", "Dec 12"],
        "from=2026-12-12&to=2026-12-12": ["Dec 12"],
        "from=2026-12-06": ["Dec 12"],
        "to=2026-12-11": ["Dec 5"],
        "from=2026-12-01": ["Dec 5", "Dec 12"],
        "from=2026-12-06&to=2026-12-11": [],
    }
    assert {query: _days(client, f"{address}?{query}{place}") for query in expected} == expected


@pytest.mark.parametrize("address", LISTS)
def test_the_days_of_a_list_are_the_events_own(client: CheckingClient, address: str) -> None:
    friday_there = dt.datetime(2026, 12, 5, 6, tzinfo=dt.UTC)  # 20:00 in Honolulu
    _event(starts_at=friday_there, time_zone="Pacific/Honolulu")
    assert _days(client, f"{address}?from=2026-12-04&to=2026-12-07") == ["Dec 4", "Dec 7"]
    assert _days(client, f"{address}?from=2026-12-05&to=2026-12-07") == ["Dec 7"]


@pytest.mark.parametrize("address", LISTS)
def test_a_time_that_is_on_now_is_in_the_list_until_it_is_over(
    client: CheckingClient, set_clock: Clock, address: str
) -> None:
    _event()
    days = {}
    for minutes in (119, 120):
        set_clock(DEC_5 + dt.timedelta(minutes=minutes))
        days[minutes] = _days(client, address)
    assert days == {119: ["Dec 5", "Dec 12"], 120: ["Dec 12"]}


def test_what_is_called_off_or_postponed_keeps_its_times_in_calendars_that_have_them(client: CheckingClient) -> None:
    _event(state="cancelled")
    assert _days(client, "/events.ics") == _days(client, "/events.atom") == ["Dec 2", "Dec 5", "Dec 12"]
    assert _days(client, "/events.ics?from=2026-12-12") == _days(client, "/events.atom?from=2026-12-12") == ["Dec 12"]
    factories.postponed(_event(starts_at=DEC_2 + dt.timedelta(hours=1)))
    assert _days(client, "/events.ics") == ["Dec 2", "Dec 5", "Dec 12"] * 2


def test_an_events_own_calendar_file_stays_whole(client: CheckingClient) -> None:
    event = _event()
    assert _days(client, f"/events/{event.id}.ics?from=2026-12-12") == ["Dec 2", "Dec 5", "Dec 12"]


@pytest.mark.parametrize("address", LISTS)
def test_two_statements_make_a_list_of_certain_days(client: CheckingClient, address: str) -> None:
    counts = []
    for more in (1, 29):
        for _ in range(more):
            _event()
        with statements() as sent:
            client.get(f"{address}?from=2026-12-12")
        counts.append(len([statement for statement in sent if "publications" not in statement]))
        db.session.commit()
    assert counts == [2, 2]
