"""What `events export` wrote, `events import` takes back without changing anything."""

from pathlib import Path

import pytest
from flask import Flask

from actions.database import db
from actions.events.models import Event, Timeslot
from tests import factories

TABLE = """title,date,start_time,end_time,venue,address,city,state,postal_code,kind,capacity,description,\
host_name,host_email,latitude,longitude,time_zone,online_url,reference,wheelchair_access
Rally,2026-12-05,11:00,13:00,Daley Plaza,50 W Washington St,Chicago,IL,60602,rally,50,"- Bring water
- Bring a sign",Hal Host,hal@example.org,41.8836,-87.6308,,,a1,yes
=Vigil,2026-12-05,23:00,01:00,,,Honolulu,HI,,vigil,,"Say ""no"", twice",,,,,,,a2,no
Call,12/6/2026,1pm,2pm,,,,,,phone-bank,,,,,,,America/New_York,https://meet.example.org/x,,
"""


def _everything() -> list[dict[str, object]]:
    db.session.expire_all()
    return [
        {column.key: getattr(row, column.key) for column in table.__mapper__.column_attrs}
        for table in (Event, Timeslot)
        for row in db.session.scalars(db.select(table).order_by(table.id))
    ]


def _run(app: Flask, *args: str) -> str:
    db.session.commit()
    result = app.test_cli_runner().invoke(args=["events", *args])
    assert result.exit_code == 0, result.output
    return result.output.splitlines()[-1]


@pytest.fixture
def table(app: Flask, tmp_path: Path) -> Path:
    """A file of events that was imported into the campaign `day`."""
    factories.a_campaign(slug="day")
    path = tmp_path / "events.csv"
    path.write_text(TABLE, encoding="utf-8")
    assert _run(app, "import", str(path), "--campaign", "day") == "3 created, 0 changed, 0 unchanged, 0 not taken."
    return path


def test_imported_events_are_unchanged_when_their_export_is_imported(app: Flask, table: Path) -> None:
    before = _everything()
    assert _run(app, "export", "--campaign", "day", "-o", str(table)) == f"Wrote {table}"
    assert _run(app, "import", str(table), "--campaign", "day") == "0 created, 0 changed, 3 unchanged, 0 not taken."
    assert _everything() == before


def test_a_hosts_own_event_is_unchanged_when_its_export_is_imported(app: Flask, tmp_path: Path) -> None:
    event = factories.an_event(
        campaign=factories.a_campaign(slug="day"), instructions="Marshals wear yellow.", contact_name="Hal"
    )
    factories.an_rsvp(event)
    before, path = _everything(), tmp_path / "events.csv"
    _run(app, "export", "--campaign", "day", "-o", str(path))
    assert _run(app, "import", str(path), "--campaign", "day") == "0 created, 0 changed, 1 unchanged, 0 not taken."
    assert _everything() == before


def test_an_event_with_several_times_is_unchanged_when_its_export_is_imported(app: Flask, tmp_path: Path) -> None:
    event = factories.an_event(campaign=factories.a_campaign(slug="day"), reference="a1")
    factories.a_timeslot(event)
    before, path = _everything(), tmp_path / "events.csv"
    _run(app, "export", "--campaign", "day", "-o", str(path))
    _run(app, "import", str(path), "--campaign", "day")
    assert _everything() == before


def test_an_event_with_several_times_comes_into_another_campaign_as_one(app: Flask, tmp_path: Path) -> None:
    event = factories.an_event(campaign=factories.a_campaign(slug="day"))
    factories.a_timeslot(event, capacity=30)
    factories.an_event(campaign=event.campaign, title="Another")
    factories.a_campaign(slug="copy")
    path = tmp_path / "events.csv"
    _run(app, "export", "--campaign", "day", "-o", str(path))
    assert _run(app, "import", str(path), "--campaign", "copy") == "2 created, 0 changed, 0 unchanged, 0 not taken."
    copies = db.select(Event.title, Timeslot.capacity).join(Timeslot).where(Event.campaign.has(slug="copy"))
    rows = [tuple(row) for row in db.session.execute(copies.order_by(Event.id, Timeslot.starts_at))]
    assert rows == [("Rally at Daley Plaza", None), ("Rally at Daley Plaza", 30), ("Another", None)]
