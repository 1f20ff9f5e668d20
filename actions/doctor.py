"""`flask doctor`: is everything this installation needs there and working?"""

import datetime as dt
import sys
from collections.abc import Iterator
from urllib.parse import urlsplit

import click
from flask import current_app
from sqlalchemy import func, select

from actions import clock
from actions.accounts.models import User
from actions.database import db
from actions.findings import Finding, Standing, judged, ok, trouble
from actions.geo.gazetteer import bundled
from actions.health import database_trouble
from actions.mail.carriers import own_name
from actions.mail.relay import Relay
from actions.mail.sender_checks import checks
from actions.mail.sender_checks.questions import Questions
from actions.rsvps.models import Rsvp
from actions.sealing import CannotOpen
from config import ROOT, Settings

MOST_DRIFT = dt.timedelta(seconds=30)


@click.command("doctor")
def doctor() -> None:
    """Check settings, database, keys, clock, mail and its sender's DNS, geocoder, catalogues; non-zero on trouble."""
    findings = []
    for finding in examine(current_app.config["SETTINGS"]):
        findings.append(finding)
        click.echo(str(finding))
    if any(finding.standing is Standing.TROUBLE for finding in findings):
        sys.exit(1)


def examine(settings: Settings) -> Iterator[Finding]:
    """Run every check, one after the other."""
    yield ok("settings", f"{settings.app_env}, {settings.site_url}")
    problem = database_trouble()
    yield judged("database", problem is None, problem or f"{db.engine.dialect.name} at this version's migration")
    if problem is None:
        yield _keys()
        yield _drift()
    yield from _mail(settings)
    yield _geocoder(settings)
    yield _instance(settings)
    yield _catalogues()


def _keys() -> Finding:
    try:
        db.session.scalars(select(User.email).order_by(User.id).limit(1)).all()
        db.session.scalars(select(Rsvp.email).order_by(Rsvp.id).limit(1)).all()
    except CannotOpen as error:
        return trouble("keys", f"{error}. Put the key that sealed it back into DATA_KEYS.")
    return ok("keys", "what is sealed opens")


def _drift() -> Finding:
    try:
        here = clock.now()
    except (OSError, ValueError) as error:
        return trouble("clock", f"CLOCK_FILE cannot be read: {error}")
    if current_app.config["SETTINGS"].clock_file:
        return ok("clock", f"set by CLOCK_FILE to {here.isoformat()}")
    if db.engine.dialect.name == "sqlite":
        return ok("clock", here.isoformat(timespec="seconds"))
    there = db.session.scalar(select(func.clock_timestamp())) or here
    drift = abs(there - dt.datetime.now(dt.UTC))
    return judged("clock", drift < MOST_DRIFT, f"{drift.total_seconds():.1f} s from the database's")


def _mail(settings: Settings) -> Iterator[Finding]:
    if not settings.mail_urls:
        yield ok("mail", "kept on disk, readable at /dev/mail")
    for url in settings.mail_urls:
        yield _mail_server(url, settings)
    if settings.mail_urls:
        yield from checks.examine(settings, Questions(settings.dns_resolver))


def _mail_server(url: str, settings: Settings) -> Finding:
    host = urlsplit(url).hostname
    outage = Relay(url, own_name(settings)).outage()
    return judged("mail", outage is None, f"{host} takes no mail: {outage.reply}" if outage else f"{host} answers")


def _geocoder(settings: Settings) -> Finding:
    place = bundled().zip("60602")
    known = place is not None and place.state == "IL"
    return judged(
        "geocoder", known, f"{', '.join(settings.geocoders)}; the gazetteer {'reads' if known else 'is broken'}"
    )


def _instance(settings: Settings) -> Finding:
    probe = settings.instance / ".doctor"
    try:
        probe.touch()
        probe.unlink()
    except OSError as error:
        return trouble("instance", f"{settings.instance} cannot be written: {error.strerror}")
    return ok("instance", "can be written")


def _catalogues() -> Finding:
    missing = [
        path.parent.parent.name
        for path in (ROOT / "translations").rglob("*.po")
        if not path.with_suffix(".mo").exists()
    ]
    return judged("catalogues", not missing, f"not compiled: {', '.join(missing)}" if missing else "compiled")
