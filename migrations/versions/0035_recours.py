"""recours"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from acia.core.db import UtcDateTime

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "recours",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("envoi", sa.Uuid(), nullable=False),
        sa.Column("candidature_id", sa.Uuid(), nullable=False),
        sa.Column("genre", sa.String(length=12), nullable=False),
        sa.Column("moyen", sa.String(length=10), nullable=False),
        sa.Column("auteur_nom", sa.String(length=160), nullable=False),
        sa.Column("objet", sa.Text(), nullable=False),
        sa.Column("recu_le", sa.Date(), nullable=False),
        sa.Column("document_id", sa.Uuid(), nullable=True),
        sa.Column("enregistre_par_id", sa.Uuid(), nullable=False),
        sa.Column("enregistre_at", UtcDateTime(), nullable=False),
        sa.Column("issue", sa.String(length=10), nullable=True),
        sa.Column("repondu_le", sa.Date(), nullable=True),
        sa.Column("motif_reponse", sa.Text(), nullable=False),
        sa.Column("reponse_id", sa.Uuid(), nullable=True),
        sa.Column("repondu_par_id", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("genre IN ('gracieux', 'hierarchique', 'contentieux')", name=op.f("ck_recours_genre_connu")),
        sa.CheckConstraint(
            "issue IN ('accepte', 'partiel', 'rejete', 'retire', 'juge')", name=op.f("ck_recours_issue_connue")
        ),
        sa.CheckConstraint(
            "issue IS NULL OR issue = 'retire' OR motif_reponse <> ''", name=op.f("ck_recours_une_reponse_a_un_motif")
        ),
        sa.CheckConstraint("moyen IN ('acia', 'courriel', 'courrier', 'greffe')", name=op.f("ck_recours_moyen_connu")),
        sa.CheckConstraint("(issue IS NULL) = (repondu_le IS NULL)", name=op.f("ck_recours_une_reponse_a_son_jour")),
        sa.ForeignKeyConstraint(["candidature_id"], ["candidature.id"], name=op.f("fk_recours_candidature_id")),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_recours_document_id")),
        sa.ForeignKeyConstraint(["enregistre_par_id"], ["utilisateur.id"], name=op.f("fk_recours_enregistre_par_id")),
        sa.ForeignKeyConstraint(["repondu_par_id"], ["utilisateur.id"], name=op.f("fk_recours_repondu_par_id")),
        sa.ForeignKeyConstraint(["reponse_id"], ["document.id"], name=op.f("fk_recours_reponse_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recours")),
        sa.UniqueConstraint("envoi", name=op.f("uq_recours_envoi")),
    )
    with op.batch_alter_table("recours", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_recours_candidature_id"), ["candidature_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("recours", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_recours_candidature_id"))

    op.drop_table("recours")
