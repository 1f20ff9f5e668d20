"""Let the finder read places, dates and counts from indexes alone."""

from collections.abc import Sequence

from alembic import op

revision: str = "0021"
down_revision: str | None = "0010"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.drop_index("ix_events_state_place", table_name="events")
    op.create_index(
        "ix_events_state_place", "events", ["state", "latitude", "longitude", "last_ends_at", "address_visibility"]
    )
    op.drop_index("ix_events_state_last_ends_at", table_name="events")
    op.create_index("ix_events_state_last_ends_at", "events", ["state", "last_ends_at", "first_starts_at"])
    op.create_index("ix_events_state_region_kind", "events", ["state", "us_state", "kind", "last_ends_at"])


def downgrade() -> None:
    op.drop_index("ix_events_state_region_kind", table_name="events")
    op.drop_index("ix_events_state_last_ends_at", table_name="events")
    op.create_index("ix_events_state_last_ends_at", "events", ["state", "last_ends_at"])
    op.drop_index("ix_events_state_place", table_name="events")
    op.create_index("ix_events_state_place", "events", ["state", "latitude", "longitude"])
