"""A table of events: every good row comes in, every bad one is reported by line and reason."""

import datetime as dt
import io

import pytest
from flask import Flask

from actions.database import db
from actions.events.models import Event, Publication, Timeslot
from actions.events.service import Stored
from actions.imports.csv_rows import UnreadableFile
from actions.imports.service import ImportReport, import_events
from actions.rsvps.models import Rsvp
from tests import factories

NOW = factories.NOW
GOOD = "Rally,2026-12-05,11:00,13:00,Chicago,IL"
HEADER = "title,date,start_time,end_time,city,state"


def _import(content: str | bytes, *, campaign_id: int | None = None, **options: bool) -> ImportReport:
    if campaign_id is None:
        campaign_id = factories.a_campaign().id
    data = content.encode() if isinstance(content, str) else content
    return import_events(io.BytesIO(data), campaign_id, now=NOW, **{"for_review": False, **options})


def _problems(report: ImportReport) -> list[tuple[int, str]]:
    return [(problem.line, problem.reason) for problem in report.problems]


def _counts(report: ImportReport) -> tuple[int, int, int]:
    return (report.counts[Stored.CREATED], report.counts[Stored.CHANGED], report.counts[Stored.UNCHANGED])


def _events() -> list[Event]:
    return list(db.session.scalars(db.select(Event).order_by(Event.id)))


def test_a_row_becomes_a_public_event_in_its_own_time_zone(app: Flask) -> None:
    report = _import(f"{HEADER}\n{GOOD}\n")
    assert (_counts(report), report.problems) == ((1, 0, 0), [])
    event = _events()[0]
    assert (event.title, event.state, event.city, event.region) == ("Rally", "approved", "Chicago", "IL")
    assert (event.time_zone, event.precision, event.location_source) == ("America/Chicago", "city", "offline")
    assert event.first_starts_at == dt.datetime(2026, 12, 5, 17, tzinfo=dt.UTC)
    assert event.last_ends_at == dt.datetime(2026, 12, 5, 19, tzinfo=dt.UTC)
    assert db.session.scalar(db.select(db.func.count(Timeslot.id))) == 1


def test_an_import_is_published(app: Flask) -> None:
    before = db.session.scalar(db.select(Publication.version))
    _import(f"{HEADER}\n{GOOD}\n")
    assert db.session.scalar(db.select(Publication.version)) == (before or 0) + 1


def test_a_file_with_more_places_lets_those_who_wait_move_up(app: Flask) -> None:
    campaign_id, row = factories.a_campaign().id, f"{HEADER},capacity,reference\n{GOOD},%s,1\n"
    _import(row % 1, campaign_id=campaign_id)
    event = _events()[0]
    factories.an_rsvp(event)
    number = factories.a_waiting_one(event, party_size=2).id
    assert _counts(_import(row % 3, campaign_id=campaign_id)) == (0, 1, 0)
    assert not db.session.get_one(Rsvp, number).is_waiting
    assert factories.timeslots_of(_events()[0])[0].going_count == 3


def test_events_wait_for_review_when_asked_to(app: Flask) -> None:
    _import(f"{HEADER}\n{GOOD}\n", for_review=True)
    assert [event.state for event in _events()] == ["pending"]


def test_the_same_file_again_changes_nothing(app: Flask) -> None:
    campaign_id = factories.a_campaign().id
    content = f"{HEADER},reference\n{GOOD},a-1\nVigil,12/5/2026,6:30 PM,8 pm,Hagatna,GU,\n"
    assert _counts(_import(content, campaign_id=campaign_id)) == (2, 0, 0)
    stamps = [(event.id, event.changed_at, event.sequence) for event in _events()]
    assert _counts(_import(content, campaign_id=campaign_id)) == (0, 0, 2)
    assert [(event.id, event.changed_at, event.sequence) for event in _events()] == stamps


def test_a_row_that_changed_under_its_reference_changes_its_event(app: Flask) -> None:
    campaign_id = factories.a_campaign().id
    _import(f"{HEADER},reference\n{GOOD},a-1\n", campaign_id=campaign_id)
    report = _import(f"{HEADER},reference\n{GOOD.replace('11:00', '10:00')},a-1\n", campaign_id=campaign_id)
    assert _counts(report) == (0, 1, 0)
    assert [event.first_starts_at for event in _events()] == [dt.datetime(2026, 12, 5, 16, tzinfo=dt.UTC)]


