"""registre anterieur"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from acia.core.db import UtcDateTime

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "etablissement_anterieur",
        sa.Column("remplace_par", sa.Uuid(), nullable=False),
        sa.Column("numero_finess", sa.String(length=9), nullable=False),
        sa.Column("numero_ej", sa.String(length=9), nullable=False),
        sa.Column("raison_sociale", sa.String(length=200), nullable=False),
        sa.Column("nom_long", sa.String(length=300), nullable=False),
        sa.Column("complement", sa.String(length=300), nullable=False),
        sa.Column("adresse", sa.String(length=300), nullable=False),
        sa.Column("code_postal", sa.String(length=5), nullable=False),
        sa.Column("commune", sa.String(length=120), nullable=False),
        sa.Column("code_commune", sa.String(length=5), nullable=False),
        sa.Column("departement_code", sa.String(length=3), nullable=False),
        sa.Column("telephone", sa.String(length=20), nullable=False),
        sa.Column("categorie", sa.String(length=4), nullable=False),
        sa.Column("libelle_categorie", sa.String(length=120), nullable=False),
        sa.Column("agregat", sa.String(length=4), nullable=False),
        sa.Column("siret", sa.String(length=14), nullable=False),
        sa.Column("mft", sa.String(length=2), nullable=False),
        sa.Column("libelle_mft", sa.String(length=200), nullable=False),
        sa.Column("date_ouverture", sa.Date(), nullable=True),
        sa.Column("date_autorisation", sa.Date(), nullable=True),
        sa.Column("date_maj", sa.Date(), nullable=True),
        sa.Column("lat", sa.Double(), nullable=True),
        sa.Column("lon", sa.Double(), nullable=True),
        sa.Column("protection_enfance", sa.Boolean(), nullable=False),
        sa.Column("habilitation_justice", sa.Boolean(), nullable=False),
        sa.Column("ouvert", sa.Boolean(), nullable=False),
        sa.Column("date_fermeture", sa.Date(), nullable=True),
        sa.Column("nom_recherche", sa.Text(), nullable=False),
        sa.Column("empreinte", sa.String(length=64), nullable=False),
        sa.Column("instantane_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["instantane_id"], ["instantane.id"], name=op.f("fk_etablissement_anterieur_instantane_id")
        ),
        sa.ForeignKeyConstraint(
            ["remplace_par"], ["instantane.id"], name=op.f("fk_etablissement_anterieur_remplace_par")
        ),
        sa.PrimaryKeyConstraint("remplace_par", "numero_finess", name=op.f("pk_etablissement_anterieur")),
    )
    with op.batch_alter_table("etablissement", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_etablissement_departement_code"))
        batch_op.drop_index(batch_op.f("ix_etablissement_territoire"))
        batch_op.create_index("ix_etablissement_territoire", ["departement_code", "protection_enfance"], unique=False)

    with op.batch_alter_table("instantane", schema=None) as batch_op:
        batch_op.add_column(sa.Column("annule_at", UtcDateTime(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("instantane", schema=None) as batch_op:
        batch_op.drop_column("annule_at")

    with op.batch_alter_table("etablissement", schema=None) as batch_op:
        batch_op.drop_index("ix_etablissement_territoire")
        batch_op.create_index(
            batch_op.f("ix_etablissement_territoire"),
            ["departement_code", "protection_enfance", "raison_sociale"],
            unique=False,
        )
        batch_op.create_index(batch_op.f("ix_etablissement_departement_code"), ["departement_code"], unique=False)

    op.drop_table("etablissement_anterieur")
