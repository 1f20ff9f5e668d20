"""The cache of the geocoders' answers."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from actions.database import UtcDateTime

revision: str = "0006"
down_revision: str | None = "0005"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "geocode_cache",
        sa.Column("key", sa.LargeBinary(length=32), nullable=False),
        sa.Column("point", sa.LargeBinary(), nullable=True),
        sa.Column("precision", sa.String(length=10), nullable=True),
        sa.Column("source", sa.String(length=20), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_geocode_cache")),
    )
    with op.batch_alter_table("geocode_cache", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_geocode_cache_expires_at"), ["expires_at"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("geocode_cache", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_geocode_cache_expires_at"))

    op.drop_table("geocode_cache")
