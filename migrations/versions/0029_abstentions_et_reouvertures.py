"""abstentions et reouvertures"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from acia.core.db import UtcDateTime

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

_ETATS = "ck_notation_etat_connu"
_MOTIF = "ck_notation_une_abstention_a_un_motif"


def upgrade() -> None:
    op.create_table(
        "reouverture_notation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("notation_id", sa.Uuid(), nullable=False),
        sa.Column("rang", sa.Integer(), nullable=False),
        sa.Column("contenu", sa.JSON(), nullable=False),
        sa.Column("rendue_at", UtcDateTime(), nullable=False),
        sa.Column("motif", sa.Text(), nullable=False),
        sa.Column("rouverte_at", UtcDateTime(), nullable=False),
        sa.Column("rouverte_par_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("motif <> ''", name=op.f("ck_reouverture_notation_une_reouverture_a_un_motif")),
        sa.ForeignKeyConstraint(["notation_id"], ["notation.id"], name=op.f("fk_reouverture_notation_notation_id")),
        sa.ForeignKeyConstraint(
            ["rouverte_par_id"], ["utilisateur.id"], name=op.f("fk_reouverture_notation_rouverte_par_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reouverture_notation")),
        sa.UniqueConstraint("notation_id", "rang", name=op.f("uq_reouverture_notation_notation_id_rang")),
    )
    with op.batch_alter_table("reouverture_notation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_reouverture_notation_notation_id"), ["notation_id"], unique=False)

    with op.batch_alter_table("notation", schema=None) as batch_op:
        batch_op.add_column(sa.Column("rouverte_at", UtcDateTime(), nullable=True))
        batch_op.add_column(sa.Column("motif_abstention", sa.Text(), nullable=True))
        batch_op.drop_constraint(batch_op.f(_ETATS), type_="check")
        batch_op.create_check_constraint(batch_op.f(_ETATS), "etat IN ('brouillon', 'rendue', 'abstention')")
        batch_op.create_check_constraint(
            batch_op.f(_MOTIF), "etat <> 'abstention' OR motif_abstention IS NOT NULL"
        )


def downgrade() -> None:
    with op.batch_alter_table("notation", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f(_MOTIF), type_="check")
        batch_op.drop_constraint(batch_op.f(_ETATS), type_="check")
        batch_op.create_check_constraint(batch_op.f(_ETATS), "etat IN ('brouillon', 'rendue')")
        batch_op.drop_column("motif_abstention")
        batch_op.drop_column("rouverte_at")

    with op.batch_alter_table("reouverture_notation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_reouverture_notation_notation_id"))

    op.drop_table("reouverture_notation")
