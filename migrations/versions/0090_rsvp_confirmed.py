"""Keep with an RSVP when its owner last said again that they are coming."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from actions.database import UtcDateTime

revision: str = "0090"
down_revision: str | None = "0085"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("rsvps", sa.Column("confirmed_at", UtcDateTime(), nullable=True))


def downgrade() -> None:
    op.drop_column("rsvps", "confirmed_at")
