"""dossier d entrainement"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from acia.core.db import UtcDateTime

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "calibrage",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("commission_id", sa.Uuid(), nullable=False),
        sa.Column("titre", sa.String(length=200), nullable=False),
        sa.Column("texte", sa.Text(), nullable=False),
        sa.Column("propose_at", UtcDateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["commission_id"], ["commission.id"], name=op.f("fk_calibrage_commission_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calibrage")),
        sa.UniqueConstraint("commission_id", name=op.f("uq_calibrage_commission_id")),
    )
    op.create_table(
        "feuille_calibrage",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("calibrage_id", sa.Uuid(), nullable=False),
        sa.Column("membre_id", sa.Uuid(), nullable=False),
        sa.Column("contenu", sa.JSON(), nullable=False),
        sa.Column("rendue_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["calibrage_id"], ["calibrage.id"], name=op.f("fk_feuille_calibrage_calibrage_id")),
        sa.ForeignKeyConstraint(["membre_id"], ["membre_commission.id"], name=op.f("fk_feuille_calibrage_membre_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feuille_calibrage")),
        sa.UniqueConstraint("calibrage_id", "membre_id", name=op.f("uq_feuille_calibrage_calibrage_id_membre_id")),
    )
    with op.batch_alter_table("feuille_calibrage", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_feuille_calibrage_calibrage_id"), ["calibrage_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_feuille_calibrage_membre_id"), ["membre_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("feuille_calibrage", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_feuille_calibrage_membre_id"))
        batch_op.drop_index(batch_op.f("ix_feuille_calibrage_calibrage_id"))

    op.drop_table("feuille_calibrage")
    op.drop_table("calibrage")
