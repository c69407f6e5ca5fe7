"""repartition des dossiers"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from acia.core.db import UtcDateTime

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "plan_affectation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("commission_id", sa.Uuid(), nullable=False),
        sa.Column("lecteurs", sa.Integer(), nullable=False),
        sa.Column("graine", sa.String(length=64), nullable=False),
        sa.Column("explication", sa.JSON(), nullable=False),
        sa.Column("calcule_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("lecteurs > 0", name=op.f("ck_plan_affectation_au_moins_un_lecteur")),
        sa.ForeignKeyConstraint(["commission_id"], ["commission.id"], name=op.f("fk_plan_affectation_commission_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_affectation")),
        sa.UniqueConstraint("commission_id", name=op.f("uq_plan_affectation_commission_id")),
    )
    op.create_table(
        "affectation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("membre_id", sa.Uuid(), nullable=False),
        sa.Column("candidature_id", sa.Uuid(), nullable=False),
        sa.Column("etat", sa.String(length=10), nullable=False),
        sa.Column("a_la_main", sa.Boolean(), nullable=False),
        sa.Column("motif", sa.Text(), nullable=False),
        sa.Column("decidee_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("etat <> 'refusee' OR motif <> ''", name=op.f("ck_affectation_un_refus_a_un_motif")),
        sa.CheckConstraint("etat IN ('confiee', 'retiree', 'refusee')", name=op.f("ck_affectation_etat_connu")),
        sa.ForeignKeyConstraint(["candidature_id"], ["candidature.id"], name=op.f("fk_affectation_candidature_id")),
        sa.ForeignKeyConstraint(["membre_id"], ["membre_commission.id"], name=op.f("fk_affectation_membre_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_affectation")),
        sa.UniqueConstraint("membre_id", "candidature_id", name=op.f("uq_affectation_membre_id_candidature_id")),
    )
    with op.batch_alter_table("affectation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_affectation_candidature_id"), ["candidature_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_affectation_membre_id"), ["membre_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("affectation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_affectation_membre_id"))
        batch_op.drop_index(batch_op.f("ix_affectation_candidature_id"))

    op.drop_table("affectation")
    op.drop_table("plan_affectation")
