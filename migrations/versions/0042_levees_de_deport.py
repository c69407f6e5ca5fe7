"""Levées de déport."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from acia.core.db import UtcDateTime

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "levee_deport",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("membre_id", sa.Uuid(), nullable=False),
        sa.Column("candidature_id", sa.Uuid(), nullable=False),
        sa.Column("rang", sa.Integer(), nullable=False),
        sa.Column("motif_deport", sa.Text(), nullable=False),
        sa.Column("declare_at", UtcDateTime(), nullable=False),
        sa.Column("office_par_id", sa.Uuid(), nullable=True),
        sa.Column("liens_signales", sa.Text(), nullable=False),
        sa.Column("motif", sa.Text(), nullable=False),
        sa.Column("levee_at", UtcDateTime(), nullable=False),
        sa.Column("levee_par_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("motif <> ''", name=op.f("ck_levee_deport_une_levee_a_un_motif")),
        sa.ForeignKeyConstraint(["candidature_id"], ["candidature.id"], name=op.f("fk_levee_deport_candidature_id")),
        sa.ForeignKeyConstraint(["levee_par_id"], ["utilisateur.id"], name=op.f("fk_levee_deport_levee_par_id")),
        sa.ForeignKeyConstraint(["membre_id"], ["membre_commission.id"], name=op.f("fk_levee_deport_membre_id")),
        sa.ForeignKeyConstraint(["office_par_id"], ["utilisateur.id"], name=op.f("fk_levee_deport_office_par_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_levee_deport")),
        sa.UniqueConstraint("membre_id", "candidature_id", "rang", name=op.f("uq_levee_deport_membre_id_candidature_id_rang")),
    )
    with op.batch_alter_table("levee_deport", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_levee_deport_candidature_id"), ["candidature_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_levee_deport_membre_id"), ["membre_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("levee_deport", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_levee_deport_membre_id"))
        batch_op.drop_index(batch_op.f("ix_levee_deport_candidature_id"))
    op.drop_table("levee_deport")
