"""Calendar lines are written by hand; the library reads every one of them back as what was meant."""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from actions.events.calendar import Dated, calendar_file
from actions.events.ical_lines import MOST_BYTES, escaped, folded
from actions.events.redaction import Audience
from tests import factories

ODD = 'Ñandú; "quoted", back\\slash\\n 🪧 العائلات ' * 9


def entries_of(content: bytes) -> list[Any]:
    return list(Calendar.from_ical(content.decode()).walk("VEVENT"))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=150)
@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), max_size=400))
def test_any_text_comes_back_and_no_line_is_too_long(text: str) -> None:
    lines = ["BEGIN:VEVENT", folded(f"SUMMARY:{escaped(text)}"), "END:VEVENT", ""]
    content = "\r\n".join(lines).encode()
    assert max(len(line) for line in content.split(b"\r\n")) <= MOST_BYTES
    expected = text.replace("\u2028", "\n").replace("\u2029", "\n")
    assert str(Calendar.from_ical(content.decode())["summary"]) == expected


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("one\r\ntwo\rthree\nfour", "one\\ntwo\\nthree\\nfour"),
        ("a\x0bb\x0cc\x1dd\x85e\u2028f", "a\\nb\\nc\\nd\\ne\\nf"),
        ("a\x00b\x07c\x1fd\x7fe\tf", "abcde\tf"),
        ("a;b,c\\n", "a\\;b\\,c\\\\n"),
    ],
)
def test_what_could_end_a_line_is_written_out_or_left_out(text: str, written: str) -> None:
    assert escaped(text) == written


def test_every_property_is_what_the_library_reads(app: Flask) -> None:
    event = factories.an_event(title=ODD[:200], description=ODD, instructions="Ring; twice, please", sequence=7)
    (slot,) = factories.timeslots_of(event)
    dated = Dated(event, [slot], f"http://localhost/events/{event.slug}")
    (entry,) = entries_of(calendar_file([dated], Audience.GOING))
    zone = ZoneInfo("America/Chicago")
    assert {name: entry.decoded(name) for name in ("dtstart", "dtend", "dtstamp", "last-modified", "sequence")} == {
        "dtstart": slot.starts_at.astimezone(zone),
        "dtend": slot.ends_at.astimezone(zone),
        "dtstamp": event.changed_at,
        "last-modified": event.changed_at,
        "sequence": 7,
    }
    assert {name: str(entry[name]) for name in ("uid", "summary", "status", "url", "location", "description")} == {
        "uid": f"event-{event.id}-timeslot-{slot.id}@localhost",
        "summary": event.title,
        "status": "CONFIRMED",
        "url": f"http://localhost/events/{event.slug}",
        "location": "Daley Plaza, 50 W Washington St, Chicago, IL 60602",
        "description": f"{ODD.strip()}\n\nRing; twice, please",
    }
    assert entry["geo"].to_ical() == "41.8836;-87.6308"


def test_every_line_ends_as_the_standard_has_it(app: Flask) -> None:
    event = factories.an_event(title=ODD[:200], description=ODD)
    content = calendar_file([Dated(event, factories.timeslots_of(event), "http://localhost/x")], Audience.PUBLIC)
    assert content.count(b"\n") == content.count(b"\r\n") > 40
    assert content.endswith(b"END:VCALENDAR\r\n")
    assert max(len(line) for line in content.split(b"\r\n")) <= MOST_BYTES


def test_a_zone_that_is_named_is_described_once(app: Flask) -> None:
    events = [factories.an_event(time_zone=zone) for zone in ("America/Chicago", "Pacific/Guam", "America/Chicago")]
    dated = [Dated(event, factories.timeslots_of(event), "http://localhost/x") for event in events]
    calendar = Calendar.from_ical(calendar_file(dated, Audience.PUBLIC).decode())
    assert [str(zone["tzid"]) for zone in calendar.walk("VTIMEZONE")] == ["America/Chicago", "Pacific/Guam"]


