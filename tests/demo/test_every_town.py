"""The made-up campaign of any size."""

import csv
import datetime as dt
import io
from collections import Counter
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from actions.coalition.models import Campaign
from actions.database import db
from actions.demo import country, every_town
from actions.demo.titles import AWKWARD
from actions.demo.towns import EDGES, edges
from actions.events.going import FEW_PLACES
from actions.events.models import Event, EventKind, Timeslot
from actions.rsvps.models import Attendance, Rsvp
from tests.factories import NOW

DAY = dt.date(2026, 12, 5)
COUNT = 200


def rows_of(count: int) -> list[dict[str, str]]:
    """The file, read again."""
    return list(csv.DictReader(io.StringIO(country.as_csv(count, DAY).decode())))


def test_the_same_number_is_the_same_event_and_a_larger_campaign_holds_a_smaller_one() -> None:
    assert country.as_csv(300, DAY) == country.as_csv(300, DAY)
    assert rows_of(300)[:40] == rows_of(40)


def test_the_file_has_every_kind_and_every_awkward_title() -> None:
    rows = rows_of(2_000)
    assert {row["kind"] for row in rows} == set(EventKind)
    titles = [row["title"] for row in rows]
    assert max(len(title) for title in titles) == 200
    assert sum(len(title) == 200 for title in titles) == 2_000 // 50
    for awkward in AWKWARD:
        assert any(awkward[:5] in title for title in titles) or awkward.startswith("{town}")


def test_the_corners_of_the_country_come_first() -> None:
    assert len(edges()) == len(EDGES)
    assert [row["state"] for row in rows_of(4)] == ["GU", "AK", "AS", "MP"]


def the_campaign() -> dict[str, Any]:
    """What there is of it in the database."""
    events = db.session.scalars(select(Event).order_by(Event.reference)).all()
    slots = {slot.event_id: slot for slot in db.session.scalars(select(Timeslot))}
    return {event.reference: (event, slots[event.id]) for event in events}


def test_it_comes_in_whole_and_once(app: Flask) -> None:
    done: list[int] = []
    report = every_town.load_many(COUNT, NOW, done.append)
    assert report.imported.problems == []
    assert sum(done) == COUNT
    assert db.session.scalar(select(func.count(Attendance.id))) == report.rsvp_count
    before = db.session.execute(select(Event.reference, Event.state, Event.sequence).order_by(Event.id)).all()
    again = every_town.load_many(COUNT, NOW + dt.timedelta(hours=1))
    assert {did.name: count for did, count in again.imported.counts.items()} == {
        "CREATED": 0,
        "CHANGED": 0,
        "UNCHANGED": COUNT,
    }
    assert again.rsvp_count == 0
    assert db.session.execute(select(Event.reference, Event.state, Event.sequence).order_by(Event.id)).all() == before


def test_a_larger_number_adds_to_a_smaller_one(app: Flask) -> None:
    every_town.load_many(30, NOW)
    report = every_town.load_many(50, NOW)
    assert {did.name: count for did, count in report.imported.counts.items()} == {
        "CREATED": 20,
        "CHANGED": 0,
        "UNCHANGED": 30,
    }


def test_places_fill_exactly_and_nothing_is_taken_twice(app: Flask) -> None:
    every_town.load_many(COUNT, NOW)
    taken = dict(
        db.session.execute(select(Attendance.timeslot_id, func.count()).group_by(Attendance.timeslot_id)).all()
    )
    for reference, (event, slot) in the_campaign().items():
        number = country.number_of(reference)
        assert slot.going_count == taken.get(slot.id, 0) == country.going_count_of(number)
        assert event.state == ("cancelled" if country.is_cancelled(number) else "approved")
        assert event.address_visibility == ("going" if country.is_withheld(number) else "public")
        assert bool(event.online_url) is country.is_online(number)
        if number % 40 == 11:
            assert slot.places_left == 0
        if number % 40 == 12:
            assert slot.places_left is not None
            assert 0 < slot.places_left < FEW_PLACES
    assert db.session.scalar(select(func.count(Rsvp.id))) == sum(taken.values())


def test_each_is_in_its_own_time_zone_on_both_sides_of_the_date_line(app: Flask) -> None:
    every_town.load_many(COUNT, NOW)
    zones = Counter(event.time_zone for event, _slot in the_campaign().values())
    assert {"Pacific/Guam", "America/Adak", "Pacific/Pago_Pago", "Pacific/Honolulu", "America/Puerto_Rico"} <= set(
        zones
    )
    nowhere = [event for event, _slot in the_campaign().values() if event.latitude is None]
    assert {country.number_of(event.reference or "") for event in nowhere} == {
        number for number in range(1, COUNT + 1) if country.is_nowhere(number)
    }


def test_it_stands_beside_the_demo_day_under_a_name_of_its_own(app: Flask) -> None:
    result = app.test_cli_runner().invoke(args=["demo", "load", "--events", "12"])
    assert result.exit_code == 0, result.output
    assert "12 created, 0 changed, 0 unchanged, 0 not taken." in result.output
    assert result.output.endswith("http://localhost/campaigns/every-town\n")
    assert [(c.slug, c.day_on) for c in db.session.scalars(select(Campaign))] == [("every-town", dt.date(2026, 11, 28))]


@pytest.mark.parametrize("count", ["0", "-1", "100001", "many"])
def test_a_number_that_makes_no_sense_is_refused(app: Flask, count: str) -> None:
    assert app.test_cli_runner().invoke(args=["demo", "load", "--events", count]).exit_code == 2


def test_the_made_up_campaign_is_refused_in_production(app: Flask, settings: object) -> None:
    app.config["SETTINGS"] = type("S", (), {"is_production": True})()
    result = app.test_cli_runner().invoke(args=["demo", "load", "--events", "5"])
    app.config["SETTINGS"] = settings
    assert (result.exit_code, "development only" in result.output) == (1, True)
