"""seance conduite"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from acia.core.db import UtcDateTime

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "acte_seance",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("cle", sa.Uuid(), nullable=False),
        sa.Column("commission_id", sa.Uuid(), nullable=False),
        sa.Column("auteur_id", sa.Uuid(), nullable=False),
        sa.Column("acte", sa.String(length=20), nullable=False),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("recu_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["auteur_id"], ["utilisateur.id"], name=op.f("fk_acte_seance_auteur_id")),
        sa.ForeignKeyConstraint(["commission_id"], ["commission.id"], name=op.f("fk_acte_seance_commission_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_acte_seance")),
        sa.UniqueConstraint("cle", name=op.f("uq_acte_seance_cle")),
    )
    with op.batch_alter_table("acte_seance", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_acte_seance_commission_id"), ["commission_id"], unique=False)

    op.create_table(
        "passage",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("commission_id", sa.Uuid(), nullable=False),
        sa.Column("candidature_id", sa.Uuid(), nullable=False),
        sa.Column("ordre", sa.Integer(), nullable=False),
        sa.Column("etat", sa.String(length=15), nullable=False),
        sa.Column("ouvert_at", UtcDateTime(), nullable=True),
        sa.Column("notes_revelees_at", UtcDateTime(), nullable=True),
        sa.Column("clos_at", UtcDateTime(), nullable=True),
        sa.Column("proposition", sa.String(length=15), nullable=True),
        sa.Column("motif", sa.Text(), nullable=False),
        sa.Column("consensus", sa.Boolean(), nullable=False),
        sa.Column("constat", sa.JSON(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "etat <> 'delibere' OR (clos_at IS NOT NULL AND proposition IS NOT NULL)",
            name=op.f("ck_passage_delibere_a_sa_proposition"),
        ),
        sa.CheckConstraint("etat = 'attendu' OR ouvert_at IS NOT NULL", name=op.f("ck_passage_ouvert_a_une_heure")),
        sa.CheckConstraint(
            "etat IN ('attendu', 'ouvert', 'notes_revelees', 'delibere')", name=op.f("ck_passage_etat_connu")
        ),
        sa.CheckConstraint(
            "proposition IN ('retenue', 'liste_attente', 'non_retenue')", name=op.f("ck_passage_proposition_connue")
        ),
        sa.ForeignKeyConstraint(["candidature_id"], ["candidature.id"], name=op.f("fk_passage_candidature_id")),
        sa.ForeignKeyConstraint(["commission_id"], ["commission.id"], name=op.f("fk_passage_commission_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passage")),
        sa.UniqueConstraint("candidature_id", name=op.f("uq_passage_candidature_id")),
    )
    with op.batch_alter_table("passage", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_passage_commission_id"), ["commission_id"], unique=False)
        batch_op.create_index(
            "uq_passage_un_seul_ouvert",
            ["commission_id"],
            unique=True,
            sqlite_where=sa.text("etat IN ('ouvert', 'notes_revelees')"),
            postgresql_where=sa.text("etat IN ('ouvert', 'notes_revelees')"),
        )

    op.create_table(
        "mouvement",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("membre_id", sa.Uuid(), nullable=False),
        sa.Column("rang", sa.Integer(), nullable=False),
        sa.Column("passage_id", sa.Uuid(), nullable=True),
        sa.Column("sens", sa.String(length=10), nullable=False),
        sa.Column("motif", sa.String(length=10), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("saisi_par_id", sa.Uuid(), nullable=False),
        sa.Column("saisi_at", UtcDateTime(), nullable=False),
        sa.Column("annule_at", UtcDateTime(), nullable=True),
        sa.Column("annule_par_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "motif <> 'deport' OR passage_id IS NOT NULL", name=op.f("ck_mouvement_un_deport_vise_un_dossier")
        ),
        sa.CheckConstraint("motif IN ('', 'deport', 'absence')", name=op.f("ck_mouvement_motif_connu")),
        sa.CheckConstraint("sens IN ('arrivee', 'sortie', 'retour', 'depart')", name=op.f("ck_mouvement_sens_connu")),
        sa.ForeignKeyConstraint(["annule_par_id"], ["utilisateur.id"], name=op.f("fk_mouvement_annule_par_id")),
        sa.ForeignKeyConstraint(["membre_id"], ["membre_commission.id"], name=op.f("fk_mouvement_membre_id")),
        sa.ForeignKeyConstraint(["passage_id"], ["passage.id"], name=op.f("fk_mouvement_passage_id")),
        sa.ForeignKeyConstraint(["saisi_par_id"], ["utilisateur.id"], name=op.f("fk_mouvement_saisi_par_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mouvement")),
        sa.UniqueConstraint("membre_id", "rang", name=op.f("uq_mouvement_membre_id_rang")),
    )
    with op.batch_alter_table("mouvement", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_mouvement_membre_id"), ["membre_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_mouvement_passage_id"), ["passage_id"], unique=False)

    op.create_table(
        "suffrage",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("passage_id", sa.Uuid(), nullable=False),
        sa.Column("membre_id", sa.Uuid(), nullable=False),
        sa.Column("par_procuration_de_id", sa.Uuid(), nullable=True),
        sa.Column("sens", sa.String(length=10), nullable=True),
        sa.Column("desaccord", sa.Text(), nullable=False),
        sa.CheckConstraint("sens IN ('pour', 'contre', 'abstention')", name=op.f("ck_suffrage_sens_connu")),
        sa.CheckConstraint("sens IS NOT NULL OR desaccord <> ''", name=op.f("ck_suffrage_une_voix_ou_un_desaccord")),
        sa.ForeignKeyConstraint(["membre_id"], ["membre_commission.id"], name=op.f("fk_suffrage_membre_id")),
        sa.ForeignKeyConstraint(
            ["par_procuration_de_id"], ["membre_commission.id"], name=op.f("fk_suffrage_par_procuration_de_id")
        ),
        sa.ForeignKeyConstraint(["passage_id"], ["passage.id"], name=op.f("fk_suffrage_passage_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suffrage")),
    )
    with op.batch_alter_table("suffrage", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_suffrage_membre_id"), ["membre_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_suffrage_passage_id"), ["passage_id"], unique=False)
        batch_op.create_index(
            "uq_suffrage_une_procuration",
            ["passage_id", "par_procuration_de_id"],
            unique=True,
            sqlite_where=sa.text("par_procuration_de_id IS NOT NULL"),
            postgresql_where=sa.text("par_procuration_de_id IS NOT NULL"),
        )
        batch_op.create_index(
            "uq_suffrage_une_voix",
            ["passage_id", "membre_id"],
            unique=True,
            sqlite_where=sa.text("par_procuration_de_id IS NULL"),
            postgresql_where=sa.text("par_procuration_de_id IS NULL"),
        )


def downgrade() -> None:
    with op.batch_alter_table("suffrage", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_suffrage_une_voix",
            sqlite_where=sa.text("par_procuration_de_id IS NULL"),
            postgresql_where=sa.text("par_procuration_de_id IS NULL"),
        )
        batch_op.drop_index(
            "uq_suffrage_une_procuration",
            sqlite_where=sa.text("par_procuration_de_id IS NOT NULL"),
            postgresql_where=sa.text("par_procuration_de_id IS NOT NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_suffrage_passage_id"))
        batch_op.drop_index(batch_op.f("ix_suffrage_membre_id"))

    op.drop_table("suffrage")
    with op.batch_alter_table("mouvement", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_mouvement_passage_id"))
        batch_op.drop_index(batch_op.f("ix_mouvement_membre_id"))

    op.drop_table("mouvement")
    with op.batch_alter_table("passage", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_passage_un_seul_ouvert",
            sqlite_where=sa.text("etat IN ('ouvert', 'notes_revelees')"),
            postgresql_where=sa.text("etat IN ('ouvert', 'notes_revelees')"),
        )
        batch_op.drop_index(batch_op.f("ix_passage_commission_id"))

    op.drop_table("passage")
    with op.batch_alter_table("acte_seance", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_acte_seance_commission_id"))

    op.drop_table("acte_seance")
