"""mises a jour du registre"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from acia.core.db import UtcDateTime

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "mise_a_jour_registre",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("etat", sa.String(length=12), nullable=False),
        sa.Column("nom_fichier", sa.String(length=200), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("taille", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("demandee_par_id", sa.Uuid(), nullable=False),
        sa.Column("demandee_at", UtcDateTime(), nullable=False),
        sa.Column("lectures", sa.Integer(), nullable=False),
        sa.Column("lue_at", UtcDateTime(), nullable=True),
        sa.Column("base_id", sa.Uuid(), nullable=True),
        sa.Column("refus", sa.Text(), nullable=False),
        sa.Column("bilan", sa.JSON(), nullable=False),
        sa.Column("differences", sa.JSON(), nullable=False),
        sa.Column("dossiers", sa.JSON(), nullable=False),
        sa.Column("close_par_id", sa.Uuid(), nullable=True),
        sa.Column("close_at", UtcDateTime(), nullable=True),
        sa.Column("instantane_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "(etat = 'appliquee') = (instantane_id IS NOT NULL)",
            name=op.f("ck_mise_a_jour_registre_appliquee_a_un_instantane"),
        ),
        sa.CheckConstraint("etat <> 'refusee' OR refus <> ''", name=op.f("ck_mise_a_jour_registre_refus_dit_pourquoi")),
        sa.CheckConstraint(
            "etat IN ('en_lecture', 'prete', 'refusee', 'appliquee', 'abandonnee')",
            name=op.f("ck_mise_a_jour_registre_etat_connu"),
        ),
        sa.ForeignKeyConstraint(["base_id"], ["instantane.id"], name=op.f("fk_mise_a_jour_registre_base_id")),
        sa.ForeignKeyConstraint(
            ["close_par_id"], ["utilisateur.id"], name=op.f("fk_mise_a_jour_registre_close_par_id")
        ),
        sa.ForeignKeyConstraint(
            ["demandee_par_id"], ["utilisateur.id"], name=op.f("fk_mise_a_jour_registre_demandee_par_id")
        ),
        sa.ForeignKeyConstraint(
            ["instantane_id"], ["instantane.id"], name=op.f("fk_mise_a_jour_registre_instantane_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mise_a_jour_registre")),
        sa.UniqueConstraint("instantane_id", name=op.f("uq_mise_a_jour_registre_instantane_id")),
    )


def downgrade() -> None:
    op.drop_table("mise_a_jour_registre")
