"""Let a mail be held, and say by which hold."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import sqlalchemy as sa
from alembic import op
from alembic.operations import BatchOperations

revision: str = "0096"
down_revision: str | None = "0095"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

STATES = "state IN ('queued', 'held', 'sent', 'failed', 'dropped')"
STATES_BEFORE = "state IN ('queued', 'sent', 'failed', 'dropped')"
QUEUED, HELD = sa.text("state = 'queued'"), sa.text("state = 'held'")


def upgrade() -> None:
    with _rebuilt() as outbox:
        outbox.add_column(sa.Column("hold_id", sa.Integer(), nullable=True))
        outbox.drop_constraint(op.f("ck_outbox_state_known"), type_="check")
        outbox.create_check_constraint(op.f("ck_outbox_state_known"), STATES)
        outbox.create_check_constraint(op.f("ck_outbox_held_by_a_hold"), "(state = 'held') = (hold_id IS NOT NULL)")
        outbox.create_foreign_key(
            op.f("fk_outbox_hold_id_mail_holds"), "mail_holds", ["hold_id"], ["id"], ondelete="CASCADE"
        )
    op.create_index("ix_outbox_held", "outbox", ["hold_id", "id"], sqlite_where=HELD, postgresql_where=HELD)


def downgrade() -> None:
    # The version before this one knows no held mail. What was held goes out.
    op.execute("UPDATE outbox SET state = 'queued', hold_id = NULL WHERE state = 'held'")
    op.drop_index("ix_outbox_held", table_name="outbox")
    with _rebuilt() as outbox:
        outbox.drop_constraint(op.f("fk_outbox_hold_id_mail_holds"), type_="foreignkey")
        outbox.drop_constraint(op.f("ck_outbox_held_by_a_hold"), type_="check")
        outbox.drop_constraint(op.f("ck_outbox_state_known"), type_="check")
        outbox.create_check_constraint(op.f("ck_outbox_state_known"), STATES_BEFORE)
        outbox.drop_column("hold_id")


@contextmanager
def _rebuilt() -> Iterator[BatchOperations]:
    """The outbox, on SQLite made anew with its rows. There the old one is dropped, which would take with it what points
    to it: that is laid aside meanwhile. Mails keep the promise that no number is given out twice, which the rebuild of
    0080 had dropped.
    """
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    if is_sqlite:
        op.execute("CREATE TEMPORARY TABLE kept_mail_returns AS SELECT * FROM mail_returns")
    op.drop_index("ix_outbox_ready", table_name="outbox")
    with op.batch_alter_table("outbox", table_kwargs={"sqlite_autoincrement": True}) as outbox:
        yield outbox
    op.create_index(
        "ix_outbox_ready", "outbox", ["lane", "ready_at", "id"], sqlite_where=QUEUED, postgresql_where=QUEUED
    )
    if is_sqlite:
        op.execute("INSERT INTO mail_returns SELECT * FROM kept_mail_returns")
        op.execute("DROP TABLE kept_mail_returns")
