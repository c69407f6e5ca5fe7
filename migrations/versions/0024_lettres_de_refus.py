"""lettres de refus"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from acia.core.db import UtcDateTime

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "lettre_refus",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("depot_id", sa.Uuid(), nullable=False),
        sa.Column("faits", sa.Text(), nullable=False),
        sa.Column("document_id", sa.Uuid(), nullable=False),
        sa.Column("courriel_id", sa.Uuid(), nullable=True),
        sa.Column("redigee_par_id", sa.Uuid(), nullable=False),
        sa.Column("redigee_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("faits <> ''", name=op.f("ck_lettre_refus_une_lettre_a_ses_faits")),
        sa.ForeignKeyConstraint(["courriel_id"], ["courriel.id"], name=op.f("fk_lettre_refus_courriel_id")),
        sa.ForeignKeyConstraint(["depot_id"], ["depot_papier.id"], name=op.f("fk_lettre_refus_depot_id")),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_lettre_refus_document_id")),
        sa.ForeignKeyConstraint(["redigee_par_id"], ["utilisateur.id"], name=op.f("fk_lettre_refus_redigee_par_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lettre_refus")),
        sa.UniqueConstraint("depot_id", name=op.f("uq_lettre_refus_depot_id")),
    )
    with op.batch_alter_table("lettre_refus", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_lettre_refus_redigee_par_id"), ["redigee_par_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("lettre_refus", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_lettre_refus_redigee_par_id"))

    op.drop_table("lettre_refus")
