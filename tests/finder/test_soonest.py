"""The next to begin comes first: by the next time of an event, not by the first that it ever had."""

import datetime as dt
import json
from collections.abc import Callable

import pytest
from flask import Flask
from icalendar import Calendar

from actions.events.models import Event
from actions.feeds import routes
from actions.finder import queries
from actions.finder.search import Filters
from tests.checking_client import CheckingClient
from tests.factories import a_campaign, a_timeslot, a_user, an_event, postponed
from tests.finder.reading_snapshots import events_from

NEXT_VIGIL = dt.datetime(2026, 12, 9, 17, tzinfo=dt.UTC)
A_DAY, A_WEEK = dt.timedelta(days=1), dt.timedelta(days=7)


def _weekly(next_at: dt.datetime = NEXT_VIGIL, **changes: object) -> Event:
    """A vigil that began four weeks before its next time and goes on for two weeks after that."""
    event = an_event(starts_at=next_at - 4 * A_WEEK, **{"title": "Weekly", **changes})
    for week in (-3, -2, -1, 0, 1, 2):
        starts_at = next_at + week * A_WEEK
        a_timeslot(event, starts_at=starts_at, ends_at=starts_at + dt.timedelta(hours=2))
    return event


def _listed(client: CheckingClient, address: str) -> list[str]:
    return [e.text for e in client.page(address).elements if e.tag == "a" and e.get("href").startswith("/events/")]


def _on_the_map(client: CheckingClient, query: str) -> list[str]:
    """As the device sorts them (`starts` in static/js/snapshot.js)."""
    found = events_from(client.get(f"/events.json?{query}").get_json())
    return [event["title"] for event in sorted(found, key=lambda event: (event["slots"][0], event["id"]))]


def _features(client: CheckingClient, query: str = "") -> list[str]:
    features = json.loads(client.get(f"/events.geojson?{query}").data)["features"]
    return [feature["properties"]["title"] for feature in features]


def _calendar(client: CheckingClient, query: str = "") -> list[str]:
    entries = Calendar.from_ical(client.get(f"/events.ics?{query}").text).walk("VEVENT")
    return list(dict.fromkeys(str(entry["summary"]) for entry in entries))


@pytest.mark.parametrize(
    ("query", "order"),
    [
        ("", ["Before", "Weekly", "After"]),
        ("near=Illinois", ["Before", "Weekly", "After"]),
        ("from=2026-12-09", ["Weekly", "After"]),
        ("from=2026-12-10", ["After", "Weekly"]),
        ("from=2026-12-01&to=2026-12-09", ["Before", "Weekly"]),
    ],
)
def test_an_event_that_repeats_stands_where_its_next_time_on_those_days_belongs(
    client: CheckingClient, set_clock: Callable[[dt.datetime], None], query: str, order: list[str]
) -> None:
    _weekly()
    set_clock(NEXT_VIGIL - A_WEEK + A_DAY)
    an_event(title="After", starts_at=NEXT_VIGIL + A_DAY)
    an_event(title="Before", starts_at=NEXT_VIGIL - A_DAY)
    lists = [_listed(client, f"/?{query}"), _on_the_map(client, query), _features(client, query)]
    assert [*lists, _calendar(client, query)] == [order] * 4


def test_what_is_on_now_stands_where_it_began_until_it_is_over(
    client: CheckingClient, set_clock: Callable[[dt.datetime], None]
) -> None:
    _weekly()
    an_event(title="Long", starts_at=NEXT_VIGIL - A_DAY, hours=72)
    an_event(title="Evening", starts_at=NEXT_VIGIL + dt.timedelta(hours=3))
    orders = {}
    for minutes in (119, 120):
        set_clock(NEXT_VIGIL + dt.timedelta(minutes=minutes))
        orders[minutes] = _listed(client, "/")
        assert _on_the_map(client, "") == orders[minutes]
    assert orders == {119: ["Long", "Weekly", "Evening"], 120: ["Long", "Evening", "Weekly"]}


def test_pages_of_events_that_begin_together_neither_repeat_nor_leave_out(app: Flask) -> None:
    campaign, host = a_campaign(), a_user()
    changes = {"campaign": campaign, "host": host}
    ids = [(an_event(starts_at=NEXT_VIGIL, **changes) if number % 2 else _weekly(**changes)).id for number in range(6)]
    now, filters = NEXT_VIGIL - A_DAY, Filters(first_on=NEXT_VIGIL.date())
    for one in (Filters(), filters):
        pages = [queries.soonest(one, now, limit=2, offset=offset) for offset in (0, 2, 4)]
        assert [event_id for page in pages for event_id in page] == ids


def test_lists_that_end_at_their_limit_hold_the_next_to_begin_and_what_is_postponed(
    client: CheckingClient, monkeypatch: pytest.MonkeyPatch, set_clock: Callable[[dt.datetime], None]
) -> None:
    _weekly()
    an_event(title="Before", starts_at=NEXT_VIGIL - A_DAY)
    postponed(an_event(title="Off", starts_at=NEXT_VIGIL + A_DAY))
    set_clock(NEXT_VIGIL - 2 * A_DAY)
    monkeypatch.setattr(routes, "MOST_FEATURES", 1)
    monkeypatch.setattr(routes, "MOST_CALENDAR_EVENTS", 2)
    assert (_features(client), _calendar(client)) == (["Before"], ["Off", "Before"])
