"""questionnaire de l appel"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from acia.core.db import UtcDateTime

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "version_questionnaire",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("appel_id", sa.Uuid(), nullable=False),
        sa.Column("numero", sa.Integer(), nullable=False),
        sa.Column("contenu", sa.JSON(), nullable=False),
        sa.Column("motif", sa.Text(), nullable=False),
        sa.Column("auteur_id", sa.Uuid(), nullable=True),
        sa.Column("cree_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("numero > 0", name=op.f("ck_version_questionnaire_numero_positif")),
        sa.ForeignKeyConstraint(["appel_id"], ["appel.id"], name=op.f("fk_version_questionnaire_appel_id")),
        sa.ForeignKeyConstraint(["auteur_id"], ["utilisateur.id"], name=op.f("fk_version_questionnaire_auteur_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_version_questionnaire")),
        sa.UniqueConstraint("appel_id", "numero", name=op.f("uq_version_questionnaire_appel_id_numero")),
    )
    with op.batch_alter_table("version_questionnaire", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_version_questionnaire_appel_id"), ["appel_id"], unique=False)

    with op.batch_alter_table("appel", schema=None) as batch_op:
        batch_op.add_column(sa.Column("consultation_admise", sa.Boolean(), nullable=True))

    with op.batch_alter_table("candidature", schema=None) as batch_op:
        batch_op.add_column(sa.Column("version_questionnaire", sa.Integer(), nullable=True))

    with op.batch_alter_table("piece_demandee", schema=None) as batch_op:
        batch_op.add_column(sa.Column("formats", sa.String(length=40), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("piece_demandee", schema=None) as batch_op:
        batch_op.drop_column("formats")

    with op.batch_alter_table("candidature", schema=None) as batch_op:
        batch_op.drop_column("version_questionnaire")

    with op.batch_alter_table("appel", schema=None) as batch_op:
        batch_op.drop_column("consultation_admise")

    with op.batch_alter_table("version_questionnaire", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_version_questionnaire_appel_id"))

    op.drop_table("version_questionnaire")
