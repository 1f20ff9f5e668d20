"""One line of migrations makes exactly the tables that the models describe, there and back, with rows in them."""

import dataclasses
import re

import flask_migrate
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import inspect, select, text, update

from actions import create_app
from actions.database import Model, db
from actions.events.models import Event
from actions.mail import holds, leases, outbox
from actions.mail.models import HoldScope, OutboxMail
from actions.returns.models import MailReturn
from actions.rsvps.models import Attendance, Rsvp
from config import ROOT, Settings
from tests import factories


@pytest.fixture
def new_app(settings: Settings, empty_database_url: str) -> Flask:
    """An application on a database without a single table."""
    url = empty_database_url.replace("postgresql://", "postgresql+psycopg://")
    return create_app(dataclasses.replace(settings, database_url=url))


def _revisions() -> list[str]:
    script = ScriptDirectory(str(ROOT / "migrations"))
    return [revision.revision for revision in reversed(list(script.walk_revisions()))]


def test_migrations_stand_in_one_line_with_numbers_that_rise() -> None:
    assert len(ScriptDirectory(str(ROOT / "migrations")).get_heads()) == 1
    revisions = _revisions()
    assert revisions == sorted(revisions)
    files = sorted(path.name for path in (ROOT / "migrations" / "versions").glob("*.py"))
    assert [re.match(r"(\d{4})_[a-z_]+\.py$", name)[1] for name in files] == revisions  # type: ignore[index]


def test_upgraded_schema_equals_the_models(new_app: Flask) -> None:
    with new_app.app_context():
        flask_migrate.upgrade()
        with db.engine.connect() as connection:
            context = MigrationContext.configure(connection, opts={"compare_type": True})
            assert compare_metadata(context, Model.metadata) == []
        db.engine.dispose()


def test_each_migration_goes_down_and_up_again_with_rows_in_the_tables(new_app: Flask) -> None:
    with new_app.app_context():
        flask_migrate.upgrade()
        factories.a_reply(factories.an_rsvp(factories.an_event()))
        factories.a_picture(factories.a_campaign())
        factories.a_waiting_one(factories.an_event())
        db.session.execute(update(Attendance).values(checked_in_at=factories.NOW))
        db.session.commit()
        db.session.remove()
        rows = _row_counts()
        for number, revision in reversed(list(enumerate(_revisions()))):
            flask_migrate.downgrade(revision=_revisions()[number - 1] if number else "base")
            kept = {table: count for table, count in _row_counts().items() if table in rows}
            assert kept == {table: rows[table] for table in kept}, revision
            flask_migrate.upgrade(revision=revision)
            flask_migrate.downgrade(revision=_revisions()[number - 1] if number else "base")
        assert set(inspect(db.engine).get_table_names()) <= {"alembic_version"}
        flask_migrate.upgrade()
        assert _row_counts() == {table: int(table == "publications") for table in rows}
        db.engine.dispose()


def test_postponed_event_has_its_bounds_again_when_the_version_before_takes_over(new_app: Flask) -> None:
    with new_app.app_context():
        flask_migrate.upgrade()
        event = factories.an_event()
        bounds = (event.first_starts_at, event.last_ends_at)
        factories.postponed(event)
        db.session.remove()
        flask_migrate.downgrade(revision="0050")
        query = select(Event.first_starts_at, Event.last_ends_at)
        assert db.session.execute(query).all() == [bounds]
        db.session.remove()
        db.engine.dispose()


def test_what_was_held_is_queued_again_when_the_version_before_takes_over_and_returns_stay(new_app: Flask) -> None:
    with new_app.app_context():
        flask_migrate.upgrade()
        event = factories.an_event()
        outbox.queue("event-approved", "it", now=factories.NOW, event_id=event.id)
        holds.hold(HoldScope.ALL, now=factories.NOW)
        assert leases.claim(factories.NOW, 10).moved_count == 1
        mail_id = db.session.scalars(select(OutboxMail.id)).one()
        db.session.add(
            MailReturn(outbox_id=mail_id, sort="soft", email_hash=b"x", status="4.0.0", reported_at=factories.NOW)
        )
        db.session.commit()
        db.session.remove()
        query = text("SELECT outbox.state, mail_returns.sort FROM outbox JOIN mail_returns ON outbox_id = outbox.id")
        found = []
        for step in (lambda: flask_migrate.downgrade(revision="0095"), flask_migrate.upgrade):
            step()
            with db.engine.connect() as connection:
                found += connection.execute(query).all()
        assert found == [("queued", "soft"), ("queued", "soft")]
        db.engine.dispose()


def test_a_hidden_address_is_forgotten_when_the_version_before_that_would_show_it_takes_over(new_app: Flask) -> None:
    with new_app.app_context():
        flask_migrate.upgrade()
        hidden = factories.an_event(contact_email="pat@example.org", shows_contact_email=False).id
        shown = factories.an_event(contact_email="sam@example.org").id
        db.session.remove()
        flask_migrate.downgrade(revision="0105")
        query = select(Event.id, Event.contact_email).order_by(Event.id)
        assert db.session.execute(query).all() == [(hidden, ""), (shown, "sam@example.org")]
        db.session.remove()
        db.engine.dispose()


def _row_counts() -> dict[str, int]:
    """Rows in each table; a table that a migration alone changes keeps its own."""
    names = set(inspect(db.engine).get_table_names()) - {"alembic_version"}
    with db.engine.connect() as connection:
        return {name: connection.execute(text(f"SELECT count(*) FROM {name}")).scalar() or 0 for name in sorted(names)}


def test_who_waits_has_given_up_when_the_version_before_takes_over(new_app: Flask) -> None:
    with new_app.app_context():
        flask_migrate.upgrade()
        event = factories.an_event()
        going, waiting = factories.an_rsvp(event).id, factories.a_waiting_one(event).id
        db.session.remove()
        flask_migrate.downgrade(revision="0106")
        query = select(Rsvp.id, Rsvp.cancelled_at.is_(None)).order_by(Rsvp.id)
        assert db.session.execute(query).all() == [(going, True), (waiting, False)]
        db.session.remove()
        db.engine.dispose()
