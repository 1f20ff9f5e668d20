"""`flask demo load`."""

import click
from flask import current_app
from flask.cli import AppGroup

from actions import clock
from actions.demo import every_town, service
from actions.imports.cli import show_report
from actions.links import absolute

demo = AppGroup("demo", help="The demonstration: one real day of action, and a made-up one of any size.")


@demo.command("load")
@click.option("--if-empty", is_flag=True, help="Do nothing when there are events already.")
@click.option(
    "--events",
    "count",
    type=click.IntRange(1, every_town.MOST),
    help="Bring in a made-up campaign of so many events instead, beside the demo day.",
)
def load(if_empty: bool, count: int | None) -> None:
    """Bring in 575 real rallies with made-up hosts and RSVPs. Doing it again changes nothing."""
    if current_app.config["SETTINGS"].is_production:
        raise click.ClickException("The demo brings sign-ins with a known password; it is for development only.")
    if if_empty and not service.is_empty():
        return
    if count:
        _load_many(count)
        return
    report = service.load(clock.now())
    show_report(report.imported)
    click.echo(f"The demo day is {report.day:%A, %B %d, %Y}. {report.rsvp_count:,} RSVPs were added.")


def _load_many(count: int) -> None:
    with click.progressbar(length=count, label="Events", show_pos=True) as bar:
        report = every_town.load_many(count, clock.now(), bar.update)
    show_report(report.imported)
    click.echo(f"The day is {report.day:%A, %B %d, %Y}. {report.rsvp_count:,} RSVPs were added.")
    click.echo(absolute("finder.campaign", slug=every_town.SLUG))


@demo.command("sign-ins")
def sign_ins() -> None:
    """Print the demo's sign-ins, where there are any."""
    if current_app.config["SETTINGS"].is_production:
        return
    for email, _name in service.SIGN_INS:
        click.echo(f"  {email}  password: {service.PASSWORD}")