def test_a_long_description_ends_between_words_where_a_list_asks_for_it(app: Flask) -> None:
    event = factories.an_event(description="word " * 300)
    dated = [Dated(event, factories.timeslots_of(event), "http://localhost/x")]
    (entry,) = entries_of(calendar_file(dated, Audience.PUBLIC, longest_text=500))
    assert str(entry["description"]) == " ".join(["word"] * 100) + "…"


LINK = "https://meet.example.org/room"
ONLINE_ONLY = {"venue": "", "address": "", "city": "", "region": "", "postal_code": ""}


@pytest.mark.parametrize(
    ("audience", "where", "told"),
    [
        (Audience.GOING, {}, ("Daley Plaza, 50 W Washington St, Chicago, IL 60602", True)),
        (Audience.PUBLIC, {}, ("Daley Plaza, 50 W Washington St, Chicago, IL 60602", False)),
        (Audience.PUBLIC, {"address_visibility": "going"}, ("Chicago, IL", False)),
        (Audience.GOING, {"address_visibility": "going"}, ("Daley Plaza, 50 W Washington St, Chicago, IL 60602", True)),
        (Audience.GOING, ONLINE_ONLY, (LINK, True)),
        (Audience.PUBLIC, ONLINE_ONLY, ("Online", False)),
    ],
)
def test_an_entry_leads_to_the_address_before_the_link_and_tells_the_link_to_those_who_go(
    app: Flask, audience: Audience, where: dict[str, str], told: tuple[str, bool]
) -> None:
    event = factories.an_event(online_url=LINK, **where)
    dated = [Dated(event, factories.timeslots_of(event), "http://localhost/x")]
    content = calendar_file(dated, audience)
    (entry,) = entries_of(content)
    assert (str(entry["location"]), f"Online: {LINK}" in str(entry["description"]).split("\n\n")) == told
    assert ("meet.example.org" in content.replace(b"\r\n ", b"").decode()) is told[1]


def test_descriptions_are_plain_words(app: Flask) -> None:
    event = factories.an_event(
        description="Bring **water** and [a sign](https://example.org/sign).\n\n* One\n* Two",
        instructions="Ring *twice*.",
    )
    dated = [Dated(event, factories.timeslots_of(event), "http://localhost/x")]
    plain = "Bring water and a sign (https://example.org/sign).\n\n- One\n- Two"
    said = [
        str(entries_of(calendar_file(dated, audience, longest_text=longest))[0]["description"])
        for audience, longest in ((Audience.PUBLIC, None), (Audience.PUBLIC, 500), (Audience.GOING, None))
    ]
    assert said == [plain, plain, f"{plain}\n\nRing twice."]


def test_a_postponed_event_takes_its_old_date_out_of_calendars(app: Flask) -> None:
    event = factories.postponed(factories.an_event())
    dated = [Dated(event, factories.timeslots_of(event), "http://localhost/x")]
    (entry,) = entries_of(calendar_file(dated, Audience.PUBLIC))
    assert str(entry["status"]) == "CANCELLED"
    assert str(entry["description"]) == "Postponed: a new date is to come.\n\nWe gather at the north steps."


def test_midnight_and_the_change_of_clocks_are_written_as_the_wall_clock_says(app: Flask) -> None:
    starts = dt.datetime(2026, 11, 1, 6, 30, tzinfo=dt.UTC)
    event = factories.an_event(starts_at=starts, hours=1)
    dated = [Dated(event, factories.timeslots_of(event), "http://localhost/x")]
    content = calendar_file(dated, Audience.PUBLIC).decode()
    # 1:30 in the morning in Chicago, and an hour later the clocks show the same again.
    assert "DTSTART;TZID=America/Chicago:20261101T013000" in content
    assert "DTEND;TZID=America/Chicago:20261101T013000" in content
