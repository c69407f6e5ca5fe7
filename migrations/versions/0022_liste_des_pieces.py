"""liste des pieces"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from acia.core.db import UtcDateTime

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "version_pieces",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("appel_id", sa.Uuid(), nullable=False),
        sa.Column("numero", sa.Integer(), nullable=False),
        sa.Column("contenu", sa.JSON(), nullable=False),
        sa.Column("changements", sa.JSON(), nullable=False),
        sa.Column("motif", sa.Text(), nullable=False),
        sa.Column("auteur_id", sa.Uuid(), nullable=True),
        sa.Column("cree_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("numero = 1 OR motif <> ''", name=op.f("ck_version_pieces_changee_avec_son_motif")),
        sa.CheckConstraint("numero > 0", name=op.f("ck_version_pieces_numero_positif")),
        sa.ForeignKeyConstraint(["appel_id"], ["appel.id"], name=op.f("fk_version_pieces_appel_id")),
        sa.ForeignKeyConstraint(["auteur_id"], ["utilisateur.id"], name=op.f("fk_version_pieces_auteur_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_version_pieces")),
        sa.UniqueConstraint("appel_id", "numero", name=op.f("uq_version_pieces_appel_id_numero")),
    )
    with op.batch_alter_table("version_pieces", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_version_pieces_appel_id"), ["appel_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_version_pieces_auteur_id"), ["auteur_id"], unique=False)

    with op.batch_alter_table("candidature", schema=None) as batch_op:
        batch_op.add_column(sa.Column("version_pieces", sa.Integer(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("candidature", schema=None) as batch_op:
        batch_op.drop_column("version_pieces")

    with op.batch_alter_table("version_pieces", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_version_pieces_auteur_id"))
        batch_op.drop_index(batch_op.f("ix_version_pieces_appel_id"))

    op.drop_table("version_pieces")
