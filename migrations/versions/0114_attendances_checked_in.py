"""Find at once whether anybody was checked in at a timeslot."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0114"
down_revision: str | None = "0111"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

CHECKED_IN = sa.text("checked_in_at IS NOT NULL")


def upgrade() -> None:
    op.create_index(
        "ix_attendances_checked_in",
        "attendances",
        ["timeslot_id"],
        sqlite_where=CHECKED_IN,
        postgresql_where=CHECKED_IN,
    )


def downgrade() -> None:
    op.drop_index("ix_attendances_checked_in", table_name="attendances")
