"""Keep with an RSVP which link it came through."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0071"
down_revision: str | None = "0070"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("rsvps", sa.Column("source", sa.String(length=40), server_default="", nullable=False))


def downgrade() -> None:
    op.drop_column("rsvps", "source")
