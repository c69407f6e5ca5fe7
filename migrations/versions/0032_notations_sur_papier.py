"""notations sur papier"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from acia.core.db import UtcDateTime

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "saisie_papier",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("notation_id", sa.Uuid(), nullable=False),
        sa.Column("saisie_par_id", sa.Uuid(), nullable=False),
        sa.Column("saisie_at", UtcDateTime(), nullable=False),
        sa.Column("confirmee_at", UtcDateTime(), nullable=True),
        sa.Column("contestee_at", UtcDateTime(), nullable=True),
        sa.Column("motif", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "contestee_at IS NULL OR motif <> ''", name=op.f("ck_saisie_papier_une_contestation_a_un_motif")
        ),
        sa.CheckConstraint(
            "contestee_at IS NULL OR confirmee_at IS NULL", name=op.f("ck_saisie_papier_confirmee_ou_contestee")
        ),
        sa.ForeignKeyConstraint(["notation_id"], ["notation.id"], name=op.f("fk_saisie_papier_notation_id")),
        sa.ForeignKeyConstraint(["saisie_par_id"], ["utilisateur.id"], name=op.f("fk_saisie_papier_saisie_par_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saisie_papier")),
        sa.UniqueConstraint("notation_id", name=op.f("uq_saisie_papier_notation_id")),
    )


def downgrade() -> None:
    op.drop_table("saisie_papier")
