"""The demo day, through the ordinary import."""

import datetime as dt
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest
from flask import Flask

from actions.coalition.models import Campaign
from actions.database import db
from actions.demo import rallies, service
from actions.demo.story import demo_story
from actions.events.models import Event, Timeslot
from actions.geo.states import is_inside
from actions.rsvps.models import Attendance, Rsvp
from actions.stories import service as stories
from actions.stories.queries import campaign_and_story, pictures_of
from actions.stories.story import Story
from tests import factories

NOW = factories.NOW


@pytest.mark.parametrize(("today", "saturday"), [(24, 28), (25, 28), (26, 5), (27, 5), (28, 5), (29, 5), (30, 5)])
def test_the_demo_day_is_a_saturday_three_to_nine_days_ahead(today: int, saturday: int) -> None:
    day = rallies.demo_day(dt.date(2026, 11, today))
    assert day == dt.date(2026, 12 if saturday == 5 else 11, saturday)
    assert 3 <= (day - dt.date(2026, 11, today)).days <= 9


def test_the_list_has_every_rally_of_the_day() -> None:
    listed = rallies.rallies()
    assert len(listed) == 575
    assert sum(rally.reported_attendance or 0 for rally in listed) == 308_364


def test_the_demo_day_comes_in_once_and_each_event_lies_in_its_state(app: Flask) -> None:
    report = service.load(NOW)
    # Two lines of the list name a town in the wrong state; they cannot be placed, and the report says so.
    assert [problem.reason for problem in report.imported.problems] == [
        "There is no town “Milltown” in DE that we know. Did you mean Milton, DE?",
        "There is no town “Bay St. Louis” in LA that we know. Did you mean Bay St. Louis, MS?",
    ]
    events = db.session.scalars(db.select(Event)).all()
    assert len(events) == 573
    assert [
        event.id for event in events if not is_inside(event.region, event.latitude or 0, event.longitude or 0)
    ] == []
    for event in events:
        assert event.first_starts_at is not None
        local = event.first_starts_at.astimezone(ZoneInfo(event.time_zone))
        assert (local.date(), local.hour) == (dt.date(2026, 11, 28), 11)
    people = db.session.scalar(db.select(db.func.sum(Rsvp.party_size)))
    assert db.session.scalar(db.select(db.func.sum(Timeslot.going_count))) == people
    assert db.session.scalar(db.select(db.func.count(Attendance.id))) == report.rsvp_count
    again = service.load(NOW + dt.timedelta(hours=1))
    assert ({did.name: count for did, count in again.imported.counts.items()}, again.rsvp_count) == (
        {"CREATED": 0, "CHANGED": 0, "UNCHANGED": 573},
        0,
    )


@pytest.mark.parametrize(("language", "word"), [("en", "*Source"), ("es", "*Fuente")])
def test_every_section_and_every_date_of_the_demos_story_names_its_source(language: str, word: str) -> None:
    story = demo_story()
    assert [section.heading[language] for section in story.sections if word not in section.text[language]] == []
    assert [entry.day for entry in story.timeline if not entry.source[language]] == []
    assert (len(story.sections), len(story.timeline)) == (5, 9)


def test_the_demo_tells_its_story_once_and_never_over_somebody_elses(app: Flask) -> None:
    service.load(NOW)
    told, campaign_id = _story(), _campaign_id()
    assert told == demo_story()
    assert len(pictures_of(campaign_id)) == 9
    changes = {"what": {"en": "Our own."}}
    stories.save_part(campaign_id, changes, seen=stories.mark_of(told, ("what",)), now=NOW)
    stories.publish(campaign_id, now=NOW)
    service.load(NOW + dt.timedelta(hours=1))
    assert _story() == replace(told, **changes)
    assert len(pictures_of(campaign_id)) == 9


def _campaign_id() -> int:
    return db.session.scalars(db.select(Campaign.id).where(Campaign.slug == service.SLUG)).one()


def _story() -> Story:
    found = campaign_and_story(service.SLUG)
    assert found is not None
    return found[1]


def test_rsvps_are_in_proportion_to_the_reported_attendance(app: Flask) -> None:
    service.load(NOW)
    query = db.select(db.func.count(Rsvp.id)).join(Event, Event.id == Rsvp.event_id)
    counts = {
        city: db.session.scalar(query.where(Event.city == city, Event.venue == venue))
        for city, venue in (("Chicago", "Daley Plaza"), ("San Francisco", ""), ("Auburn", ""))
    }
    assert counts == {"Chicago": 1251, "San Francisco": 501, "Auburn": 6}


def test_the_demo_is_refused_in_production(app: Flask, settings: object) -> None:
    app.config["SETTINGS"] = type("S", (), {"is_production": True})()
    result = app.test_cli_runner().invoke(args=["demo", "load"])
    app.config["SETTINGS"] = settings
    assert result.exit_code == 1
    assert "development only" in result.output
