"""prolongation"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from acia.core.db import UtcDateTime

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "prolongation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("appel_id", sa.Uuid(), nullable=False),
        sa.Column("ancienne_at", UtcDateTime(), nullable=False),
        sa.Column("nouvelle_at", UtcDateTime(), nullable=False),
        sa.Column("motif", sa.Text(), nullable=False),
        sa.Column("decidee_par_id", sa.Uuid(), nullable=False),
        sa.Column("decidee_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("nouvelle_at > ancienne_at", name=op.f("ck_prolongation_jamais_avancee")),
        sa.ForeignKeyConstraint(["appel_id"], ["appel.id"], name=op.f("fk_prolongation_appel_id")),
        sa.ForeignKeyConstraint(["decidee_par_id"], ["utilisateur.id"], name=op.f("fk_prolongation_decidee_par_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_prolongation")),
    )
    with op.batch_alter_table("prolongation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_prolongation_appel_id"), ["appel_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_prolongation_decidee_par_id"), ["decidee_par_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("prolongation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_prolongation_decidee_par_id"))
        batch_op.drop_index(batch_op.f("ix_prolongation_appel_id"))

    op.drop_table("prolongation")
