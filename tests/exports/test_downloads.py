"""What an organizer downloads, and who may."""

import datetime as dt
import io
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from flask import Flask

from actions.accounts.models import User
from actions.database import db
from actions.events.models import EventState
from actions.exports.queries import ATTENDANCE_HEADER, EVENT_HEADER
from actions.rsvps.models import Attendance
from tests import factories
from tests.checking_client import CheckingClient

Download = Callable[..., list[dict[str, str]]]
FILES = ("attendance.csv", "attendance.xlsx", "events.csv", "events.xlsx")


def test_attendance_holds_each_answer_with_event_and_local_time(download: Download) -> None:
    campaign = factories.a_campaign(slug="day-of-action")
    event = factories.an_event(campaign=campaign)
    factories.an_rsvp(
        event, "maria@example.org", phone="+1 312 555 0100", party_size=3, may_be_contacted=True, source="moms"
    )
    assert download("/organize/campaigns/day-of-action/attendance.csv") == [
        {
            "event_id": str(event.id),
            "event": "Rally at Daley Plaza",
            "event_url": f"http://localhost/events/{event.id}",
            "city": "Chicago",
            "state": "IL",
            "starts_at": "2026-12-05T11:00-06:00",
            "time_zone": "America/Chicago",
            "given_name": "Maria",
            "family_name": "Lopez",
            "email": "maria@example.org",
            "phone": "'+1 312 555 0100",
            "postal_code": "60622",
            "party_size": "3",
            "status": "going",
            "attended": "",
            "may_be_contacted": "yes",
            "language": "en",
            "source": "moms",
            "answered_at": "2026-11-24T15:00:00+00:00",
        }
    ]


def test_attendance_says_who_gave_up_their_place(download: Download, now: dt.datetime) -> None:
    event = factories.an_event()
    factories.an_rsvp(event, cancelled_at=now)
    rows = download(f"/organize/campaigns/{event.campaign.slug}/attendance.csv")
    assert [row["status"] for row in rows] == ["cancelled"]


def test_attendance_says_who_came_where_somebody_was_checked_in(download: Download, now: dt.datetime) -> None:
    event = factories.an_event()
    here, _absent = factories.an_rsvp(event), factories.an_rsvp(event)
    factories.an_rsvp(event, cancelled_at=now)
    factories.an_rsvp(factories.an_event(campaign=event.campaign))
    db.session.execute(db.update(Attendance).where(Attendance.rsvp_id == here.id).values(checked_in_at=now))
    db.session.commit()
    rows = download(f"/organize/campaigns/{event.campaign.slug}/attendance.csv")
    assert [row["attended"] for row in rows] == ["true", "false", "", ""]


def test_events_hold_what_an_import_reads_and_how_many_are_going(download: Download) -> None:
    campaign = factories.a_campaign(slug="day-of-action")
    host = factories.a_user("hal@example.org", name="Hal Host")
    event = factories.an_event(campaign=campaign, host=host, capacity=50, is_wheelchair_accessible=True)
    factories.an_rsvp(event, party_size=3)
    assert download("/organize/campaigns/day-of-action/events.csv") == [
        {
            "reference": f"event-{event.id}",
            "title": "Rally at Daley Plaza",
            "date": "2026-12-05",
            "start_time": "11:00",
            "end_time": "13:00",
            "time_zone": "America/Chicago",
            "venue": "Daley Plaza",
            "address": "50 W Washington St",
            "city": "Chicago",
            "state": "IL",
            "postal_code": "60602",
            "latitude": "41.8836",
            "longitude": "-87.6308",
            "precision": "rooftop",
            "online_url": "",
            "kind": "rally",
            "capacity": "50",
            "going": "3",
            "status": "approved",
            "wheelchair_access": "yes",
            "sign_language": "no",
            "description": "We gather at the north steps.",
            "host_name": "Hal Host",
            "host_email": "hal@example.org",
        }
    ]


