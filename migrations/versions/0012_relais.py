"""relais"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from acia.core.db import UtcDateTime

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "relais",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("candidature_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.String(length=12), nullable=False),
        sa.Column("rang", sa.Integer(), nullable=False),
        sa.Column("partant", sa.JSON(), nullable=False),
        sa.Column("dernier_jour", sa.Date(), nullable=False),
        sa.Column("motif", sa.String(length=20), nullable=False),
        sa.Column("declare_at", UtcDateTime(), nullable=False),
        sa.Column("declare_par_id", sa.Uuid(), nullable=False),
        sa.Column("successeur", sa.JSON(), nullable=False),
        sa.Column("premier_jour", sa.Date(), nullable=True),
        sa.Column("nomme_at", UtcDateTime(), nullable=True),
        sa.Column("nomme_par_id", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "motif IN ('changement_emploi', 'fin_mandat', 'arret_long', 'deces', 'autre')",
            name=op.f("ck_relais_motif_connu"),
        ),
        sa.CheckConstraint("role IN ('direction', 'personnel', 'metier')", name=op.f("ck_relais_role_connu")),
        sa.CheckConstraint(
            "(premier_jour IS NULL) = (nomme_at IS NULL)", name=op.f("ck_relais_successeur_a_son_premier_jour")
        ),
        sa.CheckConstraint(
            "premier_jour IS NULL OR premier_jour > dernier_jour", name=op.f("ck_relais_successeur_vient_apres")
        ),
        sa.ForeignKeyConstraint(["candidature_id"], ["candidature.id"], name=op.f("fk_relais_candidature_id")),
        sa.ForeignKeyConstraint(["declare_par_id"], ["utilisateur.id"], name=op.f("fk_relais_declare_par_id")),
        sa.ForeignKeyConstraint(["nomme_par_id"], ["utilisateur.id"], name=op.f("fk_relais_nomme_par_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_relais")),
        sa.UniqueConstraint("candidature_id", "role", "rang", name="uq_relais_un_depart_par_rang"),
    )
    with op.batch_alter_table("relais", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_relais_candidature_id"), ["candidature_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_relais_declare_par_id"), ["declare_par_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_relais_nomme_par_id"), ["nomme_par_id"], unique=False)

    op.create_table(
        "avenant",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("engagement_id", sa.Uuid(), nullable=False),
        sa.Column("relais_id", sa.Uuid(), nullable=False),
        sa.Column("ouvert_at", UtcDateTime(), nullable=False),
        sa.Column("document_id", sa.Uuid(), nullable=False),
        sa.Column("signe_id", sa.Uuid(), nullable=True),
        sa.Column("date_signature", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(signe_id IS NULL) = (date_signature IS NULL)", name=op.f("ck_avenant_signe_a_sa_date")),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_avenant_document_id")),
        sa.ForeignKeyConstraint(["engagement_id"], ["engagement.id"], name=op.f("fk_avenant_engagement_id")),
        sa.ForeignKeyConstraint(["relais_id"], ["relais.id"], name=op.f("fk_avenant_relais_id")),
        sa.ForeignKeyConstraint(["signe_id"], ["document.id"], name=op.f("fk_avenant_signe_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_avenant")),
        sa.UniqueConstraint("relais_id", name=op.f("uq_avenant_relais_id")),
    )
    with op.batch_alter_table("avenant", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_avenant_engagement_id"), ["engagement_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("avenant", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_avenant_engagement_id"))

    op.drop_table("avenant")
    with op.batch_alter_table("relais", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_relais_nomme_par_id"))
        batch_op.drop_index(batch_op.f("ix_relais_declare_par_id"))
        batch_op.drop_index(batch_op.f("ix_relais_candidature_id"))

    op.drop_table("relais")
