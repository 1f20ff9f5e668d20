"""What people tell us about themselves stands nowhere in the clear: not in the database's files, logs or addresses."""

import dataclasses
import datetime as dt
import logging
import re
import sqlite3
import subprocess
from pathlib import Path

import psycopg
import pytest
from flask import Flask, request
from sqlalchemy.exc import StatementError

from actions.database import db
from actions.events.models import Event
from config import Settings
from tests.checking_client import CheckingClient
from tests.factories import a_campaign, an_event, an_organizer, an_rsvp
from tests.journeys.conftest import BrowserOf
from tests.services.databases import Database, PostgresDatabase, SqliteDatabase
from tests.services.every_route import EVENT_FIELDS, PASSWORD

Planted = dict[str, str]
# No word of these stands anywhere else.
PLANTED = {
    "name of the account": "Xanthippe Quaestor",
    "address of the account": "xanthippe.quaestor@vrblnk.example.org",
    "first name": "Zwetschgen",
    "last name": "Knoedelmaier",
    "address": "zwetschgen@qwrtz.example.org",
    "phone": "312-555-0147",
    "ZIP": "60647",
    "contact's name": "Ottokar Wippchen",
    "contact's address": "ottokar@wppchn.example.org",
    "contact's phone": "773-555-0188",
    "password": PASSWORD,
}
# Of the control, so that what it plants is not found by the test itself.
PLANTED_IN_THE_CLEAR = {name: text[::-1] for name, text in PLANTED.items()}
IN_PUBLIC = "Kaleidoscope Procession on Wacker Drive"
SHORTEST_PART = 7


def planted_in(content: bytes, planted: Planted = PLANTED) -> list[str]:
    """Which planted texts, or parts of them, stand in these bytes, in whatever case."""
    lowered = content.lower()
    return [name for name, text in planted.items() if any(_stands_in(lowered, part) for part in _parts(text))]


def _parts(text: str) -> set[bytes]:
    longer = {part for part in re.split("[ @]", text) if len(part) >= SHORTEST_PART}
    return {part.lower().encode() for part in {text, text.replace("-", ""), *longer}}


def _stands_in(lowered: bytes, part: bytes) -> bool:
    # A number is meant by itself: the seconds in a log line may have any digits.
    return part in lowered and re.search(rb"(?<![0-9.])%b(?![0-9])" % re.escape(part), lowered) is not None


def bytes_on_disk(database: Database) -> bytes:
    """Everything the database has written: tables, logs and all."""
    db.session.remove()
    if isinstance(database, SqliteDatabase):
        with sqlite3.connect(database.file) as connection:
            assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        files = list(database.file.parent.glob(f"{database.file.name}*"))
    else:
        assert isinstance(database, PostgresDatabase)
        with psycopg.connect(database.url, autocommit=True) as connection:
            connection.execute("CHECKPOINT")
            (folder,) = connection.execute("SHOW data_directory").fetchone() or ("",)
        files = [path for path in Path(folder).rglob("*") if path.is_file()]
    assert files
    # Read by another program: closing a file in this one would take away the locks that its own SQLite holds on it.
    read = subprocess.run(["cat", "--", *files], capture_output=True)
    # PostgreSQL removes files of its own at any time.
    assert read.returncode == 0 or not all(file.exists() for file in files), read.stderr
    return read.stdout


