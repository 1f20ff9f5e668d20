"""Let the finder see from an index alone which organizations have actions to come."""

from collections.abc import Sequence

from alembic import op

revision: str = "0056"
down_revision: str | None = "0055"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.create_index(
        "ix_events_organization_ends", "events", ["organization_id", "state", "last_ends_at", "campaign_id"]
    )
    # The longer one begins with the same column.
    op.drop_index("ix_events_organization_id", table_name="events")


def downgrade() -> None:
    op.create_index("ix_events_organization_id", "events", ["organization_id"])
    op.drop_index("ix_events_organization_ends", table_name="events")
