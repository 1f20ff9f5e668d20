"""Let hosts keep their address to themselves; those who gave one so far were told that it is shown."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from actions.sealing import keyring

revision: str = "0106"
down_revision: str | None = "0105"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("events", sa.Column("shows_contact_email", sa.Boolean(), server_default=sa.true(), nullable=False))


def downgrade() -> None:
    # The version before this one shows every address that it has.
    none = keyring().seal("", "events.contact_email")
    op.get_bind().execute(
        sa.text("UPDATE events SET contact_email = :none WHERE NOT shows_contact_email").bindparams(none=none)
    )
    op.drop_column("events", "shows_contact_email")
