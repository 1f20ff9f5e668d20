"""Let people wait for a place at a timeslot that is full."""

import datetime as dt
from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from actions.database import UtcDateTime

revision: str = "0110"
down_revision: str | None = "0106"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("rsvps", sa.Column("is_waiting", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.create_table(
        "waitlist_entries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("rsvp_id", sa.Integer(), nullable=False),
        sa.Column("timeslot_id", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["rsvp_id"], ["rsvps.id"], name=op.f("fk_waitlist_entries_rsvp_id_rsvps"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["timeslot_id"],
            ["timeslots.id"],
            name=op.f("fk_waitlist_entries_timeslot_id_timeslots"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_waitlist_entries")),
        sa.UniqueConstraint("rsvp_id", "timeslot_id", name=op.f("uq_waitlist_entries_rsvp_id_timeslot_id")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_waitlist_entries_timeslot_id_id", "waitlist_entries", ["timeslot_id", "id"])


def downgrade() -> None:
    # The version before this one takes everybody who did not give up for somebody who holds a place.
    now = sa.bindparam("now", dt.datetime.now(dt.UTC), type_=UtcDateTime())
    op.get_bind().execute(
        sa.text("UPDATE rsvps SET cancelled_at = :now WHERE is_waiting AND cancelled_at IS NULL").bindparams(now)
    )
    op.drop_table("waitlist_entries")
    op.drop_column("rsvps", "is_waiting")
