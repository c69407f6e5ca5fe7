"""Lectures récentes, et leur frein."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from acia.core.db import UtcDateTime

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "frein_lecture",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("utilisateur_id", sa.Uuid(), nullable=False),
        sa.Column("depuis_at", UtcDateTime(), nullable=False),
        sa.Column("jusqu_at", UtcDateTime(), nullable=False),
        sa.Column("nombre", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["utilisateur_id"], ["utilisateur.id"], name=op.f("fk_frein_lecture_utilisateur_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_frein_lecture")),
    )
    op.create_table(
        "lecture_recente",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("utilisateur_id", sa.Uuid(), nullable=False),
        sa.Column("tranche", UtcDateTime(), nullable=False),
        sa.Column("empreintes", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["utilisateur_id"], ["utilisateur.id"], name=op.f("fk_lecture_recente_utilisateur_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lecture_recente")),
        sa.UniqueConstraint("utilisateur_id", "tranche", name=op.f("uq_lecture_recente_utilisateur_id_tranche")),
    )
    with op.batch_alter_table("frein_lecture", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_frein_lecture_utilisateur_id"), ["utilisateur_id"], unique=False)
    with op.batch_alter_table("lecture_recente", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_lecture_recente_tranche"), ["tranche"], unique=False)
        batch_op.create_index(batch_op.f("ix_lecture_recente_utilisateur_id"), ["utilisateur_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("lecture_recente", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_lecture_recente_utilisateur_id"))
        batch_op.drop_index(batch_op.f("ix_lecture_recente_tranche"))
    with op.batch_alter_table("frein_lecture", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_frein_lecture_utilisateur_id"))
    op.drop_table("lecture_recente")
    op.drop_table("frein_lecture")
