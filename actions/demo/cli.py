"""`flask demo load`."""

import click
from flask import current_app
from flask.cli import AppGroup

from actions import clock
from actions.demo import service
from actions.imports.cli import show_report

demo = AppGroup("demo", help="The demonstration: one real day of action.")


@demo.command("load")
@click.option("--if-empty", is_flag=True, help="Do nothing when there are events already.")
def load(if_empty: bool) -> None:
    """Bring in 575 real rallies with made-up hosts and RSVPs. Doing it again changes nothing."""
    if current_app.config["SETTINGS"].is_production:
        raise click.ClickException("The demo brings sign-ins with a known password; it is for development only.")
    if if_empty and not service.is_empty():
        return
    report = service.load(clock.now())
    show_report(report.imported)
    click.echo(f"The demo day is {report.day:%A, %B %d, %Y}. {report.rsvp_count:,} RSVPs were added.")


@demo.command("sign-ins")
def sign_ins() -> None:
    """Print the demo's sign-ins, where there are any."""
    if current_app.config["SETTINGS"].is_production:
        return
    for email, _name in service.SIGN_INS:
        click.echo(f"  {email}  password: {service.PASSWORD}")