def test_a_dry_run_stores_nothing(app: Flask) -> None:
    assert _counts(_import(f"{HEADER}\n{GOOD}\n", dry_run=True)) == (1, 0, 0)
    assert _events() == []


def test_every_bad_row_is_reported_and_every_good_one_comes_in(app: Flask) -> None:
    rows = [
        GOOD,
        ",2026-12-05,11:00,13:00,Chicago,IL",
        "Rally,2026-02-30,11:00,13:00,Chicago,IL",
        "Rally,2026-12-05,25:00,13:00,Chicago,IL",
        "Rally,2026-12-05,11:00,11:00,Chicago,IL",
        "Rally,2026-12-05,11:00,13:00,Alburquerque,NM",
        "Rally,2026-12-05,11:00,13:00,Chicago,Illinoise",
        "Rally,2026-12-05,11:00,13:00,,",
        "Rally,2027-03-14,02:30,04:00,Chicago,IL",
        GOOD.replace("Rally", "Vigil"),
        GOOD,
        "Rally,2026-12-05,11:00,13:00,Chicago,IL,one,more",
    ]
    report = _import("\n".join([HEADER, *rows]))
    assert [event.title for event in _events()] == ["Rally", "Vigil"]
    assert _problems(report) == [
        (3, "The title is missing."),
        (4, "The date “2026-02-30” is not a date like 2026-12-05 or 12/5/2026."),
        (5, "The start_time “25:00” is not a time like 11:00 or 11:00 AM."),
        (6, "The end is the same as the start. Enter when it ends."),
        (7, "There is no town “Alburquerque” in NM that we know. Did you mean Albuquerque, NM?"),
        (8, "The state “Illinoise” is not a state or territory of the United States."),
        (9, "There is no place: give city and state, a ZIP, a whole address, coordinates or an online_url."),
        (
            10,
            "2:30 AM does not exist on 2027-03-14: the clocks go forward over it. Choose a time an hour later.",
        ),
        (12, "The row is the same event as line 2."),
        (13, "The row has 8 cells but the first line names 6 columns."),
    ]


def test_all_that_is_wrong_with_a_row_is_said_at_once(app: Flask) -> None:
    report = _import("title,date,start_time,city,state,kind,capacity\n,soon,noon,Chicago,IL,riot,-3\n")
    assert _problems(report) == [
        (
            2,
            "The title is missing. The date “soon” is not a date like 2026-12-05 or 12/5/2026. The kind “riot” is not "
            "one of rally, march, vigil, picnic, meeting, training, phone-bank, fundraiser, other. "
            "The capacity “-3” is not a whole number from 1 to 1,000,000.",
        )
    ]


def test_a_file_without_the_needed_columns_is_refused_whole(app: Flask) -> None:
    with pytest.raises(UnreadableFile, match="it lacks date, start_time"):
        _import("title,city,state\nRally,Chicago,IL\n")
    with pytest.raises(UnreadableFile, match="must name a place"):
        _import("title,date,start_time\nRally,2026-12-05,11:00\n")
    with pytest.raises(UnreadableFile, match="empty"):
        _import("")


def test_unknown_columns_are_reported_and_passed_over(app: Flask) -> None:
    report = _import(f"{HEADER},Mood\n{GOOD},fine\n")
    assert (report.unknown_columns, _counts(report)) == (["mood"], (1, 0, 0))


def test_a_row_in_the_wrong_encoding_spoils_only_itself(app: Flask) -> None:
    content = f"{HEADER}\n{GOOD}\n".encode() + "Vigilia de oración,2026-12-05,11:00,,El Paso,TX\n".encode("cp1252")
    report = _import(content + GOOD.replace("Rally", "March").encode())
    assert [event.title for event in _events()] == ["Rally", "March"]
    assert _problems(report) == [(3, "The row is not UTF-8 text. Save the file as “CSV UTF-8” and import it again.")]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_files_as_excel_saves_them_are_read(app: Flask, encoding: str) -> None:
    assert _counts(_import(f"{HEADER}\r\n{GOOD}\r\n".encode(encoding))) == (1, 0, 0)


def test_a_formula_comes_in_as_the_text_it_is(app: Flask) -> None:
    _import(f"{HEADER}\n=HYPERLINK(0),2026-12-05,11:00,13:00,Chicago,IL\n")
    assert [event.title for event in _events()] == ["=HYPERLINK(0)"]