class Story:
    """A host signs up and posts, a volunteer signs up, changes and gives up; all mails are written and kept."""

    def __init__(self, app: Flask, browser_of: BrowserOf) -> None:
        self.app = app
        self.addresses: list[str] = []
        self._browser_of = browser_of
        app.before_request_funcs.setdefault(None, []).append(self._note)

    def _note(self) -> None:
        self.addresses.append(request.full_path)

    def told(self) -> None:
        """Let it happen."""
        campaign = a_campaign()
        host = self._host()
        event = self._action(host, campaign.id)
        self._deliver()
        self._volunteer(event)
        self._deliver()
        self._export(campaign.slug)

    def stop(self) -> None:
        """Note no more addresses."""
        self.app.before_request_funcs[None].remove(self._note)

    def _host(self) -> CheckingClient:
        client = self._browser_of()
        fields = {"name": PLANTED["name of the account"], "email": PLANTED["address of the account"]}
        client.submit(client.get("/account/new"), "Create account", password=PASSWORD, **fields)
        self._deliver()
        page = client.get(self._link("/account/verify/"))
        assert client.submit(page, "Confirm and sign in").status_code == 303
        client.submit(client.get("/account"), name=f"{fields['name']} again")
        return client

    def _action(self, client: CheckingClient, campaign_id: int) -> Event:
        contact = {
            "contact_name": PLANTED["contact's name"],
            "contact_email": PLANTED["contact's address"],
            "contact_phone": PLANTED["contact's phone"],
        }
        fields = {**EVENT_FIELDS, **contact, "title": IN_PUBLIC}
        answer = client.submit(client.get("/host/events/new"), "Save and go on", **fields)
        assert answer.status_code == 303, answer.text
        event = db.session.scalars(db.select(Event).where(Event.title == IN_PUBLIC)).one()
        client.submit(client.get(f"/host/events/{event.id}"), "Send it for review")
        organizer = self._browser_of(an_organizer("admin"))
        organizer.submit(organizer.get(f"/organize/events/{event.id}"), "Approve")
        db.session.refresh(event)
        assert event.state == "approved"
        return event

    def _volunteer(self, event: Event) -> None:
        client = self._browser_of()
        page = client.get(f"/events/{event.slug}")
        answer = client.submit(
            page,
            "Sign up",
            given_name=PLANTED["first name"],
            family_name=PLANTED["last name"],
            email=PLANTED["address"],
            phone=PLANTED["phone"],
            postal_code=PLANTED["ZIP"],
        )
        assert answer.status_code == 303, answer.text
        client.submit(page, "Sign up", given_name=PLANTED["first name"], email="not an address")
        self._deliver()
        own_page = client.get(self._link("/rsvps/"))
        client.submit(own_page, "Save", party_size=3)
        client.submit(own_page, "Give up my place")

    def _export(self, slug: str) -> None:
        organizer = self._browser_of(an_organizer("admin"))
        for table in ("events", "attendance"):
            assert organizer.get(f"/organize/campaigns/{slug}/{table}.csv").status_code == 200

    def _deliver(self) -> None:
        done = self.app.test_cli_runner().invoke(args=["mail", "work", "--once"])
        assert done.exit_code == 0, done.output

    def _link(self, path: str) -> str:
        client = self._browser_of()
        inbox = client.page("/dev/mail")
        for link in inbox.all("a"):
            if link.get("href").startswith("/dev/mail/"):
                for inner in client.page(link.get("href")).all("a"):
                    if path in inner.get("href"):
                        return inner.get("href").removeprefix("http://localhost")
        raise LookupError(path)


@pytest.fixture
def settings(settings: Settings, tmp_path: Path) -> Settings:
    """Settings with an empty folder of mails."""
    return dataclasses.replace(settings, instance=tmp_path)


def test_nothing_personal_stands_on_disk_in_logs_or_in_addresses(
    app: Flask,
    browser_of: BrowserOf,
    migrated_database: Database,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    # Statements and what went into them. One step further SQLAlchemy prints whole rows as the program sees them; that
    # is its own debugger, which no setting of ours switches on.
    caplog.set_level(logging.INFO, logger="sqlalchemy.engine")
    story = Story(app, browser_of)
    story.told()
    story.stop()
    logged = "\n".join(f"{record.name} {record.getMessage()} {record.exc_text or ''}" for record in caplog.records)

    assert planted_in(bytes_on_disk(migrated_database)) == []
    assert planted_in(logged.encode()) == []
    assert planted_in("\n".join(story.addresses).encode()) == []
    # The same search finds what is public, so it looks in the right places.
    assert IN_PUBLIC.encode() in bytes_on_disk(migrated_database)
    assert "INSERT INTO rsvps" in logged
    assert "/account/verify/" in "\n".join(story.addresses)


def test_search_finds_a_planted_text_when_it_is_there(app: Flask, migrated_database: Database) -> None:
    """The control: in the clear, in a table, each of them is found."""
    an_event(description="; ".join(PLANTED_IN_THE_CLEAR.values()).upper())
    assert planted_in(bytes_on_disk(migrated_database), PLANTED_IN_THE_CLEAR) == list(PLANTED)


def test_error_of_a_statement_does_not_repeat_what_went_into_it(app: Flask, now: dt.datetime) -> None:
    rsvp = an_rsvp(an_event())
    rsvp.given_name, rsvp.changed_at = PLANTED["first name"], now.replace(tzinfo=None)
    with pytest.raises(StatementError) as caught:
        db.session.commit()
    db.session.rollback()
    assert planted_in(str(caught.value).encode()) == []
