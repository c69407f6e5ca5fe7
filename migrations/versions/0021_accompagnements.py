"""accompagnements"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from acia.core.db import UtcDateTime

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "accompagnement",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("numero_finess", sa.String(length=9), nullable=False),
        sa.Column("dispositif", sa.String(length=20), nullable=False),
        sa.Column("annee_debut", sa.Integer(), nullable=False),
        sa.Column("annee_fin", sa.Integer(), nullable=True),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("inscrit_par_id", sa.Uuid(), nullable=False),
        sa.Column("inscrit_at", UtcDateTime(), nullable=False),
        sa.Column("retire_at", UtcDateTime(), nullable=True),
        sa.Column("retire_par_id", sa.Uuid(), nullable=True),
        sa.Column("motif_retrait", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "dispositif IN ('acia', 'areso', 'pas_a_pas')", name=op.f("ck_accompagnement_dispositif_connu")
        ),
        sa.CheckConstraint("retire_at IS NULL OR motif_retrait <> ''", name=op.f("ck_accompagnement_retrait_motive")),
        sa.CheckConstraint(
            "(retire_at IS NULL) = (retire_par_id IS NULL)", name=op.f("ck_accompagnement_retire_par_quelqu_un")
        ),
        sa.CheckConstraint(
            "annee_fin IS NULL OR annee_fin >= annee_debut", name=op.f("ck_accompagnement_annees_dans_l_ordre")
        ),
        sa.ForeignKeyConstraint(["inscrit_par_id"], ["utilisateur.id"], name=op.f("fk_accompagnement_inscrit_par_id")),
        sa.ForeignKeyConstraint(
            ["numero_finess"], ["etablissement.numero_finess"], name=op.f("fk_accompagnement_numero_finess")
        ),
        sa.ForeignKeyConstraint(["retire_par_id"], ["utilisateur.id"], name=op.f("fk_accompagnement_retire_par_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accompagnement")),
    )
    with op.batch_alter_table("accompagnement", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_accompagnement_inscrit_par_id"), ["inscrit_par_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_accompagnement_numero_finess"), ["numero_finess"], unique=False)
        batch_op.create_index(batch_op.f("ix_accompagnement_retire_par_id"), ["retire_par_id"], unique=False)
        batch_op.create_index(
            "uq_accompagnement_une_fois",
            ["numero_finess", "dispositif", "annee_debut"],
            unique=True,
            sqlite_where=sa.text("retire_at IS NULL"),
            postgresql_where=sa.text("retire_at IS NULL"),
        )


def downgrade() -> None:
    with op.batch_alter_table("accompagnement", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_accompagnement_une_fois",
            sqlite_where=sa.text("retire_at IS NULL"),
            postgresql_where=sa.text("retire_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_accompagnement_retire_par_id"))
        batch_op.drop_index(batch_op.f("ix_accompagnement_numero_finess"))
        batch_op.drop_index(batch_op.f("ix_accompagnement_inscrit_par_id"))

    op.drop_table("accompagnement")
