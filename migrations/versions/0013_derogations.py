"""derogations"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from acia.core.db import UtcDateTime

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "derogation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("appel_id", sa.Uuid(), nullable=False),
        sa.Column("numero_finess", sa.String(length=9), nullable=False),
        sa.Column("limite_at", UtcDateTime(), nullable=False),
        sa.Column("nature", sa.String(length=20), nullable=False),
        sa.Column("motif", sa.Text(), nullable=False),
        sa.Column("auteur_id", sa.Uuid(), nullable=False),
        sa.Column("accordee_at", UtcDateTime(), nullable=False),
        sa.Column("prolongations", sa.JSON(), nullable=False),
        sa.Column("retiree_at", UtcDateTime(), nullable=True),
        sa.Column("retiree_par_id", sa.Uuid(), nullable=True),
        sa.Column("motif_retrait", sa.Text(), nullable=False),
        sa.Column("utilisee_at", UtcDateTime(), nullable=True),
        sa.Column("candidature_id", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("motif <> ''", name=op.f("ck_derogation_motif_dit")),
        sa.CheckConstraint(
            "nature IN ('panne_service', 'panne_etablissement', 'imprevu', 'autre')",
            name=op.f("ck_derogation_nature_connue"),
        ),
        sa.CheckConstraint(
            "(retiree_at IS NULL) = (retiree_par_id IS NULL)", name=op.f("ck_derogation_retiree_par_quelqu_un")
        ),
        sa.CheckConstraint(
            "(utilisee_at IS NULL) = (candidature_id IS NULL)", name=op.f("ck_derogation_utilisee_par_un_dossier")
        ),
        sa.CheckConstraint("retiree_at IS NULL OR utilisee_at IS NULL", name=op.f("ck_derogation_utilisee_ou_retiree")),
        sa.ForeignKeyConstraint(["appel_id"], ["appel.id"], name=op.f("fk_derogation_appel_id")),
        sa.ForeignKeyConstraint(["auteur_id"], ["utilisateur.id"], name=op.f("fk_derogation_auteur_id")),
        sa.ForeignKeyConstraint(["candidature_id"], ["candidature.id"], name=op.f("fk_derogation_candidature_id")),
        sa.ForeignKeyConstraint(
            ["numero_finess"], ["etablissement.numero_finess"], name=op.f("fk_derogation_numero_finess")
        ),
        sa.ForeignKeyConstraint(["retiree_par_id"], ["utilisateur.id"], name=op.f("fk_derogation_retiree_par_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_derogation")),
    )
    with op.batch_alter_table("derogation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_derogation_appel_id"), ["appel_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_derogation_auteur_id"), ["auteur_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_derogation_candidature_id"), ["candidature_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_derogation_numero_finess"), ["numero_finess"], unique=False)
        batch_op.create_index(batch_op.f("ix_derogation_retiree_par_id"), ["retiree_par_id"], unique=False)
        batch_op.create_index(
            "uq_derogation_une_par_etablissement",
            ["appel_id", "numero_finess"],
            unique=True,
            sqlite_where=sa.text("retiree_at IS NULL"),
            postgresql_where=sa.text("retiree_at IS NULL"),
        )

    with op.batch_alter_table("appel", schema=None) as batch_op:
        batch_op.add_column(sa.Column("derogation_jours", sa.Integer(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("appel", schema=None) as batch_op:
        batch_op.drop_column("derogation_jours")

    with op.batch_alter_table("derogation", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_derogation_une_par_etablissement",
            sqlite_where=sa.text("retiree_at IS NULL"),
            postgresql_where=sa.text("retiree_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_derogation_retiree_par_id"))
        batch_op.drop_index(batch_op.f("ix_derogation_numero_finess"))
        batch_op.drop_index(batch_op.f("ix_derogation_candidature_id"))
        batch_op.drop_index(batch_op.f("ix_derogation_auteur_id"))
        batch_op.drop_index(batch_op.f("ix_derogation_appel_id"))

    op.drop_table("derogation")
