"""webinaire et questions"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from acia.core.db import UtcDateTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "inscription_webinaire",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("appel_id", sa.Uuid(), nullable=False),
        sa.Column("courriel", sa.String(length=254), nullable=False),
        sa.Column("inscrite_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["appel_id"], ["appel.id"], name=op.f("fk_inscription_webinaire_appel_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inscription_webinaire")),
        sa.UniqueConstraint("appel_id", "courriel", name=op.f("uq_inscription_webinaire_appel_id_courriel")),
    )
    with op.batch_alter_table("inscription_webinaire", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_inscription_webinaire_appel_id"), ["appel_id"], unique=False)

    op.create_table(
        "question_appel",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("appel_id", sa.Uuid(), nullable=False),
        sa.Column("texte", sa.Text(), nullable=False),
        sa.Column("courriel", sa.String(length=254), nullable=False),
        sa.Column("posee_at", UtcDateTime(), nullable=False),
        sa.Column("question_publiee", sa.Text(), nullable=False),
        sa.Column("reponse", sa.Text(), nullable=False),
        sa.Column("repondue_at", UtcDateTime(), nullable=True),
        sa.Column("ecartee_at", UtcDateTime(), nullable=True),
        sa.Column("traitee_par_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "repondue_at IS NULL OR (question_publiee <> '' AND reponse <> '')",
            name=op.f("ck_question_appel_repondue_a_sa_reponse"),
        ),
        sa.CheckConstraint(
            "repondue_at IS NULL OR ecartee_at IS NULL", name=op.f("ck_question_appel_repondue_ou_ecartee")
        ),
        sa.ForeignKeyConstraint(["appel_id"], ["appel.id"], name=op.f("fk_question_appel_appel_id")),
        sa.ForeignKeyConstraint(["traitee_par_id"], ["utilisateur.id"], name=op.f("fk_question_appel_traitee_par_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question_appel")),
    )
    with op.batch_alter_table("question_appel", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_question_appel_appel_id"), ["appel_id"], unique=False)

    with op.batch_alter_table("appel", schema=None) as batch_op:
        batch_op.add_column(sa.Column("webinaire_minutes", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("webinaire_lien", sa.String(length=500), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("appel", schema=None) as batch_op:
        batch_op.drop_column("webinaire_lien")
        batch_op.drop_column("webinaire_minutes")

    with op.batch_alter_table("question_appel", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_question_appel_appel_id"))

    op.drop_table("question_appel")
    with op.batch_alter_table("inscription_webinaire", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_inscription_webinaire_appel_id"))

    op.drop_table("inscription_webinaire")
