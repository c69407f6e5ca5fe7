"""antivirus"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from acia.core.db import UtcDateTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "analyse_antivirus",
        sa.Column("document_id", sa.Uuid(), nullable=False),
        sa.Column("etat", sa.String(length=12), nullable=False),
        sa.Column("detail", sa.String(length=200), nullable=False),
        sa.Column("analyse_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "etat IN ('non_analyse', 'en_attente', 'sain', 'infecte', 'erreur')",
            name=op.f("ck_analyse_antivirus_etat_connu"),
        ),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_analyse_antivirus_document_id")),
        sa.PrimaryKeyConstraint("document_id", name=op.f("pk_analyse_antivirus")),
    )


def downgrade() -> None:
    op.drop_table("analyse_antivirus")
