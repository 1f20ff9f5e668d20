"""`flask events export` and `flask attendance export`."""

import csv
import json
import stat
from pathlib import Path

import openpyxl
import pytest
from flask import Flask

from actions.database import db
from tests import factories


@pytest.fixture
def campaign_slug(app: Flask) -> str:
    """A campaign with one answer in Illinois and one in Texas."""
    campaign = factories.a_campaign(slug="day-of-action")
    factories.an_rsvp(factories.an_event(campaign=campaign))
    factories.an_rsvp(factories.an_event(campaign=campaign, city="Austin", region="TX", time_zone="America/Chicago"))
    db.session.remove()
    return "day-of-action"


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_attendance_is_written_for_its_owner_alone(app: Flask, campaign_slug: str, tmp_path: Path) -> None:
    path = tmp_path / "attendance.csv"
    result = app.test_cli_runner().invoke(args=["attendance", "export", "--campaign", campaign_slug, "-o", str(path)])
    assert (result.exception, result.output) == (None, f"Wrote {path}\n")
    assert [(row["city"], row["given_name"]) for row in _rows(path)] == [("Chicago", "Maria"), ("Austin", "Maria")]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize("state", ["TX", "tx", "Texas"])
def test_attendance_is_of_one_state_when_asked(app: Flask, campaign_slug: str, tmp_path: Path, state: str) -> None:
    path = tmp_path / "attendance.xlsx"
    args = ["attendance", "export", "--campaign", campaign_slug, "--state", state, "--format", "xlsx", "-o", str(path)]
    assert app.test_cli_runner().invoke(args=args).exit_code == 0
    _header, *rows = openpyxl.load_workbook(path).active.iter_rows(values_only=True)
    assert [row[3] for row in rows] == ["Austin"]


@pytest.mark.parametrize("kind", ["csv", "xlsx", "json"])
def test_events_are_written_in_each_format(app: Flask, campaign_slug: str, tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"events.{kind}"
    args = ["events", "export", "--campaign", campaign_slug, "--format", kind, "-o", str(path)]
    assert app.test_cli_runner().invoke(args=args).exit_code == 0
    if kind == "csv":
        cities = [row["city"] for row in _rows(path)]
    elif kind == "json":
        cities = [row["city"] for row in json.loads(path.read_text(encoding="utf-8"))]
    else:
        header, *rows = openpyxl.load_workbook(path).active.iter_rows(values_only=True)
        cities = [row[header.index("city")] for row in rows]
    assert cities == ["Chicago", "Austin"]


@pytest.mark.parametrize(
    ("args", "sentence"),
    [
        (["--campaign", "nowhere"], "There is no campaign 'nowhere'."),
        (["--campaign", "day-of-action", "--state", "Atlantis"], "'Atlantis' is not a state or territory"),
    ],
)
def test_export_says_what_it_does_not_know(
    app: Flask, campaign_slug: str, tmp_path: Path, args: list[str], sentence: str
) -> None:
    path = tmp_path / "attendance.csv"
    result = app.test_cli_runner().invoke(args=["attendance", "export", *args, "-o", str(path)])
    assert result.exit_code == 1
    assert sentence in result.output
    assert not path.exists()


def test_export_says_when_there_is_no_such_folder(app: Flask, campaign_slug: str, tmp_path: Path) -> None:
    path = tmp_path / "nowhere" / "events.csv"
    result = app.test_cli_runner().invoke(args=["events", "export", "--campaign", campaign_slug, "-o", str(path)])
    assert (result.exit_code, result.output) == (1, f"Error: There is no folder '{path.parent}'.\n")
