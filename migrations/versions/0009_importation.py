"""importation"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from acia.core.db import UtcDateTime

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "importation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("appel_id", sa.Uuid(), nullable=False),
        sa.Column("auteur_id", sa.Uuid(), nullable=False),
        sa.Column("nom_fichier", sa.String(length=200), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("colonnes", sa.JSON(), nullable=False),
        sa.Column("lignes", sa.JSON(), nullable=False),
        sa.Column("association", sa.JSON(), nullable=False),
        sa.Column("options", sa.JSON(), nullable=False),
        sa.Column("etat", sa.String(length=12), nullable=False),
        sa.Column("cree_at", UtcDateTime(), nullable=False),
        sa.Column("faite_at", UtcDateTime(), nullable=True),
        sa.Column("rapport", sa.JSON(), nullable=False),
        sa.CheckConstraint("etat <> 'faite' OR faite_at IS NOT NULL", name=op.f("ck_importation_faite_a_une_date")),
        sa.CheckConstraint("etat IN ('ouverte', 'faite', 'abandonnee')", name=op.f("ck_importation_etat_connu")),
        sa.ForeignKeyConstraint(["appel_id"], ["appel.id"], name=op.f("fk_importation_appel_id")),
        sa.ForeignKeyConstraint(["auteur_id"], ["utilisateur.id"], name=op.f("fk_importation_auteur_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_importation")),
    )
    with op.batch_alter_table("importation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_importation_appel_id"), ["appel_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_importation_auteur_id"), ["auteur_id"], unique=False)

    op.create_table(
        "modele_importation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("utilisateur_id", sa.Uuid(), nullable=False),
        sa.Column("nom", sa.String(length=80), nullable=False),
        sa.Column("association", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["utilisateur_id"], ["utilisateur.id"], name=op.f("fk_modele_importation_utilisateur_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_modele_importation")),
        sa.UniqueConstraint("utilisateur_id", "nom", name=op.f("uq_modele_importation_utilisateur_id_nom")),
    )
    with op.batch_alter_table("modele_importation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_modele_importation_utilisateur_id"), ["utilisateur_id"], unique=False)

    op.create_table(
        "origine_dossier",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("candidature_id", sa.Uuid(), nullable=False),
        sa.Column("importation_id", sa.Uuid(), nullable=False),
        sa.Column("appel_id", sa.Uuid(), nullable=False),
        sa.Column("cle", sa.String(length=130), nullable=False),
        sa.Column("ligne", sa.Integer(), nullable=False),
        sa.Column("identifiant", sa.String(length=120), nullable=False),
        sa.Column("courriel", sa.String(length=254), nullable=False),
        sa.Column("brut", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["appel_id"], ["appel.id"], name=op.f("fk_origine_dossier_appel_id")),
        sa.ForeignKeyConstraint(["candidature_id"], ["candidature.id"], name=op.f("fk_origine_dossier_candidature_id")),
        sa.ForeignKeyConstraint(["importation_id"], ["importation.id"], name=op.f("fk_origine_dossier_importation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_origine_dossier")),
        sa.UniqueConstraint("appel_id", "cle", name=op.f("uq_origine_dossier_appel_id_cle")),
        sa.UniqueConstraint("candidature_id", name=op.f("uq_origine_dossier_candidature_id")),
    )
    with op.batch_alter_table("origine_dossier", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_origine_dossier_appel_id"), ["appel_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_origine_dossier_importation_id"), ["importation_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("origine_dossier", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_origine_dossier_importation_id"))
        batch_op.drop_index(batch_op.f("ix_origine_dossier_appel_id"))

    op.drop_table("origine_dossier")
    with op.batch_alter_table("modele_importation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_modele_importation_utilisateur_id"))

    op.drop_table("modele_importation")
    with op.batch_alter_table("importation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_importation_auteur_id"))
        batch_op.drop_index(batch_op.f("ix_importation_appel_id"))

    op.drop_table("importation")
