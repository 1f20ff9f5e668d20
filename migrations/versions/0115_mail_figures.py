"""Keep how mail stands where counting it takes long."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from actions.database import UtcDateTime

revision: str = "0115"
down_revision: str | None = "0114"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "mail_figures",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("counted_at", UtcDateTime(), nullable=False),
        sa.Column("took_ms", sa.Integer(), nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_mail_figures_only_one")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_figures")),
    )


def downgrade() -> None:
    op.drop_table("mail_figures")
