"""lettres ineligibilite"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from acia.core.db import UtcDateTime

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "lettre_ineligibilite",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("decision_id", sa.Uuid(), nullable=False),
        sa.Column("motifs", sa.JSON(), nullable=False),
        sa.Column("faits", sa.Text(), nullable=False),
        sa.Column("document_id", sa.Uuid(), nullable=False),
        sa.Column("courriel_id", sa.Uuid(), nullable=False),
        sa.Column("envoyee_par_id", sa.Uuid(), nullable=False),
        sa.Column("envoyee_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("faits <> ''", name=op.f("ck_lettre_ineligibilite_une_lettre_a_ses_faits")),
        sa.ForeignKeyConstraint(["courriel_id"], ["courriel.id"], name=op.f("fk_lettre_ineligibilite_courriel_id")),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["decision_eligibilite.id"], name=op.f("fk_lettre_ineligibilite_decision_id")
        ),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_lettre_ineligibilite_document_id")),
        sa.ForeignKeyConstraint(
            ["envoyee_par_id"], ["utilisateur.id"], name=op.f("fk_lettre_ineligibilite_envoyee_par_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lettre_ineligibilite")),
        sa.UniqueConstraint("decision_id", name=op.f("uq_lettre_ineligibilite_decision_id")),
    )


def downgrade() -> None:
    op.drop_table("lettre_ineligibilite")
