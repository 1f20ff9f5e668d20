"""Say in one column from when a mail may be taken, and find those of each lane by it."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from actions.database import UtcDateTime

revision: str = "0080"
down_revision: str | None = "0071"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

QUEUED = sa.text("state = 'queued'")


def upgrade() -> None:
    op.drop_index("ix_outbox_waiting", table_name="outbox")
    op.add_column("outbox", sa.Column("ready_at", UtcDateTime(), nullable=True))
    op.execute("UPDATE outbox SET ready_at = coalesce(leased_until, due_at)")
    with op.batch_alter_table("outbox") as outbox:
        outbox.alter_column("ready_at", existing_type=UtcDateTime(), nullable=False)
        outbox.drop_column("leased_until")
    op.create_index(
        "ix_outbox_ready", "outbox", ["lane", "ready_at", "id"], sqlite_where=QUEUED, postgresql_where=QUEUED
    )


def downgrade() -> None:
    op.drop_index("ix_outbox_ready", table_name="outbox")
    op.add_column("outbox", sa.Column("leased_until", UtcDateTime(), nullable=True))
    op.execute("UPDATE outbox SET leased_until = ready_at WHERE ready_at > due_at")
    with op.batch_alter_table("outbox") as outbox:
        outbox.drop_column("ready_at")
    op.create_index(
        "ix_outbox_waiting", "outbox", ["lane", "due_at", "id"], sqlite_where=QUEUED, postgresql_where=QUEUED
    )
