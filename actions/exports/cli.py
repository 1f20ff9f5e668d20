"""`flask events export` and `flask attendance export`."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup

from actions.coalition.queries import campaign_called
from actions.database import db
from actions.events.cli import events
from actions.events.selection import Selection
from actions.exports.queries import ATTENDANCE_HEADER, EVENT_HEADER, attendance_rows, event_rows
from actions.exports.tables import Cell, write_csv, write_json, write_xlsx
from actions.geo.gazetteer import bundled

attendance = AppGroup("attendance", help="Who is coming.")
Write = Callable[[Path, Sequence[str], Iterable[Sequence[Cell]]], None]
WRITERS: dict[str, Write] = {"csv": write_csv, "xlsx": write_xlsx, "json": write_json}
PATH = click.Path(dir_okay=False, writable=True, path_type=Path)


@events.command("export")
@click.option("--campaign", "slug", required=True, help="The campaign's slug.")
@click.option("--format", "kind", type=click.Choice(["csv", "xlsx", "json"]), default="csv", show_default=True)
@click.option("-o", "path", type=PATH, required=True)
def export_events(slug: str, kind: str, path: Path) -> None:
    """Write every event of a campaign to a file."""
    _write(path, kind, EVENT_HEADER, event_rows(Selection(_campaign_id(slug))))


@attendance.command("export")
@click.option("--campaign", "slug", required=True, help="The campaign's slug.")
@click.option("--state", default="", help="Two letters, as in TX.")
@click.option("--format", "kind", type=click.Choice(["csv", "xlsx"]), default="csv", show_default=True)
@click.option("-o", "path", type=PATH, required=True)
def export_attendance(slug: str, state: str, kind: str, path: Path) -> None:
    """Write who is coming to a file. It holds names and addresses: keep it where only you can read it."""
    selection = Selection(_campaign_id(slug), region=_region(state))
    _write(path, kind, ATTENDANCE_HEADER, attendance_rows(selection, current_app.config["SITE_URL"]))


def _campaign_id(slug: str) -> int:
    campaign = campaign_called(slug)
    if campaign is None:
        raise click.ClickException(f"There is no campaign {slug!r}.")
    number = campaign.id
    # Gives SQLite's write lock back: an export may take a while, and people are signing up.
    db.session.rollback()
    return number


def _region(state: str) -> str:
    code = bundled().state_code(state) if state else ""
    if code is None:
        raise click.ClickException(f"{state!r} is not a state or territory of the United States.")
    return code


def _write(path: Path, kind: str, header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    if not path.parent.is_dir():
        raise click.ClickException(f"There is no folder {str(path.parent)!r}.")
    # Only the one who runs this may read the file.
    path.touch(mode=0o600)
    WRITERS[kind](path, header, rows)
    click.echo(f"Wrote {path}")
