"""Note when those who hold a place arrived."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from actions.database import UtcDateTime

revision: str = "0111"
down_revision: str | None = "0110"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("attendances", sa.Column("checked_in_at", UtcDateTime(), nullable=True))


def downgrade() -> None:
    op.drop_column("attendances", "checked_in_at")
