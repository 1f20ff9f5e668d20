"""Let an event be postponed, and say what to bring."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from actions.database import UtcDateTime

revision: str = "0052"
down_revision: str | None = "0050"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("events", sa.Column("what_to_bring", sa.String(length=500), server_default="", nullable=False))
    op.add_column("events", sa.Column("postponed_at", UtcDateTime(), nullable=True))
    op.add_column("events", sa.Column("postpone_reason", sa.Text(), server_default="", nullable=False))


def downgrade() -> None:
    # A postponed event has no bounds; the version before this one needs them.
    op.execute(
        "UPDATE events SET"
        " first_starts_at = (SELECT min(starts_at) FROM timeslots WHERE timeslots.event_id = events.id),"
        " last_ends_at = (SELECT max(ends_at) FROM timeslots WHERE timeslots.event_id = events.id)"
        " WHERE postponed_at IS NOT NULL"
    )
    op.drop_column("events", "postpone_reason")
    op.drop_column("events", "postponed_at")
    op.drop_column("events", "what_to_bring")
