"""`flask demo load` and `flask demo play`."""

import datetime as dt
import time
from pathlib import Path
from zoneinfo import ZoneInfo

import click
from flask import current_app
from flask.cli import AppGroup

from actions import clock
from actions.demo import every_town, play, service
from actions.imports.cli import show_report
from actions.links import absolute
from actions.mail.carriers import folder_for
from actions.worker import Worker
from config import Settings

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
    _development_settings()
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


@demo.command("play")
@click.option("--pause", type=click.FloatRange(0, 3600), default=5.0, help="Seconds between two steps.")
def watch(pause: float) -> None:
    """Set the clock forward through the demo day, step by step, and deliver what each brings."""
    settings = _development_settings()
    file = settings.clock_file
    if file is None:
        raise click.ClickException("Start with CLOCK_FILE=/some/file: playing sets the time that is in it.")
    if settings.mail_urls:
        raise click.ClickException("Leave MAIL_URL empty: played mails are kept on disk and shown at /dev/mail.")
    _tell_time(file, dt.datetime.now(dt.UTC) if not file.exists() else clock.now())
    shown = play.shown_rally()
    if shown is None:
        raise click.ClickException("There is no demo day here yet. Run flask demo load first.")
    zone, ahead = shown.zone, play.steps(clock.now())
    if not ahead:
        raise click.ClickException("The demo day is over by that clock. Set CLOCK_FILE back, or load it anew.")
    click.echo(f"Watch {absolute('mail.dev_inbox')} for mails to {play.WATCHED}.")
    event_id, title = shown.id, shown.title
    play.sign_up(event_id, clock.now())
    _deliver(settings, zone, f"{play.WATCHED} signs up for “{title}”")
    for step in ahead:
        time.sleep(pause)
        _tell_time(file, step.at)
        here = play.check_people_in(event_id, step.at)
        _deliver(settings, zone, step.words)
        if here:
            click.echo(f"  {here:,} of those who signed up for “{title}” were checked in")


def _deliver(settings: Settings, zone: ZoneInfo, words: str) -> None:
    """Deliver what is due, and say what came of it."""
    folder = folder_for(settings)
    before = play.names_of(folder)
    click.echo(f"{clock.now().astimezone(zone):%A, %B %-d, %-I:%M %p %Z}: {words}")
    Worker(current_app._get_current_object(), settings).run_once()  # type: ignore[attr-defined]  # the app behind it
    fresh = play.names_of(folder) - before
    click.echo(f"  {len(fresh):,} delivered")
    for mail in play.watched_mails(folder, fresh):
        click.echo(f"  {mail.subject}\n    {absolute('mail.dev_message', name=mail.name)}")


def _tell_time(file: Path, instant: dt.datetime) -> None:
    file.write_text(instant.isoformat(), encoding="ascii")


def _development_settings() -> Settings:
    settings: Settings = current_app.config["SETTINGS"]
    if settings.is_production:
        raise click.ClickException("The demo brings sign-ins with a known password; it is for development only.")
    return settings


@demo.command("sign-ins")
def sign_ins() -> None:
    """Print the demo's sign-ins, where there are any."""
    if current_app.config["SETTINGS"].is_production:
        return
    for email, _name in service.SIGN_INS:
        click.echo(f"  {email}  password: {service.PASSWORD}")
