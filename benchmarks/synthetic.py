"""Made-up events by the hundred thousand, spread over the country as its ZIP codes are."""

import datetime as dt
import os
import random
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import flask_migrate
import psycopg
from flask import Flask

from actions import create_app
from actions.database import db
from actions.geo.gazetteer_file import GAZETTEER, SCALE
from actions.sealing import keyring
from config import from_environ
from tests.services.settings import SECRETS

NOW = dt.datetime(2026, 11, 24, 15, 0, tzinfo=dt.UTC)
FIRST_DAY = dt.datetime(2026, 12, 5, 16, 0, tzinfo=dt.UTC)
KINDS = ("rally", "rally", "rally", "march", "vigil", "picnic")
DESCRIPTION = "We gather at the north steps, rain or shine. Bring water, a sign and a friend. " * 4

CAMPAIGN = """INSERT INTO campaigns (id, slug, title, summary, day_on, is_open, created_at)
              VALUES (1, 'day-of-action', 'Day of Action', '', '2026-12-05', TRUE, '2026-11-01 00:00:00')"""
LOADED = """CREATE TEMPORARY TABLE loaded (id INTEGER, lat DOUBLE PRECISION, lon DOUBLE PRECISION,
            begins TEXT, ends TEXT, kind TEXT, city TEXT, st TEXT)"""
EVENTS = """
INSERT INTO events (id, campaign_id, title, description, kind, state, venue, address, city, us_state, postal_code,
    latitude, longitude, precision, location_source, wants_geocoding, address_visibility, time_zone, online_url,
    is_wheelchair_accessible, has_sign_language, access_notes, instructions,
    contact_name, contact_email, contact_phone,
    first_starts_at, last_ends_at, sequence, created_at, changed_at, decline_reason, cancel_reason)
SELECT id, 1, 'Rally for ' || city || ' ' || id, '{description}', kind, 'approved', 'Town Hall', '1 Main St',
    city, st, '',
    lat, lon, 'rooftop', 'host', FALSE, CASE WHEN id % 20 = 0 THEN 'going' ELSE 'public' END, 'America/Chicago', '',
    id % 3 = 0, id % 7 = 0, '', '', {contact_name}, {contact_email}, {contact_phone},
    {begins}, {ends}, 0, {begins}, {begins}, '', ''
FROM loaded ORDER BY id"""
TIMESLOTS = """INSERT INTO timeslots (event_id, starts_at, ends_at, capacity, going_count)
               SELECT id, {begins}, {ends}, NULL, id % 300 FROM loaded ORDER BY id"""


def application(database_url: str, folder: Path) -> Flask:
    """The application on a database brought up to date, with its clock at NOW."""
    clock = folder / "clock"
    clock.write_text(NOW.isoformat(), encoding="ascii")
    environ = {
        **SECRETS,
        "DATABASE_URL": database_url,
        "INSTANCE_PATH": str(folder),
        "CLOCK_FILE": str(clock),
        "RATE_LIMITS": "off",
    }
    # Servers that the benchmark starts read the same settings.
    os.environ.update(environ)
    app = create_app(from_environ(environ))
    with app.app_context():
        flask_migrate.upgrade()
    return app


def points(count: int, seed: int = 1) -> list[tuple[float, float, str, str]]:
    """Latitude, longitude, town and state of places a mile or two around ZIP codes drawn at random."""
    with sqlite3.connect(f"{GAZETTEER.as_uri()}?mode=ro&immutable=1", uri=True) as file:
        zips = file.execute(
            "SELECT zips.lat, zips.lon, name, state FROM zips JOIN places ON places.id = place_id ORDER BY zip"
        ).fetchall()
    rnd = random.Random(seed)
    drawn = (rnd.choice(zips) for _ in range(count))
    return [
        (round(lat / SCALE + rnd.gauss(0, 0.02), 5), round(lon / SCALE + rnd.gauss(0, 0.02), 5), name, state)
        for lat, lon, name, state in drawn
    ]


def fill(app: Flask, count: int) -> None:
    """Write `count` approved events to come, each with one timeslot."""
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            _fill_sqlite(Path(str(db.engine.url.database)), count)
        else:
            _fill_postgres(str(app.config["SQLALCHEMY_DATABASE_URI"]).replace("+psycopg", ""), count)
        db.engine.dispose()


def _rows(count: int) -> Iterator[tuple[Any, ...]]:
    rnd = random.Random(2)
    for number, (lat, lon, city, state) in enumerate(points(count), 1):
        begins = FIRST_DAY + dt.timedelta(days=rnd.randrange(30), hours=rnd.randrange(8))
        ends = begins + dt.timedelta(hours=2)
        text = [moment.strftime("%Y-%m-%d %H:%M:%S.000000") for moment in (begins, ends)]
        yield number, lat, lon, *text, rnd.choice(KINDS), city, state


def _statements(begins: str, ends: str, blob: str) -> list[str]:
    values = {"begins": begins, "ends": ends, "description": DESCRIPTION}
    for column in ("contact_name", "contact_email", "contact_phone"):
        values[column] = blob.format(keyring().seal("Pat Host, 312-555-0100", f"events.{column}").hex())
    return [EVENTS.format(**values), TIMESLOTS.format(**values)]


def _fill_sqlite(path: Path, count: int) -> None:
    with sqlite3.connect(path) as database:
        database.execute("PRAGMA synchronous=OFF")
        database.execute(CAMPAIGN)
        database.execute(LOADED)
        database.executemany("INSERT INTO loaded VALUES (?, ?, ?, ?, ?, ?, ?, ?)", _rows(count))
        for statement in _statements("begins", "ends", "x'{}'"):
            database.execute(statement)
        database.execute("UPDATE publications SET version = version + 1")


def _fill_postgres(url: str, count: int) -> None:
    with psycopg.connect(url, autocommit=True) as database:
        database.execute(CAMPAIGN)
        database.execute(LOADED)
        with database.cursor().copy("COPY loaded FROM STDIN") as copy:
            for row in _rows(count):
                copy.write_row(row)
        instants = ("(begins || '+00')::timestamptz", "(ends || '+00')::timestamptz")
        for statement in _statements(*instants, "decode('{}', 'hex')"):
            database.execute(statement)
        database.execute("UPDATE publications SET version = version + 1")
        # What autovacuum does by itself within a minute or so.
        database.execute("VACUUM ANALYZE events")
        database.execute("VACUUM ANALYZE timeslots")
