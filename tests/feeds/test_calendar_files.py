"""Calendar files: stable ids, a sequence that rises, the event's own zone, and only what the public may know."""

import datetime as dt
from typing import Any

import pytest
from icalendar import Calendar

from actions.database import db
from tests import factories
from tests.checking_client import CheckingClient


def entries(client: CheckingClient, address: str) -> list[Any]:
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer.content_type == "text/calendar; charset=utf-8"
    calendar = Calendar.from_ical(answer.data.decode())
    assert str(calendar["method"]) == "PUBLISH"
    return list(calendar.walk("VEVENT"))


def test_one_entry_a_timeslot_in_the_events_own_zone(client: CheckingClient) -> None:
    event = factories.an_event(sequence=2)
    second = factories.a_timeslot(event)
    first = factories.timeslots_of(event)[0]
    found = entries(client, f"/events/{event.id}.ics")
    assert [str(entry["uid"]) for entry in found] == [
        f"event-{event.id}-timeslot-{first.id}@localhost",
        f"event-{event.id}-timeslot-{second.id}@localhost",
    ]
    entry = found[0]
    assert entry["dtstart"].params["TZID"] == "America/Chicago"
    assert entry["dtstart"].to_ical() == b"20261205T110000"
    assert entry["dtend"].to_ical() == b"20261205T130000"
    assert (entry["sequence"], str(entry["status"]), str(entry["summary"])) == (2, "CONFIRMED", "Rally at Daley Plaza")
    assert str(entry["location"]) == "Daley Plaza, 50 W Washington St, Chicago, IL 60602"
    assert str(entry["url"]) == f"http://localhost/events/{event.slug}"
    assert "BEGIN:VTIMEZONE\r\nTZID:America/Chicago\r\n" in client.get(f"/events/{event.id}.ics").text


def test_a_changed_event_keeps_its_id_and_raises_its_sequence(client: CheckingClient) -> None:
    event = factories.an_event()
    before = entries(client, f"/events/{event.id}.ics")[0]
    event.title, event.sequence = "March to Daley Plaza", event.sequence + 1
    db.session.commit()
    after = entries(client, f"/events/{event.id}.ics")[0]
    assert before["uid"] == after["uid"]
    assert after["sequence"] == before["sequence"] + 1


def test_a_file_is_saved_under_a_name(client: CheckingClient) -> None:
    event = factories.an_event()
    for address, name in ((f"/events/{event.id}.ics", f"event-{event.id}.ics"), ("/events.ics", "actions.ics")):
        assert client.get(address).headers["Content-Disposition"] == f'attachment; filename="{name}"'


def test_a_cancelled_event_says_so(client: CheckingClient) -> None:
    event = factories.an_event(state="cancelled")
    assert str(entries(client, f"/events/{event.id}.ics")[0]["status"]) == "CANCELLED"


def test_text_cannot_break_out_of_its_line(client: CheckingClient) -> None:
    event = factories.an_event(title="A; B, C\\n", description="one\r\nATTENDEE:mailto:x@example.org\n\nEND:VEVENT")
    (entry,) = entries(client, f"/events/{event.id}.ics")
    assert "attendee" not in entry
    assert str(entry["summary"]) == "A; B, C\\n"


@pytest.mark.parametrize("state", ["draft", "pending", "declined"])
def test_an_unpublished_event_has_no_file(client: CheckingClient, state: str) -> None:
    event = factories.an_event(state=state)
    assert client.get(f"/events/{event.id}.ics").status_code == 404


@pytest.mark.parametrize("number", ["0", "999", str(2**31 - 1), str(2**31), "9" * 30, "x"])
def test_an_unknown_event_has_no_file(client: CheckingClient, number: str) -> None:
    assert client.get(f"/events/{number}.ics").status_code == 404


def test_the_calendar_of_a_search_has_what_the_finder_finds(client: CheckingClient, now: dt.datetime) -> None:
    chicago = factories.an_event()
    factories.an_event(kind="vigil", city="Boston", region="MA", latitude=42.36, longitude=-71.06)
    factories.an_event(state="pending")
    factories.an_event(starts_at=now - dt.timedelta(days=1))
    assert len(entries(client, "/events.ics")) == 2
    assert [str(entry["url"]) for entry in entries(client, "/events.ics?near=60602")] == [
        f"http://localhost/events/{chicago.slug}"
    ]
    assert [str(entry["location"]).split(", ")[-2] for entry in entries(client, "/events.ics?kind=vigil")] == ["Boston"]


def test_offsets_begin_by_the_clocks_that_end_there(client: CheckingClient) -> None:
    event = factories.an_event(starts_at=dt.datetime(2027, 3, 20, 16, 0, tzinfo=dt.UTC))
    file = client.get(f"/events/{event.id}.ics").data.decode()
    (table,) = Calendar.from_ical(file).walk("VTIMEZONE")
    begins = {
        (part.name, f"{moment:%Y-%m-%d %H:%M}")
        for part in table.subcomponents
        for moment in (part.DTSTART, *(first for first, *_ in part.rdates))
    }
    # Two in the morning on both nights, as the clocks on the wall say it just before they are changed.
    assert ("DAYLIGHT", "2027-03-14 02:00") in begins
    assert ("STANDARD", "2027-11-07 02:00") in begins
    assert ("DAYLIGHT", "2027-03-14 03:00") not in begins
