"""The demo day's mail in fast motion."""

import dataclasses
import datetime as dt
import re
from pathlib import Path

import pytest
from flask import Flask

from actions import create_app
from actions.database import db
from actions.demo.service import SLUG
from actions.mail.kept import latest
from actions.rsvps.models import Attendance, Rsvp
from config import Settings
from tests import factories

pytestmark = pytest.mark.sqlite_only


@pytest.fixture
def settings(settings: Settings, tmp_path: Path) -> Settings:
    """With a folder of its own for the mails."""
    return dataclasses.replace(settings, instance=tmp_path)


@pytest.fixture
def rally(app: Flask) -> None:
    """The rally in Chicago with two who go, and at the same time one in Los Angeles with one."""
    event = factories.an_event(campaign=factories.a_campaign(slug=SLUG))
    for number in range(2):
        factories.an_rsvp(event, f"supporter{number}@example.org")
    west = factories.an_event(campaign_id=event.campaign_id, city="Los Angeles", time_zone="America/Los_Angeles")
    factories.an_rsvp(west, "west@example.org")


def test_play_brings_every_mail_of_the_day_from_rsvp_to_thanks(app: Flask, rally: None, settings: Settings) -> None:
    result = app.test_cli_runner().invoke(args=["demo", "play", "--pause", "0"])
    assert result.exit_code == 0, result.output
    told = [line for line in result.output.splitlines() if re.match(r"  [A-Z]|\w+day,", line)]
    assert told == [
        "Tuesday, November 24, 9:00 AM CST: you@example.org signs up for “Rally at Daley Plaza”",
        "  You are going: Rally at Daley Plaza",
        "Friday, December 4, 11:00 AM CST: The day before, 11:00 (Chicago)",
        "  Tomorrow: Rally at Daley Plaza, 11:00 AM",
        "Friday, December 4, 1:00 PM CST: The day before, 11:00 (Los Angeles)",
        "Friday, December 4, 1:30 PM CST: The day before, 11:00, half an hour later",
        "Saturday, December 5, 8:00 AM CST: The day itself, 8:00 (Chicago)",
        "  Today: Rally at Daley Plaza, 11:00 AM",
        "Saturday, December 5, 10:00 AM CST: The day itself, 8:00 (Los Angeles)",
        "Saturday, December 5, 10:30 AM CST: The day itself, 8:00, half an hour later",
        "Saturday, December 5, 3:00 PM CST: Two hours after the end (Chicago, Los Angeles)",
        "  Thank you. How did “Rally at Daley Plaza” go?",
        "Saturday, December 5, 3:30 PM CST: Two hours after the end, half an hour later",
    ]
    here = "  2 of those who signed up for “Rally at Daley Plaza” were checked in"
    assert result.output.splitlines().count(here) == 2
    came = db.select(Rsvp).join(Attendance).where(Attendance.checked_in_at.is_not(None)).order_by(Rsvp.id)
    assert [rsvp.email for rsvp in db.session.scalars(came)] == ["supporter1@example.org", "you@example.org"]
    assert len(latest(settings.instance / "mail")) == 1 + 3 * 4


def test_play_refuses_when_the_day_is_over_or_not_there(app: Flask, clock_file: Path) -> None:
    runner = app.test_cli_runner()
    assert "There is no demo day here yet." in runner.invoke(args=["demo", "play"]).output
    factories.an_event(campaign=factories.a_campaign(slug=SLUG))
    clock_file.write_text(dt.datetime(2026, 12, 6, tzinfo=dt.UTC).isoformat(), encoding="ascii")
    assert "The demo day is over by that clock." in runner.invoke(args=["demo", "play"]).output


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"clock_file": None}, "Start with CLOCK_FILE="),
        ({"mail_urls": ("smtp://localhost:2525",)}, "Leave MAIL_URL empty"),
        ({"app_env": "production"}, "it is for development only"),
    ],
)
def test_play_refuses_where_it_would_do_harm_or_nothing(
    settings: Settings, changes: dict[str, object], sentence: str
) -> None:
    app = create_app(dataclasses.replace(settings, **changes))  # type: ignore[arg-type]
    result = app.test_cli_runner().invoke(args=["demo", "play"])
    assert (result.exit_code, sentence in result.output) == (1, True)
