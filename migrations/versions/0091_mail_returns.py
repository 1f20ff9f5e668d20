"""Keep which mails came back, so that three soft failures can be counted."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from actions.database import UtcDateTime

revision: str = "0091"
down_revision: str | None = "0090"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "mail_returns",
        sa.Column("outbox_id", sa.Integer(), nullable=False),
        sa.Column("sort", sa.String(length=10), nullable=False),
        sa.Column("email_hash", sa.LargeBinary(), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("reported_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("sort IN ('hard', 'soft', 'complaint')", name=op.f("ck_mail_returns_sort_known")),
        sa.ForeignKeyConstraint(
            ["outbox_id"], ["outbox.id"], name=op.f("fk_mail_returns_outbox_id_outbox"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("outbox_id", "sort", name=op.f("pk_mail_returns")),
    )
    op.create_index("ix_mail_returns_email_hash", "mail_returns", ["email_hash", "reported_at"])
    op.create_index("ix_mail_returns_reported_at", "mail_returns", ["reported_at"])


def downgrade() -> None:
    op.drop_table("mail_returns")
