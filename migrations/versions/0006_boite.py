"""boite"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from acia.core.db import UtcDateTime

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "acte_groupe",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("auteur_id", sa.Uuid(), nullable=False),
        sa.Column("acte", sa.String(length=20), nullable=False),
        sa.Column("parametres", sa.JSON(), nullable=False),
        sa.Column("lignes", sa.JSON(), nullable=False),
        sa.Column("etat", sa.String(length=10), nullable=False),
        sa.Column("prepare_at", UtcDateTime(), nullable=False),
        sa.Column("fait_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint("etat <> 'fait' OR fait_at IS NOT NULL", name=op.f("ck_acte_groupe_fait_a_une_date")),
        sa.CheckConstraint("etat IN ('prepare', 'fait')", name=op.f("ck_acte_groupe_etat_connu")),
        sa.ForeignKeyConstraint(["auteur_id"], ["utilisateur.id"], name=op.f("fk_acte_groupe_auteur_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_acte_groupe")),
    )
    with op.batch_alter_table("acte_groupe", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_acte_groupe_auteur_id"), ["auteur_id"], unique=False)

    op.create_table(
        "etiquette",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("region_code", sa.String(length=3), nullable=False),
        sa.Column("nom", sa.String(length=40), nullable=False),
        sa.Column("ton", sa.String(length=10), nullable=False),
        sa.Column("cree_at", UtcDateTime(), nullable=False),
        sa.Column("cree_par_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("ton IN ('bleu', 'vert', 'ambre', 'rouge', 'gris')", name=op.f("ck_etiquette_ton_connu")),
        sa.ForeignKeyConstraint(["cree_par_id"], ["utilisateur.id"], name=op.f("fk_etiquette_cree_par_id")),
        sa.ForeignKeyConstraint(["region_code"], ["region.code"], name=op.f("fk_etiquette_region_code")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_etiquette")),
        sa.UniqueConstraint("region_code", "nom", name=op.f("uq_etiquette_region_code_nom")),
    )
    with op.batch_alter_table("etiquette", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_etiquette_cree_par_id"), ["cree_par_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_etiquette_region_code"), ["region_code"], unique=False)

    op.create_table(
        "vue_enregistree",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("nom", sa.String(length=80), nullable=False),
        sa.Column("requete", sa.Text(), nullable=False),
        sa.Column("utilisateur_id", sa.Uuid(), nullable=False),
        sa.Column("region_code", sa.String(length=3), nullable=True),
        sa.Column("cree_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["region_code"], ["region.code"], name=op.f("fk_vue_enregistree_region_code")),
        sa.ForeignKeyConstraint(["utilisateur_id"], ["utilisateur.id"], name=op.f("fk_vue_enregistree_utilisateur_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vue_enregistree")),
        sa.UniqueConstraint("utilisateur_id", "nom", name=op.f("uq_vue_enregistree_utilisateur_id_nom")),
    )
    with op.batch_alter_table("vue_enregistree", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_vue_enregistree_region_code"), ["region_code"], unique=False)
        batch_op.create_index(batch_op.f("ix_vue_enregistree_utilisateur_id"), ["utilisateur_id"], unique=False)

    op.create_table(
        "etiquette_posee",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("candidature_id", sa.Uuid(), nullable=False),
        sa.Column("etiquette_id", sa.Uuid(), nullable=False),
        sa.Column("posee_at", UtcDateTime(), nullable=False),
        sa.Column("posee_par_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["candidature_id"], ["candidature.id"], name=op.f("fk_etiquette_posee_candidature_id")),
        sa.ForeignKeyConstraint(["etiquette_id"], ["etiquette.id"], name=op.f("fk_etiquette_posee_etiquette_id")),
        sa.ForeignKeyConstraint(["posee_par_id"], ["utilisateur.id"], name=op.f("fk_etiquette_posee_posee_par_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_etiquette_posee")),
        sa.UniqueConstraint(
            "candidature_id", "etiquette_id", name=op.f("uq_etiquette_posee_candidature_id_etiquette_id")
        ),
    )
    with op.batch_alter_table("etiquette_posee", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_etiquette_posee_candidature_id"), ["candidature_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_etiquette_posee_etiquette_id"), ["etiquette_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_etiquette_posee_posee_par_id"), ["posee_par_id"], unique=False)

    op.create_table(
        "note_interne",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("candidature_id", sa.Uuid(), nullable=False),
        sa.Column("auteur_id", sa.Uuid(), nullable=False),
        sa.Column("ecrite_at", UtcDateTime(), nullable=False),
        sa.Column("texte", sa.Text(), nullable=False),
        sa.CheckConstraint("texte <> ''", name=op.f("ck_note_interne_note_non_vide")),
        sa.ForeignKeyConstraint(["auteur_id"], ["utilisateur.id"], name=op.f("fk_note_interne_auteur_id")),
        sa.ForeignKeyConstraint(["candidature_id"], ["candidature.id"], name=op.f("fk_note_interne_candidature_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_note_interne")),
    )
    with op.batch_alter_table("note_interne", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_note_interne_auteur_id"), ["auteur_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_note_interne_candidature_id"), ["candidature_id"], unique=False)

    op.create_table(
        "prise_en_charge",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("candidature_id", sa.Uuid(), nullable=False),
        sa.Column("utilisateur_id", sa.Uuid(), nullable=False),
        sa.Column("confiee_at", UtcDateTime(), nullable=False),
        sa.Column("confiee_par_id", sa.Uuid(), nullable=False),
        sa.Column("motif", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["candidature_id"], ["candidature.id"], name=op.f("fk_prise_en_charge_candidature_id")),
        sa.ForeignKeyConstraint(["confiee_par_id"], ["utilisateur.id"], name=op.f("fk_prise_en_charge_confiee_par_id")),
        sa.ForeignKeyConstraint(["utilisateur_id"], ["utilisateur.id"], name=op.f("fk_prise_en_charge_utilisateur_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_prise_en_charge")),
        sa.UniqueConstraint("candidature_id", name=op.f("uq_prise_en_charge_candidature_id")),
    )
    with op.batch_alter_table("prise_en_charge", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_prise_en_charge_confiee_par_id"), ["confiee_par_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_prise_en_charge_utilisateur_id"), ["utilisateur_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("prise_en_charge", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_prise_en_charge_utilisateur_id"))
        batch_op.drop_index(batch_op.f("ix_prise_en_charge_confiee_par_id"))

    op.drop_table("prise_en_charge")
    with op.batch_alter_table("note_interne", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_note_interne_candidature_id"))
        batch_op.drop_index(batch_op.f("ix_note_interne_auteur_id"))

    op.drop_table("note_interne")
    with op.batch_alter_table("etiquette_posee", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_etiquette_posee_posee_par_id"))
        batch_op.drop_index(batch_op.f("ix_etiquette_posee_etiquette_id"))
        batch_op.drop_index(batch_op.f("ix_etiquette_posee_candidature_id"))

    op.drop_table("etiquette_posee")
    with op.batch_alter_table("vue_enregistree", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_vue_enregistree_utilisateur_id"))
        batch_op.drop_index(batch_op.f("ix_vue_enregistree_region_code"))

    op.drop_table("vue_enregistree")
    with op.batch_alter_table("etiquette", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_etiquette_region_code"))
        batch_op.drop_index(batch_op.f("ix_etiquette_cree_par_id"))

    op.drop_table("etiquette")
    with op.batch_alter_table("acte_groupe", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_acte_groupe_auteur_id"))

    op.drop_table("acte_groupe")