@pytest.mark.parametrize("text", ["\x00", "🌹", "\u202eevil", "x" * 10_000, "a\rb", '"open quote', "\ud800"])
def test_naughty_cells_are_stored_clean_or_refused_with_a_reason(app: Flask, text: str) -> None:
    content = f"{HEADER}\n{text},2026-12-05,11:00,13:00,Chicago,IL\n{GOOD}\n".encode("utf-8", "surrogatepass")
    report = _import(content)
    assert sum(_counts(report)) + len(report.problems) >= 1
    assert all("\r" not in event.title and "\x00" not in event.title for event in _events())


def test_coordinates_outside_of_the_stated_state_are_refused(app: Flask) -> None:
    report = _import(
        f"{HEADER},latitude,longitude\n{GOOD},41.88,-87.63\n{GOOD.replace('Rally', 'March')},36.1,-115.2\n"
    )
    assert [(event.precision, event.location_source) for event in _events()] == [("rooftop", "import")]
    assert _problems(report) == [(3, "The coordinates 36.1, -115.2 are not in IL.")]


def test_a_zip_alone_is_a_place(app: Flask) -> None:
    _import("title,date,start_time,postal_code\nRally,2026-12-05,11:00,60602\n")
    event = _events()[0]
    assert (event.city, event.region, event.precision) == ("Chicago", "IL", "zip")


def test_an_online_event_needs_a_zone_and_no_place(app: Flask) -> None:
    columns = "title,date,start_time,online_url,time_zone"
    report = _import(
        f"{columns}\nCall,2026-12-05,19:00,https://example.org/call,America/New_York\n"
        "Call,2026-12-05,20:00,https://example.org/call,\nCall,2026-12-05,21:00,javascript:alert(1),America/New_York\n"
    )
    assert [event.is_online for event in _events()] == [True]
    assert [problem.line for problem in report.problems] == [3, 4]


def test_hosts_are_found_by_their_address_or_made(app: Flask) -> None:
    known_id = factories.a_user("host@example.org").id
    row = GOOD.replace("Rally", "{}")
    _import(
        f"{HEADER},host_name,host_email\n{row.format('A')},Hal,HOST@example.org\n{row.format('B')},New,new@example.org\n"
        f"{row.format('C')},New,new@example.org\n"
    )
    first, second, third = (event.host for event in _events())
    assert first is not None
    assert second is not None
    assert (first.id, second.email, second.id) == (known_id, "new@example.org", third.id if third else None)
    assert (second.password_hash, second.email_verified_at) == (None, None)


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("50 W Washington St, Chicago, IL 60602", ("Chicago", "IL", "60602", "zip")),
        ("Main Plaza, San Antonio, Texas", ("San Antonio", "TX", "", "city")),
    ],
)
def test_a_whole_address_alone_is_a_place(app: Flask, address: str, place: tuple[str, ...]) -> None:
    _import(f'title,date,start_time,address\nRally,2026-12-05,11:00,"{address}"\n')
    event = _events()[0]
    assert (event.city, event.region, event.postal_code, event.precision) == place


@pytest.mark.parametrize("address", ["50 W Washington St", "Main St, Texas", "Main St, Nowhereville, TX"])
def test_an_address_without_a_known_town_is_refused(app: Flask, address: str) -> None:
    report = _import(f'title,date,start_time,address\nRally,2026-12-05,11:00,"{address}"\n')
    assert _problems(report) == [
        (2, "There is no place: give city and state, a ZIP, a whole address, coordinates or an online_url.")
    ]


def test_an_import_that_changes_nothing_is_not_published(app: Flask) -> None:
    campaign_id = factories.a_campaign().id
    _import(f"{HEADER}\n{GOOD}\n", campaign_id=campaign_id)
    before = db.session.scalar(db.select(Publication.version))
    _import(f"{HEADER}\n{GOOD}\n", campaign_id=campaign_id)
    assert db.session.scalar(db.select(Publication.version)) == before


@pytest.mark.parametrize(("online", "wants"), [(True, [True, False]), (False, [False, False])])
def test_only_street_addresses_wait_for_an_online_geocoder(app: Flask, online: bool, wants: list[bool]) -> None:
    rows = f"{GOOD},50 W Washington St\n{GOOD.replace('Rally', 'March')},\n"
    _import(f"{HEADER},address\n{rows}", geocodes_online=online)
    assert [event.wants_geocoding for event in _events()] == wants
