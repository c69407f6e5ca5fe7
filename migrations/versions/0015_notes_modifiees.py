"""notes modifiees"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from acia.core.db import UtcDateTime

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "version_note",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("note_id", sa.Uuid(), nullable=False),
        sa.Column("texte", sa.Text(), nullable=False),
        sa.Column("remplacee_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["note_id"], ["note_interne.id"], name=op.f("fk_version_note_note_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_version_note")),
    )
    with op.batch_alter_table("version_note", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_version_note_note_id"), ["note_id"], unique=False)

    with op.batch_alter_table("note_interne", schema=None) as batch_op:
        batch_op.add_column(sa.Column("modifiee_at", UtcDateTime(), nullable=True))
        batch_op.add_column(sa.Column("retiree_at", UtcDateTime(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("note_interne", schema=None) as batch_op:
        batch_op.drop_column("retiree_at")
        batch_op.drop_column("modifiee_at")

    with op.batch_alter_table("version_note", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_version_note_note_id"))

    op.drop_table("version_note")
