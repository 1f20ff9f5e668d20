"""Which reminders have been queued."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from actions.database import UtcDateTime

revision: str = "0050"
down_revision: str | None = "0030"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "reminder_waves",
        sa.Column("timeslot_id", sa.Integer(), nullable=False),
        sa.Column("rule", sa.String(length=20), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=False),
        sa.Column("queued_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("rule IN ('day-before', 'on-day')", name=op.f("ck_reminder_waves_rule_known")),
        sa.ForeignKeyConstraint(
            ["timeslot_id"], ["timeslots.id"], name=op.f("fk_reminder_waves_timeslot_id_timeslots"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("timeslot_id", "rule", "due_at", name=op.f("pk_reminder_waves")),
    )


def downgrade() -> None:
    op.drop_table("reminder_waves")
