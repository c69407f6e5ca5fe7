"""suites des decisions"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from acia.core.db import UtcDateTime

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "place_proposee",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("selection_id", sa.Uuid(), nullable=False),
        sa.Column("etat", sa.String(length=10), nullable=False),
        sa.Column("proposee_at", UtcDateTime(), nullable=False),
        sa.Column("proposee_par_id", sa.Uuid(), nullable=False),
        sa.Column("limite_at", UtcDateTime(), nullable=False),
        sa.Column("repondue_at", UtcDateTime(), nullable=True),
        sa.Column("repondue_par_id", sa.Uuid(), nullable=True),
        sa.Column("motif", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "etat = 'proposee' OR repondue_at IS NOT NULL", name=op.f("ck_place_proposee_une_reponse_a_une_date")
        ),
        sa.CheckConstraint(
            "etat IN ('proposee', 'acceptee', 'declinee', 'expiree')", name=op.f("ck_place_proposee_etat_connu")
        ),
        sa.ForeignKeyConstraint(
            ["proposee_par_id"], ["utilisateur.id"], name=op.f("fk_place_proposee_proposee_par_id")
        ),
        sa.ForeignKeyConstraint(
            ["repondue_par_id"], ["utilisateur.id"], name=op.f("fk_place_proposee_repondue_par_id")
        ),
        sa.ForeignKeyConstraint(["selection_id"], ["selection.id"], name=op.f("fk_place_proposee_selection_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_place_proposee")),
    )
    with op.batch_alter_table("place_proposee", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_place_proposee_selection_id"), ["selection_id"], unique=False)
        batch_op.create_index(
            "uq_place_proposee_une_en_cours",
            ["selection_id"],
            unique=True,
            sqlite_where=sa.text("etat = 'proposee'"),
            postgresql_where=sa.text("etat = 'proposee'"),
        )

    with op.batch_alter_table("commission", schema=None) as batch_op:
        batch_op.add_column(sa.Column("envoi_demande_at", UtcDateTime(), nullable=True))
        batch_op.add_column(sa.Column("envoi_demande_par_id", sa.Uuid(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_commission_envoi_demande_par_id"), "utilisateur", ["envoi_demande_par_id"], ["id"]
        )

    with op.batch_alter_table("selection", schema=None) as batch_op:
        batch_op.add_column(sa.Column("desistee_at", UtcDateTime(), nullable=True))
        batch_op.add_column(sa.Column("desistee_par_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("desistement_recu_le", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("motif_desistement", sa.Text(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_selection_desistee_par_id"), "utilisateur", ["desistee_par_id"], ["id"]
        )
        batch_op.create_check_constraint(
            batch_op.f("ck_selection_un_desistement_suit_sa_notification_et_a_un_motif"),
            "desistee_at IS NULL OR (notifiee_at IS NOT NULL AND motif_desistement <> '')",
        )


def downgrade() -> None:
    with op.batch_alter_table("selection", schema=None) as batch_op:
        batch_op.drop_constraint(
            batch_op.f("ck_selection_un_desistement_suit_sa_notification_et_a_un_motif"), type_="check"
        )
        batch_op.drop_constraint(batch_op.f("fk_selection_desistee_par_id"), type_="foreignkey")
        batch_op.drop_column("motif_desistement")
        batch_op.drop_column("desistement_recu_le")
        batch_op.drop_column("desistee_par_id")
        batch_op.drop_column("desistee_at")

    with op.batch_alter_table("commission", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_commission_envoi_demande_par_id"), type_="foreignkey")
        batch_op.drop_column("envoi_demande_par_id")
        batch_op.drop_column("envoi_demande_at")

    with op.batch_alter_table("place_proposee", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_place_proposee_une_en_cours",
            sqlite_where=sa.text("etat = 'proposee'"),
            postgresql_where=sa.text("etat = 'proposee'"),
        )
        batch_op.drop_index(batch_op.f("ix_place_proposee_selection_id"))

    op.drop_table("place_proposee")
