"""depots papier"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from acia.core.db import UtcDateTime

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "depot_papier",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("appel_id", sa.Uuid(), nullable=False),
        sa.Column("numero_finess", sa.String(length=9), nullable=False),
        sa.Column("region_code", sa.String(length=3), nullable=False),
        sa.Column("candidature_id", sa.Uuid(), nullable=True),
        sa.Column("etat", sa.String(length=15), nullable=False),
        sa.Column("cachet_le", sa.Date(), nullable=False),
        sa.Column("cachet_lisible", sa.Boolean(), nullable=False),
        sa.Column("cachet_motif", sa.Text(), nullable=False),
        sa.Column("recue_le", sa.Date(), nullable=False),
        sa.Column("signataire", sa.String(length=160), nullable=False),
        sa.Column("fonction", sa.String(length=120), nullable=False),
        sa.Column("courriel", sa.String(length=254), nullable=False),
        sa.Column("telephone", sa.String(length=30), nullable=False),
        sa.Column("adresse", sa.Text(), nullable=False),
        sa.Column("ouvert_par_id", sa.Uuid(), nullable=False),
        sa.Column("ouvert_at", UtcDateTime(), nullable=False),
        sa.Column("clos_at", UtcDateTime(), nullable=True),
        sa.Column("motif", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("cachet_lisible OR cachet_motif <> ''", name=op.f("ck_depot_papier_illisible_a_son_motif")),
        sa.CheckConstraint(
            "candidature_id IS NOT NULL OR etat = 'refuse'", name=op.f("ck_depot_papier_dossier_ou_refus")
        ),
        sa.CheckConstraint(
            "etat = 'transcription' OR clos_at IS NOT NULL", name=op.f("ck_depot_papier_clos_a_une_date")
        ),
        sa.CheckConstraint(
            "etat IN ('transcription', 'enregistre', 'refuse', 'abandonne')", name=op.f("ck_depot_papier_etat_connu")
        ),
        sa.ForeignKeyConstraint(["appel_id"], ["appel.id"], name=op.f("fk_depot_papier_appel_id")),
        sa.ForeignKeyConstraint(["candidature_id"], ["candidature.id"], name=op.f("fk_depot_papier_candidature_id")),
        sa.ForeignKeyConstraint(
            ["numero_finess"], ["etablissement.numero_finess"], name=op.f("fk_depot_papier_numero_finess")
        ),
        sa.ForeignKeyConstraint(["ouvert_par_id"], ["utilisateur.id"], name=op.f("fk_depot_papier_ouvert_par_id")),
        sa.ForeignKeyConstraint(["region_code"], ["region.code"], name=op.f("fk_depot_papier_region_code")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_depot_papier")),
        sa.UniqueConstraint("candidature_id", name=op.f("uq_depot_papier_candidature_id")),
    )
    with op.batch_alter_table("depot_papier", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_depot_papier_appel_id"), ["appel_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_depot_papier_numero_finess"), ["numero_finess"], unique=False)
        batch_op.create_index(batch_op.f("ix_depot_papier_ouvert_par_id"), ["ouvert_par_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_depot_papier_region_code"), ["region_code"], unique=False)

    with op.batch_alter_table("accuse", schema=None) as batch_op:
        batch_op.alter_column("document_id", existing_type=sa.Uuid(), nullable=True)

    with op.batch_alter_table("candidature", schema=None) as batch_op:
        batch_op.add_column(sa.Column("recue_le", sa.Date(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("candidature", schema=None) as batch_op:
        batch_op.drop_column("recue_le")

    with op.batch_alter_table("accuse", schema=None) as batch_op:
        batch_op.alter_column("document_id", existing_type=sa.Uuid(), nullable=False)

    with op.batch_alter_table("depot_papier", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_depot_papier_region_code"))
        batch_op.drop_index(batch_op.f("ix_depot_papier_ouvert_par_id"))
        batch_op.drop_index(batch_op.f("ix_depot_papier_numero_finess"))
        batch_op.drop_index(batch_op.f("ix_depot_papier_appel_id"))

    op.drop_table("depot_papier")
