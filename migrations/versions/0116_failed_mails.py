"""Find failed mails without reading all others."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0116"
down_revision: str | None = "0115"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

FAILED = sa.text("state = 'failed'")


def upgrade() -> None:
    op.create_index("ix_outbox_failed", "outbox", ["finished_at", "id"], sqlite_where=FAILED, postgresql_where=FAILED)


def downgrade() -> None:
    op.drop_index("ix_outbox_failed", table_name="outbox")
