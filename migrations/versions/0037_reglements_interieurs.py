"""reglements interieurs"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from acia.core.db import UtcDateTime

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "procuration",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("commission_id", sa.Uuid(), nullable=False),
        sa.Column("mandant_id", sa.Uuid(), nullable=False),
        sa.Column("mandataire_id", sa.Uuid(), nullable=False),
        sa.Column("donnee_at", UtcDateTime(), nullable=False),
        sa.Column("saisie_par_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("mandant_id <> mandataire_id", name=op.f("ck_procuration_donnee_a_un_autre")),
        sa.ForeignKeyConstraint(["commission_id"], ["commission.id"], name=op.f("fk_procuration_commission_id")),
        sa.ForeignKeyConstraint(["mandant_id"], ["membre_commission.id"], name=op.f("fk_procuration_mandant_id")),
        sa.ForeignKeyConstraint(["mandataire_id"], ["membre_commission.id"], name=op.f("fk_procuration_mandataire_id")),
        sa.ForeignKeyConstraint(["saisie_par_id"], ["utilisateur.id"], name=op.f("fk_procuration_saisie_par_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_procuration")),
        sa.UniqueConstraint("mandant_id", name=op.f("uq_procuration_mandant_id")),
        sa.UniqueConstraint("mandataire_id", name=op.f("uq_procuration_mandataire_id")),
    )
    with op.batch_alter_table("procuration", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_procuration_commission_id"), ["commission_id"], unique=False)

    with op.batch_alter_table("commission", schema=None) as batch_op:
        batch_op.add_column(sa.Column("reglement", sa.JSON(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("commission", schema=None) as batch_op:
        batch_op.drop_column("reglement")

    with op.batch_alter_table("procuration", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_procuration_commission_id"))

    op.drop_table("procuration")
