"""`flask events import`."""

from pathlib import Path

import click
from flask import current_app

from actions import clock
from actions.coalition import service as coalition
from actions.coalition.queries import campaign_called
from actions.errors import DomainError
from actions.events.cli import events
from actions.events.service import Stored
from actions.imports.csv_rows import UnreadableFile
from actions.imports.service import ImportReport, import_events


@events.command("import")
@click.argument("path", metavar="FILE.csv", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--campaign", "slug", required=True, help="The campaign's slug.")
@click.option("--create-campaign", "title", default=None, help="Make the campaign with this title if there is none.")
@click.option("--dry-run", is_flag=True, help="Say what would happen and store nothing.")
@click.option("--for-review", is_flag=True, help="New events wait for review instead of being public at once.")
def import_command(path: Path, slug: str, title: str | None, dry_run: bool, for_review: bool) -> None:
    """Bring in events from a CSV file. Doing it again changes nothing; bad rows are reported and stop nothing."""
    now = clock.now()
    campaign = campaign_called(slug)
    if campaign is None and title is None:
        raise click.ClickException(f"There is no campaign {slug!r}. Add --create-campaign TITLE to make it.")
    try:
        if campaign is None and not dry_run:
            campaign = coalition.add_campaign(slug, title or slug, now=now)
        campaign_id = campaign.id if campaign else None
        with path.open("rb") as file, click.progressbar(length=_lines(path), label="Events", show_pos=True) as bar:
            report = import_events(
                file,
                campaign_id,
                for_review=for_review,
                now=now,
                geocodes_online=current_app.config["SETTINGS"].geocodes_online,
                dry_run=dry_run,
                progress=bar.update,
            )
    except (UnreadableFile, DomainError) as error:
        raise click.ClickException(str(error)) from None
    show_report(report, dry_run=dry_run)


def show_report(report: ImportReport, *, dry_run: bool = False) -> None:
    """Print what an import did, row by row where it could not."""
    for column in report.unknown_columns:
        click.echo(f"The column {column!r} is not known and was passed over.")
    for problem in report.problems:
        click.echo(f"Line {problem.line}: {problem.reason}")
    created, changed, unchanged = (report.counts[did] for did in (Stored.CREATED, Stored.CHANGED, Stored.UNCHANGED))
    would = "Would have: " if dry_run else ""
    click.echo(
        f"{would}{created:,} created, {changed:,} changed, {unchanged:,} unchanged, {len(report.problems):,} not taken."
    )


def _lines(path: Path) -> int:
    """About how many rows there are, for the progress bar."""
    with path.open("rb") as file:
        return sum(chunk.count(b"\n") for chunk in iter(lambda: file.read(1 << 20), b""))
