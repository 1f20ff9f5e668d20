"""Keep what a host adds to the reminders of their event."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0101"
down_revision: str | None = "0100"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("events", sa.Column("host_words", sa.Text(), server_default="", nullable=False))


def downgrade() -> None:
    # Where organizers were asked for another look at it, the version before shows the event without saying why.
    op.drop_column("events", "host_words")
