"""The tables of the picture: named as the real ones, so that the same queries read them, but without what is private.

Every column of a real table is on one of two lists here, and a test holds that: a new one has to be decided about.
What is withheld is empty in the picture. There are no foreign keys, for the accounts they lead to are not there.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Column, Index, Integer, MetaData, Table
from sqlalchemy.dialects import sqlite
from sqlalchemy.schema import CreateIndex, CreateTable

from actions.coalition.models import Campaign, Organization
from actions.database import Model, table_of
from actions.embeds.models import EmbedOrigin
from actions.events.models import Event, EventMove, Publication, Timeslot
from actions.stories.models import CampaignStory, Picture

# Raise it when the same columns come to hold something else.
RULES = 1

WITHHELD: Mapping[type[Model], frozenset[str]] = {
    Organization: frozenset(),
    Campaign: frozenset(),
    CampaignStory: frozenset({"draft"}),
    Picture: frozenset({"name"}),
    EmbedOrigin: frozenset(),
    Event: frozenset(
        {
            "host_id", "reference", "location_source", "wants_geocoding", "geocode_after", "instructions", "host_words",
            "contact_name", "contact_email", "contact_phone", "shows_contact_email", "submitted_at", "decided_by_id",
            "decline_reason",
        }
    ),
    Timeslot: frozenset(),
    EventMove: frozenset(),
    Publication: frozenset(),
}  # fmt: skip
SHOWN: Mapping[type[Model], frozenset[str]] = {
    Organization: frozenset({"id", "slug", "name", "website_url", "created_at"}),
    Campaign: frozenset({"id", "organization_id", "slug", "title", "summary", "day_on", "is_open", "created_at"}),
    CampaignStory: frozenset({"campaign_id", "published", "changed_at", "published_at"}),
    Picture: frozenset({"id", "campaign_id", "digest", "alt", "width", "height", "content", "created_at"}),
    EmbedOrigin: frozenset({"id", "organization_id", "origin", "created_at"}),
    Event: frozenset(
        {
            "id", "campaign_id", "organization_id", "title", "description", "kind", "state", "venue", "address", "city",
            "us_state", "postal_code", "latitude", "longitude", "precision", "address_visibility", "time_zone",
            "online_url", "is_wheelchair_accessible", "has_sign_language", "access_notes", "what_to_bring",
            "first_starts_at", "last_ends_at", "sequence", "created_at", "changed_at", "decided_at", "cancelled_at",
            "cancel_reason", "postponed_at", "postpone_reason",
        }
    ),
    Timeslot: frozenset({"id", "event_id", "starts_at", "ends_at", "capacity", "going_count"}),
    EventMove: frozenset(
        {"id", "event_id", "moved_at", "is_place_new", "is_time_new", "venue", "starts_at", "ends_at"}
    ),
    Publication: frozenset({"id", "version"}),
}  # fmt: skip


@dataclass(frozen=True)
class Schema:
    """The picture's tables, and a name for exactly these."""

    metadata: MetaData
    people: Table
    digest: str

    def table(self, model: type[Model]) -> Table:
        """The picture's table of a model."""
        return self.metadata.tables[table_of(model).name]


# A page reads how many people are coming to an event as the sum over its answers. The picture holds the sums alone, and
# this stands where the answers would be.
ANSWERS = (
    "CREATE VIEW rsvps AS SELECT event_id, people AS party_size, NULL AS cancelled_at, 0 AS is_waiting"
    " FROM published_people"
)  # fmt: skip


def _copied(model: type[Model], metadata: MetaData) -> None:
    source = table_of(model)
    columns = [Column(column.name, column.type, primary_key=column.primary_key) for column in source.columns]
    indexes = [Index(index.name, *[column.name for column in index.columns]) for index in source.indexes]
    Table(source.name, metadata, *columns, *indexes)


def _schema() -> Schema:
    metadata = MetaData()
    for model in SHOWN:
        _copied(model, metadata)
    people = Table(
        "published_people",
        metadata,
        Column("event_id", Integer, primary_key=True),
        Column("people", Integer),
    )
    words = [f"{RULES} {sorted((model.__name__, sorted(names)) for model, names in WITHHELD.items())}", ANSWERS]
    dialect = sqlite.dialect()
    for table in metadata.sorted_tables:
        words.append(str(CreateTable(table).compile(dialect=dialect)))
        words += sorted(str(CreateIndex(index).compile(dialect=dialect)) for index in table.indexes)
    return Schema(metadata, people, hashlib.sha256("\n".join(words).encode()).hexdigest()[:10])


SCHEMA = _schema()
