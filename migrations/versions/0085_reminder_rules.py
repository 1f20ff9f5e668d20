"""Reminder rules of campaigns, how their mails are spread, and how people say it went."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from actions.database import UtcDateTime

revision: str = "0085"
down_revision: str | None = "0080"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

# A rule is named by what it says.
SIGNATURES = {"day-before": "before-start-1d-1100", "on-day": "before-start-0d-0800"}


def upgrade() -> None:
    op.create_table(
        "reminder_rules",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("signature", sa.String(length=40), nullable=False),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaigns.id"], name=op.f("fk_reminder_rules_campaign_id_campaigns"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminder_rules")),
        sa.UniqueConstraint("campaign_id", "signature", name=op.f("uq_reminder_rules_campaign_id_signature")),
    )
    op.create_table(
        "thanks_answers",
        sa.Column("rsvp_id", sa.Integer(), nullable=False),
        sa.Column("answer", sa.String(length=10), nullable=False),
        sa.Column("answered_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "answer IN ('well', 'so-so', 'badly', 'not-there')", name=op.f("ck_thanks_answers_answer_known")
        ),
        sa.ForeignKeyConstraint(
            ["rsvp_id"], ["rsvps.id"], name=op.f("fk_thanks_answers_rsvp_id_rsvps"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("rsvp_id", name=op.f("pk_thanks_answers")),
    )
    with op.batch_alter_table("reminder_waves") as waves:
        waves.drop_constraint(op.f("ck_reminder_waves_rule_known"), type_="check")
        waves.alter_column(
            "rule", existing_type=sa.String(length=20), type_=sa.String(length=40), existing_nullable=False
        )
        waves.add_column(sa.Column("begins_at", UtcDateTime(), nullable=True))
        waves.add_column(sa.Column("spread_seconds", sa.Integer(), nullable=False, server_default="0"))
    op.execute("UPDATE reminder_waves SET begins_at = due_at")
    for old, new in SIGNATURES.items():
        op.execute(f"UPDATE reminder_waves SET rule = '{new}' WHERE rule = '{old}'")  # noqa: S608 -- constants of this file
    with op.batch_alter_table("reminder_waves") as waves:
        waves.alter_column("begins_at", existing_type=UtcDateTime(), nullable=False)
        waves.alter_column("spread_seconds", existing_type=sa.Integer(), server_default=None)


def downgrade() -> None:
    for old, new in SIGNATURES.items():
        op.execute(f"UPDATE reminder_waves SET rule = '{old}' WHERE rule = '{new}'")  # noqa: S608 -- constants of this file
    op.execute("DELETE FROM reminder_waves WHERE rule NOT IN ('day-before', 'on-day')")
    with op.batch_alter_table("reminder_waves") as waves:
        waves.drop_column("spread_seconds")
        waves.drop_column("begins_at")
        waves.alter_column(
            "rule", existing_type=sa.String(length=40), type_=sa.String(length=20), existing_nullable=False
        )
        waves.create_check_constraint(op.f("ck_reminder_waves_rule_known"), "rule IN ('day-before', 'on-day')")
    op.drop_table("thanks_answers")
    op.drop_table("reminder_rules")
