"""`flask events export` and `flask attendance export`."""

import json
from collections.abc import Iterable, Sequence
from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup

from actions.events.cli import events
from actions.exports.queries import (
    ATTENDANCE_HEADER,
    EVENT_HEADER,
    ExportFilter,
    attendance_rows,
    campaign_by_slug,
    event_rows,
)
from actions.exports.tables import Cell, write_csv, write_xlsx

attendance = AppGroup("attendance", help="Who is coming.")


@events.command("export")
@click.option("--campaign", "slug", required=True, help="The campaign's slug.")
@click.option("--format", "kind", type=click.Choice(["csv", "xlsx", "json"]), default="csv", show_default=True)
@click.option("-o", "path", type=click.Path(dir_okay=False, path_type=Path), required=True)
def export_events(slug: str, kind: str, path: Path) -> None:
    """Write every event of a campaign to a file."""
    _write(path, kind, EVENT_HEADER, event_rows(ExportFilter(_campaign_id(slug))))


@attendance.command("export")
@click.option("--campaign", "slug", required=True, help="The campaign's slug.")
@click.option("--state", default=None, help="Two letters, as in TX.")
@click.option("--format", "kind", type=click.Choice(["csv", "xlsx"]), default="csv", show_default=True)
@click.option("-o", "path", type=click.Path(dir_okay=False, path_type=Path), required=True)
def export_attendance(slug: str, state: str | None, kind: str, path: Path) -> None:
    """Write who is coming to a file. It holds names and addresses: keep it where only you can read it."""
    chosen = ExportFilter(_campaign_id(slug), state.upper() if state else None)
    _write(path, kind, ATTENDANCE_HEADER, attendance_rows(chosen, current_app.config["SITE_URL"]))


def _campaign_id(slug: str) -> int:
    campaign = campaign_by_slug(slug)
    if campaign is None:
        raise click.ClickException(f"There is no campaign {slug!r}.")
    return campaign.id


def _write(path: Path, kind: str, header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    # Only the one who runs this may read the file.
    path.touch(mode=0o600)
    if kind == "json":
        _write_json(path, header, rows)
    else:
        (write_csv if kind == "csv" else write_xlsx)(path, header, rows)
    click.echo(f"Wrote {path}")


def _write_json(path: Path, header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.write("[")
        for number, row in enumerate(rows):
            file.write(",\n" if number else "\n")
            json.dump(dict(zip(header, row, strict=True)), file, ensure_ascii=False)
        file.write("\n]\n")
