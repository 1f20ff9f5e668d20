"""Count the mailed links an account has used, and remember sessions that were ended."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from actions.database import UtcDateTime

revision: str = "0010"
down_revision: str | None = "0006"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("users", sa.Column("link_number", sa.Integer(), server_default="0", nullable=False))
    op.create_table(
        "ended_sessions",
        sa.Column("number_hash", sa.LargeBinary(), nullable=False),
        sa.Column("forget_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("number_hash", name=op.f("pk_ended_sessions")),
    )
    op.create_index(op.f("ix_ended_sessions_forget_at"), "ended_sessions", ["forget_at"])


def downgrade() -> None:
    op.drop_index(op.f("ix_ended_sessions_forget_at"), table_name="ended_sessions")
    op.drop_table("ended_sessions")
    op.drop_column("users", "link_number")