def test_events_give_no_coordinates_when_the_point_is_only_a_zip_or_a_town(download: Download) -> None:
    event = factories.an_event(precision="zip")
    (row,) = download(f"/organize/campaigns/{event.campaign.slug}/events.csv")
    assert (row["precision"], row["latitude"], row["longitude"]) == ("zip", "", "")


def test_events_leave_out_drafts(download: Download) -> None:
    event = factories.an_event(state=EventState.DRAFT)
    assert download(f"/organize/campaigns/{event.campaign.slug}/events.csv") == []


def test_events_without_a_host_are_exported(download: Download) -> None:
    event = factories.an_event(host=None)
    (row,) = download(f"/organize/campaigns/{event.campaign.slug}/events.csv")
    assert (row["host_name"], row["host_email"]) == ("", "")


@pytest.fixture
def day_of_action(app: Flask) -> str:
    """A campaign with an answer to an event in Illinois, Guam and Hawaii, and one in another campaign."""
    campaign = factories.a_campaign(slug="day-of-action")
    places = (
        ("Chicago", "IL", "America/Chicago", dt.datetime(2026, 12, 5, 17, tzinfo=dt.UTC)),
        # Saturday morning in Guam is Friday in Chicago; Saturday night in Honolulu is Sunday there.
        ("Hagatna", "GU", "Pacific/Guam", dt.datetime(2026, 12, 4, 23, tzinfo=dt.UTC)),
        ("Honolulu", "HI", "Pacific/Honolulu", dt.datetime(2026, 12, 6, 7, tzinfo=dt.UTC)),
        ("Denver", "CO", "America/Denver", dt.datetime(2026, 12, 6, 18, tzinfo=dt.UTC)),
    )
    for city, region, zone, starts_at in places:
        state = EventState.CANCELLED if region == "CO" else EventState.APPROVED
        factories.an_rsvp(
            factories.an_event(
                campaign=campaign, city=city, region=region, time_zone=zone, starts_at=starts_at, state=state
            )
        )
    factories.an_rsvp(factories.an_event(city="Elsewhere"))
    return "day-of-action"


@pytest.mark.parametrize("table", ["attendance", "events"])
@pytest.mark.parametrize(
    ("filters", "cities"),
    [
        ({}, ["Chicago", "Hagatna", "Honolulu", "Denver"]),
        ({"state": "hi"}, ["Honolulu"]),
        ({"from": "2026-12-05", "to": "2026-12-05"}, ["Chicago", "Hagatna", "Honolulu"]),
        ({"from": "2026-12-06"}, ["Denver"]),
        ({"to": "12/5/2026"}, ["Chicago", "Hagatna", "Honolulu"]),
        ({"status": "cancelled"}, ["Denver"]),
        ({"q": "HAGA"}, ["Hagatna"]),
        ({"q": "%"}, []),
    ],
)
def test_download_holds_what_the_filter_says(
    day_of_action: str, download: Download, table: str, filters: dict[str, str], cities: list[str]
) -> None:
    rows = download(f"/organize/campaigns/{day_of_action}/{table}.csv", **filters)
    assert [row["city"] for row in rows] == cities


@pytest.mark.parametrize("filters", ["state=Texas", "from=yesterday", "status=lost", "from=2026-12-06&to=2026-12-05"])
def test_download_is_refused_when_a_filter_makes_no_sense(
    day_of_action: str, organizer: CheckingClient, filters: str
) -> None:
    response = organizer.get(f"/organize/campaigns/{day_of_action}/attendance.csv?{filters}")
    assert response.status_code == 422


@pytest.mark.parametrize("table", ["attendance", "events"])
def test_spreadsheet_holds_the_same_as_the_csv(
    day_of_action: str, organizer: CheckingClient, download: Download, table: str
) -> None:
    response = organizer.get(f"/organize/campaigns/{day_of_action}/{table}.xlsx")
    header, *rows = openpyxl.load_workbook(io.BytesIO(response.data)).active.iter_rows(values_only=True)
    assert header == (ATTENDANCE_HEADER if table == "attendance" else EVENT_HEADER)
    as_text = [["" if cell is None else str(cell) for cell in row] for row in rows]
    assert as_text == [list(row.values()) for row in download(f"/organize/campaigns/{day_of_action}/{table}.csv")]


