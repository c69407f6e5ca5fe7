"""messages corrections avis"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from acia.core.db import UtcDateTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "avis_differe",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("cle", sa.String(length=150), nullable=False),
        sa.Column("utilisateur_id", sa.Uuid(), nullable=False),
        sa.Column("famille", sa.String(length=20), nullable=False),
        sa.Column("phrase", sa.Text(), nullable=False),
        sa.Column("lien", sa.String(length=300), nullable=False),
        sa.Column("cree_at", UtcDateTime(), nullable=False),
        sa.Column("prevu_at", UtcDateTime(), nullable=False),
        sa.Column("fuseau", sa.String(length=40), nullable=False),
        sa.Column("envoye_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint(
            "famille IN ('messages', 'corrections', 'calendrier')", name=op.f("ck_avis_differe_famille_connue")
        ),
        sa.ForeignKeyConstraint(["utilisateur_id"], ["utilisateur.id"], name=op.f("fk_avis_differe_utilisateur_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_avis_differe")),
        sa.UniqueConstraint("cle", name=op.f("uq_avis_differe_cle")),
    )
    with op.batch_alter_table("avis_differe", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_avis_differe_prevu_at"), ["prevu_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_avis_differe_utilisateur_id"), ["utilisateur_id"], unique=False)

    op.create_table(
        "preference_avis",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("utilisateur_id", sa.Uuid(), nullable=False),
        sa.Column("famille", sa.String(length=20), nullable=False),
        sa.Column("rythme", sa.String(length=20), nullable=False),
        sa.CheckConstraint(
            "famille IN ('messages', 'corrections', 'calendrier')", name=op.f("ck_preference_avis_famille_connue")
        ),
        sa.CheckConstraint(
            "rythme IN ('tout_de_suite', 'resume', 'jamais')", name=op.f("ck_preference_avis_rythme_connu")
        ),
        sa.ForeignKeyConstraint(["utilisateur_id"], ["utilisateur.id"], name=op.f("fk_preference_avis_utilisateur_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_preference_avis")),
        sa.UniqueConstraint("utilisateur_id", "famille", name=op.f("uq_preference_avis_utilisateur_id_famille")),
    )
    with op.batch_alter_table("preference_avis", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_preference_avis_utilisateur_id"), ["utilisateur_id"], unique=False)

    op.create_table(
        "reglage_relance",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("appel_id", sa.Uuid(), nullable=False),
        sa.Column("jours", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["appel_id"], ["appel.id"], name=op.f("fk_reglage_relance_appel_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reglage_relance")),
        sa.UniqueConstraint("appel_id", name=op.f("uq_reglage_relance_appel_id")),
    )
    op.create_table(
        "demande_correction",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("candidature_id", sa.Uuid(), nullable=False),
        sa.Column("etat", sa.String(length=12), nullable=False),
        sa.Column("contenu", sa.Text(), nullable=False),
        sa.Column("demandee_at", UtcDateTime(), nullable=False),
        sa.Column("demandee_par_id", sa.Uuid(), nullable=False),
        sa.Column("limite", sa.Date(), nullable=False),
        sa.Column("close_at", UtcDateTime(), nullable=True),
        sa.Column("close_par_id", sa.Uuid(), nullable=True),
        sa.Column("motif_cloture", sa.Text(), nullable=False),
        sa.Column("avant", sa.JSON(), nullable=False),
        sa.Column("apres", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(etat = 'ouverte') = (close_at IS NULL)", name=op.f("ck_demande_correction_close_a_une_date")
        ),
        sa.CheckConstraint(
            "etat IN ('ouverte', 'repondue', 'expiree', 'retiree')", name=op.f("ck_demande_correction_etat_connu")
        ),
        sa.ForeignKeyConstraint(
            ["candidature_id"], ["candidature.id"], name=op.f("fk_demande_correction_candidature_id")
        ),
        sa.ForeignKeyConstraint(["close_par_id"], ["utilisateur.id"], name=op.f("fk_demande_correction_close_par_id")),
        sa.ForeignKeyConstraint(
            ["demandee_par_id"], ["utilisateur.id"], name=op.f("fk_demande_correction_demandee_par_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_demande_correction")),
    )
    with op.batch_alter_table("demande_correction", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_demande_correction_candidature_id"), ["candidature_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_demande_correction_close_par_id"), ["close_par_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_demande_correction_demandee_par_id"), ["demandee_par_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_demande_correction_etat"), ["etat"], unique=False)
        batch_op.create_index(
            "uq_demande_correction_une_ouverte",
            ["candidature_id"],
            unique=True,
            sqlite_where=sa.text("etat = 'ouverte'"),
            postgresql_where=sa.text("etat = 'ouverte'"),
        )

    op.create_table(
        "message_dossier",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("candidature_id", sa.Uuid(), nullable=False),
        sa.Column("envoi", sa.Uuid(), nullable=False),
        sa.Column("cote", sa.String(length=15), nullable=False),
        sa.Column("auteur_id", sa.Uuid(), nullable=False),
        sa.Column("qualite", sa.String(length=200), nullable=False),
        sa.Column("contenu", sa.Text(), nullable=False),
        sa.Column("ecrit_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("cote IN ('etablissement', 'service')", name=op.f("ck_message_dossier_cote_connu")),
        sa.ForeignKeyConstraint(["auteur_id"], ["utilisateur.id"], name=op.f("fk_message_dossier_auteur_id")),
        sa.ForeignKeyConstraint(["candidature_id"], ["candidature.id"], name=op.f("fk_message_dossier_candidature_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message_dossier")),
        sa.UniqueConstraint("envoi", name=op.f("uq_message_dossier_envoi")),
    )
    with op.batch_alter_table("message_dossier", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_message_dossier_auteur_id"), ["auteur_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_message_dossier_candidature_id"), ["candidature_id"], unique=False)

    op.create_table(
        "lecture_message",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("message_id", sa.Uuid(), nullable=False),
        sa.Column("utilisateur_id", sa.Uuid(), nullable=False),
        sa.Column("qualite", sa.String(length=200), nullable=False),
        sa.Column("lue_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["message_id"], ["message_dossier.id"], name=op.f("fk_lecture_message_message_id")),
        sa.ForeignKeyConstraint(["utilisateur_id"], ["utilisateur.id"], name=op.f("fk_lecture_message_utilisateur_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lecture_message")),
        sa.UniqueConstraint("message_id", "utilisateur_id", name=op.f("uq_lecture_message_message_id_utilisateur_id")),
    )
    with op.batch_alter_table("lecture_message", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_lecture_message_message_id"), ["message_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_lecture_message_utilisateur_id"), ["utilisateur_id"], unique=False)

    op.create_table(
        "piece_message",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("message_id", sa.Uuid(), nullable=False),
        sa.Column("document_id", sa.Uuid(), nullable=False),
        sa.Column("rang", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_piece_message_document_id")),
        sa.ForeignKeyConstraint(["message_id"], ["message_dossier.id"], name=op.f("fk_piece_message_message_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_piece_message")),
    )
    with op.batch_alter_table("piece_message", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_piece_message_document_id"), ["document_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_piece_message_message_id"), ["message_id"], unique=False)

    op.create_table(
        "point_correction",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("demande_id", sa.Uuid(), nullable=False),
        sa.Column("rang", sa.Integer(), nullable=False),
        sa.Column("section", sa.String(length=20), nullable=False),
        sa.Column("motif", sa.String(length=30), nullable=False),
        sa.Column("precision", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "motif IN ('piece_manquante', 'piece_illisible', 'piece_perimee', 'piece_autre_etablissement', 'signature', 'reponse_incomplete', 'reponse_contradictoire', 'autre')",
            name=op.f("ck_point_correction_motif_connu"),
        ),
        sa.CheckConstraint(
            "section IN ('etablissement', 'autorisation', 'avis_cse', 'projet', 'representants', 'engagements')",
            name=op.f("ck_point_correction_section_connue"),
        ),
        sa.ForeignKeyConstraint(["demande_id"], ["demande_correction.id"], name=op.f("fk_point_correction_demande_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_point_correction")),
        sa.UniqueConstraint("demande_id", "section", name=op.f("uq_point_correction_demande_id_section")),
    )
    with op.batch_alter_table("point_correction", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_point_correction_demande_id"), ["demande_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("point_correction", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_point_correction_demande_id"))

    op.drop_table("point_correction")
    with op.batch_alter_table("piece_message", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_piece_message_message_id"))
        batch_op.drop_index(batch_op.f("ix_piece_message_document_id"))

    op.drop_table("piece_message")
    with op.batch_alter_table("lecture_message", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_lecture_message_utilisateur_id"))
        batch_op.drop_index(batch_op.f("ix_lecture_message_message_id"))

    op.drop_table("lecture_message")
    with op.batch_alter_table("message_dossier", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_message_dossier_candidature_id"))
        batch_op.drop_index(batch_op.f("ix_message_dossier_auteur_id"))

    op.drop_table("message_dossier")
    with op.batch_alter_table("demande_correction", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_demande_correction_une_ouverte",
            sqlite_where=sa.text("etat = 'ouverte'"),
            postgresql_where=sa.text("etat = 'ouverte'"),
        )
        batch_op.drop_index(batch_op.f("ix_demande_correction_etat"))
        batch_op.drop_index(batch_op.f("ix_demande_correction_demandee_par_id"))
        batch_op.drop_index(batch_op.f("ix_demande_correction_close_par_id"))
        batch_op.drop_index(batch_op.f("ix_demande_correction_candidature_id"))

    op.drop_table("demande_correction")
    op.drop_table("reglage_relance")
    with op.batch_alter_table("preference_avis", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_preference_avis_utilisateur_id"))

    op.drop_table("preference_avis")
    with op.batch_alter_table("avis_differe", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_avis_differe_utilisateur_id"))
        batch_op.drop_index(batch_op.f("ix_avis_differe_prevu_at"))

    op.drop_table("avis_differe")
