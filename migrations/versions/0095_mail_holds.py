"""Let organizers hold mail: of an event, a state, a campaign, or all."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from actions.database import UtcDateTime

revision: str = "0095"
down_revision: str | None = "0091"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

TARGETS = (
    "(scope = 'campaign') = (campaign_id IS NOT NULL) AND (scope = 'state') = (us_state IS NOT NULL)"
    " AND (scope = 'event') = (event_id IS NOT NULL)"
)
ONE_ACTIVE = (
    ("uq_mail_holds_all", "scope", "released_at IS NULL AND scope = 'all'"),
    ("uq_mail_holds_campaign", "campaign_id", "released_at IS NULL"),
    ("uq_mail_holds_state", "us_state", "released_at IS NULL"),
    ("uq_mail_holds_event", "event_id", "released_at IS NULL"),
)


def upgrade() -> None:
    op.create_table(
        "mail_holds",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("scope", sa.String(length=10), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=True),
        sa.Column("us_state", sa.String(length=2), nullable=True),
        sa.Column("event_id", sa.Integer(), nullable=True),
        sa.Column("held_at", UtcDateTime(), nullable=False),
        sa.Column("held_by_id", sa.Integer(), nullable=True),
        sa.Column("released_at", UtcDateTime(), nullable=True),
        sa.Column("released_by_id", sa.Integer(), nullable=True),
        sa.Column("settled_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint("scope IN ('all', 'campaign', 'state', 'event')", name=op.f("ck_mail_holds_scope_known")),
        sa.CheckConstraint(TARGETS, name=op.f("ck_mail_holds_target_as_scope_says")),
        sa.CheckConstraint(
            "settled_at IS NULL OR released_at IS NOT NULL", name=op.f("ck_mail_holds_released_before_settled")
        ),
        *(
            sa.ForeignKeyConstraint(
                [column], [f"{table}.id"], name=op.f(f"fk_mail_holds_{column}_{table}"), ondelete=ondelete
            )
            for column, table, ondelete in (
                ("campaign_id", "campaigns", "CASCADE"),
                ("event_id", "events", "CASCADE"),
                ("held_by_id", "users", "SET NULL"),
                ("released_by_id", "users", "SET NULL"),
            )
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_holds")),
        sqlite_autoincrement=True,
    )
    for name, column, condition in ONE_ACTIVE:
        where = sa.text(condition)
        op.create_index(name, "mail_holds", [column], unique=True, sqlite_where=where, postgresql_where=where)
    where = sa.text("settled_at IS NULL")
    op.create_index("ix_mail_holds_standing", "mail_holds", ["id"], sqlite_where=where, postgresql_where=where)


def downgrade() -> None:
    op.drop_table("mail_holds")