def test_formula_in_a_name_is_guarded_in_every_file(organizer: CheckingClient, download: Download) -> None:
    formula = '=HYPERLINK("http://evil.example")'
    event = factories.an_event(title=formula, venue=formula, description=formula)
    factories.an_rsvp(event, given_name=formula, family_name="＝1+1", phone="@SUM(A1)", postal_code="-1")
    address = f"/organize/campaigns/{event.campaign.slug}"
    for table in ("attendance", "events"):
        cells = [cell for row in download(f"{address}/{table}.csv") for cell in row.values()]
        assert [cell for cell in cells if cell[:1] in ("=", "+", "@", "＝") or cell == "-1"] == []
        book = openpyxl.load_workbook(io.BytesIO(organizer.get(f"{address}/{table}.xlsx").data))
        assert "f" not in {cell.data_type for row in book.active.iter_rows() for cell in row}


@pytest.mark.parametrize("file", FILES)
def test_file_name_says_campaign_table_and_day_and_nothing_personal(
    day_of_action: str, organizer: CheckingClient, file: str
) -> None:
    response = organizer.get(f"/organize/campaigns/{day_of_action}/{file}?state=IL&q=maria")
    table, _, kind = file.partition(".")
    expected = f'attachment; filename="day-of-action-{table}-2026-11-24.{kind}"'
    assert response.headers["Content-Disposition"] == expected
    assert response.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("file", FILES)
def test_download_asks_strangers_to_sign_in(day_of_action: str, client: CheckingClient, file: str) -> None:
    response = client.get(f"/organize/campaigns/{day_of_action}/{file}")
    assert (response.status_code, response.location.split("?")[0]) == (302, "/account/sign-in")


@pytest.mark.parametrize("file", FILES)
@pytest.mark.parametrize("who", ["host", "moderator", "other organization"])
def test_download_is_not_there_for_those_who_may_not_export(
    app: Flask, as_user: Callable[[User], CheckingClient], who: str, file: str
) -> None:
    own, other = factories.an_organization(), factories.an_organization()
    event = factories.an_event(campaign=factories.a_campaign(organization=own))
    users = {
        "host": lambda: event.host,
        "moderator": lambda: factories.an_organizer("moderator", own),
        "other organization": lambda: factories.an_organizer("admin", other),
    }
    response = as_user(users[who]()).get(f"/organize/campaigns/{event.campaign.slug}/{file}")
    assert response.status_code == 404


def test_download_is_open_to_an_organizer_of_the_campaigns_organization(
    app: Flask, as_user: Callable[[User], CheckingClient]
) -> None:
    own = factories.an_organization()
    event = factories.an_event(campaign=factories.a_campaign(organization=own))
    client = as_user(factories.an_organizer("organizer", own))
    assert client.get(f"/organize/campaigns/{event.campaign.slug}/attendance.csv").status_code == 200


@pytest.mark.parametrize("file", FILES)
def test_connection_is_given_back_when_the_reader_goes_away(
    day_of_action: str, organizer: CheckingClient, app: Flask, file: str
) -> None:
    response = organizer.get(f"/organize/campaigns/{day_of_action}/{file}", buffered=False)
    next(response.response)
    response.close()
    db.session.remove()
    assert db.engine.pool.checkedout() == 0
    assert list(Path(app.instance_path).glob("tmp*")) == []


def test_people_sign_up_while_a_download_is_read(day_of_action: str, organizer: CheckingClient, app: Flask) -> None:
    response = organizer.get(f"/organize/campaigns/{day_of_action}/attendance.csv", buffered=False)
    next(response.response)
    factories.an_rsvp(factories.an_event())
    response.close()
