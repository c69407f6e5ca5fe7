"""communications"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from acia.core.db import UtcDateTime

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "communication",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("envoi", sa.Uuid(), nullable=False),
        sa.Column("candidature_id", sa.Uuid(), nullable=False),
        sa.Column("demandeur_nom", sa.String(length=160), nullable=False),
        sa.Column("demandee_le", sa.Date(), nullable=False),
        sa.Column("document_id", sa.Uuid(), nullable=False),
        sa.Column("faite_par_id", sa.Uuid(), nullable=False),
        sa.Column("faite_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["candidature_id"], ["candidature.id"], name=op.f("fk_communication_candidature_id")),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_communication_document_id")),
        sa.ForeignKeyConstraint(["faite_par_id"], ["utilisateur.id"], name=op.f("fk_communication_faite_par_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_communication")),
        sa.UniqueConstraint("envoi", name=op.f("uq_communication_envoi")),
    )
    with op.batch_alter_table("communication", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_communication_candidature_id"), ["candidature_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("communication", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_communication_candidature_id"))

    op.drop_table("communication")
