"""Events, timeslots and the publication number."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from actions.database import UtcDateTime

revision: str = "0003"
down_revision: str | None = "0002"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "publications",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_publications")),
    )
    op.create_table(
        "events",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=True),
        sa.Column("host_id", sa.Integer(), nullable=True),
        sa.Column("reference", sa.String(length=200), nullable=True),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("venue", sa.String(length=200), nullable=False),
        sa.Column("address", sa.String(length=300), nullable=False),
        sa.Column("city", sa.String(length=120), nullable=False),
        sa.Column("us_state", sa.String(length=2), nullable=False),
        sa.Column("postal_code", sa.String(length=10), nullable=False),
        sa.Column("latitude", sa.Double(), nullable=True),
        sa.Column("longitude", sa.Double(), nullable=True),
        sa.Column("precision", sa.String(length=10), nullable=True),
        sa.Column("location_source", sa.String(length=20), nullable=True),
        sa.Column("wants_geocoding", sa.Boolean(), nullable=False),
        sa.Column("geocode_after", UtcDateTime(), nullable=True),
        sa.Column("address_visibility", sa.String(length=10), nullable=False),
        sa.Column("time_zone", sa.String(length=40), nullable=False),
        sa.Column("online_url", sa.String(length=500), nullable=False),
        sa.Column("is_wheelchair_accessible", sa.Boolean(), nullable=False),
        sa.Column("has_sign_language", sa.Boolean(), nullable=False),
        sa.Column("access_notes", sa.String(length=500), nullable=False),
        sa.Column("instructions", sa.Text(), nullable=False),
        sa.Column("contact_name", sa.LargeBinary(), nullable=False),
        sa.Column("contact_email", sa.LargeBinary(), nullable=False),
        sa.Column("contact_phone", sa.LargeBinary(), nullable=False),
        sa.Column("first_starts_at", UtcDateTime(), nullable=True),
        sa.Column("last_ends_at", UtcDateTime(), nullable=True),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.Column("submitted_at", UtcDateTime(), nullable=True),
        sa.Column("decided_at", UtcDateTime(), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decline_reason", sa.Text(), nullable=False),
        sa.Column("cancelled_at", UtcDateTime(), nullable=True),
        sa.Column("cancel_reason", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "address_visibility IN ('public', 'going')", name=op.f("ck_events_address_visibility_known")
        ),
        sa.CheckConstraint(
            "state IN ('draft', 'pending', 'approved', 'declined', 'cancelled')", name=op.f("ck_events_state_known")
        ),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaigns.id"], name=op.f("fk_events_campaign_id_campaigns"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["users.id"], name=op.f("fk_events_decided_by_id_users"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["host_id"], ["users.id"], name=op.f("fk_events_host_id_users"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organizations.id"],
            name=op.f("fk_events_organization_id_organizations"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_events")),
        sa.UniqueConstraint("campaign_id", "reference", name=op.f("uq_events_campaign_id_reference")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("events", schema=None) as batch_op:
        batch_op.create_index("ix_events_campaign_state", ["campaign_id", "state"], unique=False)
        batch_op.create_index(batch_op.f("ix_events_decided_by_id"), ["decided_by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_events_host_id"), ["host_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_events_organization_id"), ["organization_id"], unique=False)
        batch_op.create_index("ix_events_state_last_ends_at", ["state", "last_ends_at"], unique=False)
        batch_op.create_index("ix_events_state_place", ["state", "latitude", "longitude"], unique=False)
        batch_op.create_index(batch_op.f("ix_events_us_state"), ["us_state"], unique=False)
        batch_op.create_index(batch_op.f("ix_events_wants_geocoding"), ["wants_geocoding"], unique=False)

    op.create_table(
        "timeslots",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("starts_at", UtcDateTime(), nullable=False),
        sa.Column("ends_at", UtcDateTime(), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=True),
        sa.Column("going_count", sa.Integer(), nullable=False),
        sa.CheckConstraint("capacity IS NULL OR capacity > 0", name=op.f("ck_timeslots_capacity_positive")),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_timeslots_ends_after_start")),
        sa.CheckConstraint("going_count >= 0", name=op.f("ck_timeslots_going_count_not_negative")),
        sa.ForeignKeyConstraint(
            ["event_id"], ["events.id"], name=op.f("fk_timeslots_event_id_events"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_timeslots")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("timeslots", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_timeslots_event_id"), ["event_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_timeslots_starts_at"), ["starts_at"], unique=False)

    # The one row that every deed in public raises.
    op.execute("INSERT INTO publications (id, version) VALUES (1, 1)")


def downgrade() -> None:
    with op.batch_alter_table("timeslots", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_timeslots_starts_at"))
        batch_op.drop_index(batch_op.f("ix_timeslots_event_id"))

    op.drop_table("timeslots")
    with op.batch_alter_table("events", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_events_wants_geocoding"))
        batch_op.drop_index(batch_op.f("ix_events_us_state"))
        batch_op.drop_index("ix_events_state_place")
        batch_op.drop_index("ix_events_state_last_ends_at")
        batch_op.drop_index(batch_op.f("ix_events_organization_id"))
        batch_op.drop_index(batch_op.f("ix_events_host_id"))
        batch_op.drop_index(batch_op.f("ix_events_decided_by_id"))
        batch_op.drop_index("ix_events_campaign_state")

    op.drop_table("events")
    op.drop_table("publications")
