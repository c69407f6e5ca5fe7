"""convocations envoyees"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from acia.core.db import UtcDateTime

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "convocation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("commission_id", sa.Uuid(), nullable=False),
        sa.Column("rang", sa.Integer(), nullable=False),
        sa.Column("seconde", sa.Boolean(), nullable=False),
        sa.Column("envoyee_at", UtcDateTime(), nullable=False),
        sa.Column("envoyee_par_id", sa.Uuid(), nullable=False),
        sa.Column("seance_at", UtcDateTime(), nullable=False),
        sa.Column("lieu", sa.String(length=200), nullable=False),
        sa.Column("points", sa.JSON(), nullable=False),
        sa.Column("preavis_jours", sa.Integer(), nullable=False),
        sa.Column("preavis_attendu", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["commission_id"], ["commission.id"], name=op.f("fk_convocation_commission_id")),
        sa.ForeignKeyConstraint(["envoyee_par_id"], ["utilisateur.id"], name=op.f("fk_convocation_envoyee_par_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_convocation")),
        sa.UniqueConstraint("commission_id", "rang", name=op.f("uq_convocation_commission_id_rang")),
    )
    with op.batch_alter_table("convocation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_convocation_commission_id"), ["commission_id"], unique=False)

    op.create_table(
        "convocation_membre",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("convocation_id", sa.Uuid(), nullable=False),
        sa.Column("membre_id", sa.Uuid(), nullable=False),
        sa.Column("courriel_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["convocation_id"], ["convocation.id"], name=op.f("fk_convocation_membre_convocation_id")
        ),
        sa.ForeignKeyConstraint(["courriel_id"], ["courriel.id"], name=op.f("fk_convocation_membre_courriel_id")),
        sa.ForeignKeyConstraint(["membre_id"], ["membre_commission.id"], name=op.f("fk_convocation_membre_membre_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_convocation_membre")),
        sa.UniqueConstraint("convocation_id", "membre_id", name=op.f("uq_convocation_membre_convocation_id_membre_id")),
    )
    with op.batch_alter_table("convocation_membre", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_convocation_membre_convocation_id"), ["convocation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_convocation_membre_membre_id"), ["membre_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("convocation_membre", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_convocation_membre_membre_id"))
        batch_op.drop_index(batch_op.f("ix_convocation_membre_convocation_id"))

    op.drop_table("convocation_membre")
    with op.batch_alter_table("convocation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_convocation_commission_id"))

    op.drop_table("convocation")
