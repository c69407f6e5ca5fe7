"""avis exterieurs"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from acia.core.db import UtcDateTime

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "avis_exterieur",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("candidature_id", sa.Uuid(), nullable=False),
        sa.Column("regle", sa.String(length=5), nullable=False),
        sa.Column("etat", sa.String(length=10), nullable=False),
        sa.Column("nom", sa.String(length=120), nullable=False),
        sa.Column("fonction", sa.String(length=150), nullable=False),
        sa.Column("courriel", sa.String(length=254), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("confidentialite", sa.String(length=15), nullable=False),
        sa.Column("sections", sa.JSON(), nullable=False),
        sa.Column("pieces", sa.JSON(), nullable=False),
        sa.Column("limite", sa.Date(), nullable=False),
        sa.Column("rappel_jours", sa.Integer(), nullable=False),
        sa.Column("rappele_at", UtcDateTime(), nullable=True),
        sa.Column("expire_at", UtcDateTime(), nullable=False),
        sa.Column("demande_par_id", sa.Uuid(), nullable=False),
        sa.Column("demande_at", UtcDateTime(), nullable=False),
        sa.Column("sens", sa.String(length=12), nullable=True),
        sa.Column("texte", sa.Text(), nullable=False),
        sa.Column("voie", sa.String(length=10), nullable=True),
        sa.Column("recu_le", sa.Date(), nullable=True),
        sa.Column("close_at", UtcDateTime(), nullable=True),
        sa.Column("close_par_id", sa.Uuid(), nullable=True),
        sa.Column("motif_annulation", sa.Text(), nullable=False),
        sa.Column("commission_at", UtcDateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(etat = 'demande') = (close_at IS NULL)", name=op.f("ck_avis_exterieur_close_a_une_date")),
        sa.CheckConstraint("(etat = 'rendu') = (sens IS NOT NULL)", name=op.f("ck_avis_exterieur_rendu_a_son_sens")),
        sa.CheckConstraint(
            "commission_at IS NULL OR etat = 'rendu'", name=op.f("ck_avis_exterieur_ouvert_une_fois_rendu")
        ),
        sa.CheckConstraint(
            "confidentialite IN ('interne', 'communicable')", name=op.f("ck_avis_exterieur_confidentialite_connue")
        ),
        sa.CheckConstraint(
            "etat <> 'annule' OR motif_annulation <> ''", name=op.f("ck_avis_exterieur_annule_a_un_motif")
        ),
        sa.CheckConstraint("etat IN ('demande', 'rendu', 'annule')", name=op.f("ck_avis_exterieur_etat_connu")),
        sa.CheckConstraint("question <> ''", name=op.f("ck_avis_exterieur_question_dite")),
        sa.CheckConstraint(
            "sens IN ('favorable', 'reserve', 'defavorable', 'sans_avis')", name=op.f("ck_avis_exterieur_sens_connu")
        ),
        sa.CheckConstraint(
            "voie IN ('lien', 'courrier', 'courriel', 'telephone')", name=op.f("ck_avis_exterieur_voie_connue")
        ),
        sa.CheckConstraint(
            "(sens IS NULL) = (voie IS NULL) AND (sens IS NULL) = (recu_le IS NULL)",
            name=op.f("ck_avis_exterieur_recu_par_voie"),
        ),
        sa.CheckConstraint("rappel_jours >= 0", name=op.f("ck_avis_exterieur_rappel_positif")),
        sa.ForeignKeyConstraint(["candidature_id"], ["candidature.id"], name=op.f("fk_avis_exterieur_candidature_id")),
        sa.ForeignKeyConstraint(["close_par_id"], ["utilisateur.id"], name=op.f("fk_avis_exterieur_close_par_id")),
        sa.ForeignKeyConstraint(["demande_par_id"], ["utilisateur.id"], name=op.f("fk_avis_exterieur_demande_par_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_avis_exterieur")),
    )
    with op.batch_alter_table("avis_exterieur", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_avis_exterieur_candidature_id"), ["candidature_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_avis_exterieur_close_par_id"), ["close_par_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_avis_exterieur_demande_par_id"), ["demande_par_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_avis_exterieur_etat"), ["etat"], unique=False)
        batch_op.create_index(batch_op.f("ix_avis_exterieur_limite"), ["limite"], unique=False)

    op.create_table(
        "lien_avis",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("avis_id", sa.Uuid(), nullable=False),
        sa.Column("empreinte", sa.String(length=64), nullable=False),
        sa.Column("cree_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["avis_id"], ["avis_exterieur.id"], name=op.f("fk_lien_avis_avis_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lien_avis")),
        sa.UniqueConstraint("empreinte", name=op.f("uq_lien_avis_empreinte")),
    )
    with op.batch_alter_table("lien_avis", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_lien_avis_avis_id"), ["avis_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("lien_avis", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_lien_avis_avis_id"))

    op.drop_table("lien_avis")
    with op.batch_alter_table("avis_exterieur", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_avis_exterieur_limite"))
        batch_op.drop_index(batch_op.f("ix_avis_exterieur_etat"))
        batch_op.drop_index(batch_op.f("ix_avis_exterieur_demande_par_id"))
        batch_op.drop_index(batch_op.f("ix_avis_exterieur_close_par_id"))
        batch_op.drop_index(batch_op.f("ix_avis_exterieur_candidature_id"))

    op.drop_table("avis_exterieur")
