"""Tables know their parents, never their children; instants are UTC; foreign keys say what deletion does."""

from flask import Flask
from sqlalchemy import DateTime
from sqlalchemy.orm import MANYTOONE

from actions.database import Model, UtcDateTime
from actions.sealing import SealedText

PERSONAL = {
    "users": {"email", "name"},
    "events": {"contact_name", "contact_email", "contact_phone"},
    # A point says as much as the address it was found for.
    "geocode_cache": {"point"},
    "rsvps": {"given_name", "family_name", "email", "phone", "postal_code"},
    "problem_reports": {"words", "email"},
    "replies": {"subject", "text"},
}


def test_every_relationship_leads_to_a_parent(app: Flask) -> None:
    wrong = [
        str(relationship)
        for mapper in Model.registry.mappers
        for relationship in mapper.relationships
        if relationship.direction is not MANYTOONE or relationship.backref
    ]
    assert wrong == []


def test_every_instant_is_stored_in_utc(app: Flask) -> None:
    wrong = [
        str(column)
        for table in Model.metadata.tables.values()
        for column in table.columns
        if isinstance(column.type, DateTime) and not isinstance(column.type, UtcDateTime)
    ]
    assert wrong == []


def test_every_foreign_key_says_what_deletion_does(app: Flask) -> None:
    wrong = [str(key) for table in Model.metadata.tables.values() for key in table.foreign_keys if not key.ondelete]
    assert wrong == []


def test_every_personal_column_is_sealed_under_its_own_name(app: Flask) -> None:
    sealed = {
        f"{table.name}.{column.name}": column.type.context
        for table in Model.metadata.tables.values()
        for column in table.columns
        if isinstance(column.type, SealedText)
    }
    expected = {f"{table}.{column}" for table, columns in PERSONAL.items() for column in columns}
    assert sealed == {name: name for name in expected}
