"""suites des notifications"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from acia.core.db import UtcDateTime

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "lecture_decision",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("selection_id", sa.Uuid(), nullable=False),
        sa.Column("utilisateur_id", sa.Uuid(), nullable=False),
        sa.Column("lue_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["selection_id"], ["selection.id"], name=op.f("fk_lecture_decision_selection_id")),
        sa.ForeignKeyConstraint(
            ["utilisateur_id"], ["utilisateur.id"], name=op.f("fk_lecture_decision_utilisateur_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lecture_decision")),
        sa.UniqueConstraint("selection_id", name=op.f("uq_lecture_decision_selection_id")),
    )
    op.create_table(
        "suite_notification",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("selection_id", sa.Uuid(), nullable=False),
        sa.Column("rang", sa.Integer(), nullable=False),
        sa.Column("genre", sa.String(length=12), nullable=False),
        sa.Column("motif", sa.Text(), nullable=False),
        sa.Column("courriel_id", sa.Uuid(), nullable=True),
        sa.Column("expedie_le", sa.Date(), nullable=True),
        sa.Column("numero_suivi", sa.String(length=40), nullable=False),
        sa.Column("issue", sa.String(length=12), nullable=True),
        sa.Column("issue_le", sa.Date(), nullable=True),
        sa.Column("fait_par_id", sa.Uuid(), nullable=False),
        sa.Column("fait_at", UtcDateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "genre <> 'recommande' OR (expedie_le IS NOT NULL AND numero_suivi <> '')",
            name=op.f("ck_suite_notification_un_recommande_est_suivi"),
        ),
        sa.CheckConstraint(
            "genre <> 'renvoi' OR courriel_id IS NOT NULL", name=op.f("ck_suite_notification_un_renvoi_a_un_courriel")
        ),
        sa.CheckConstraint(
            "genre = 'recommande' OR motif <> ''", name=op.f("ck_suite_notification_une_suite_a_un_motif")
        ),
        sa.CheckConstraint(
            "genre IN ('renvoi', 'retour', 'recommande')", name=op.f("ck_suite_notification_genre_connu")
        ),
        sa.CheckConstraint("issue IN ('remis', 'non_reclame')", name=op.f("ck_suite_notification_issue_connue")),
        sa.CheckConstraint(
            "issue IS NULL OR genre = 'recommande'", name=op.f("ck_suite_notification_seul_un_recommande_a_une_issue")
        ),
        sa.CheckConstraint(
            "(issue IS NULL) = (issue_le IS NULL)", name=op.f("ck_suite_notification_une_issue_a_son_jour")
        ),
        sa.ForeignKeyConstraint(["courriel_id"], ["courriel.id"], name=op.f("fk_suite_notification_courriel_id")),
        sa.ForeignKeyConstraint(["fait_par_id"], ["utilisateur.id"], name=op.f("fk_suite_notification_fait_par_id")),
        sa.ForeignKeyConstraint(["selection_id"], ["selection.id"], name=op.f("fk_suite_notification_selection_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suite_notification")),
        sa.UniqueConstraint("selection_id", "rang", name=op.f("uq_suite_notification_selection_id_rang")),
    )


def downgrade() -> None:
    op.drop_table("suite_notification")
    op.drop_table("lecture_decision")
