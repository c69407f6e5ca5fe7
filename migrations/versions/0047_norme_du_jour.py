"""Lectures comptées sur la journée, et levée d’un frein."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from acia.core.db import UtcDateTime

revision = "0047"
down_revision = "0046"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "lecture_jour",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("utilisateur_id", sa.Uuid(), nullable=False),
        sa.Column("jour", sa.Date(), nullable=False),
        sa.Column("empreintes", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["utilisateur_id"], ["utilisateur.id"], name=op.f("fk_lecture_jour_utilisateur_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lecture_jour")),
        sa.UniqueConstraint("utilisateur_id", "jour", name=op.f("uq_lecture_jour_utilisateur_id_jour")),
    )
    with op.batch_alter_table("lecture_jour", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_lecture_jour_jour"), ["jour"], unique=False)
        batch_op.create_index(batch_op.f("ix_lecture_jour_utilisateur_id"), ["utilisateur_id"], unique=False)

    op.create_table(
        "levee_frein",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("utilisateur_id", sa.Uuid(), nullable=False),
        sa.Column("levee_at", UtcDateTime(), nullable=False),
        sa.Column("levee_par_id", sa.Uuid(), nullable=False),
        sa.Column("prevu_at", UtcDateTime(), nullable=False),
        sa.Column("motif", sa.Text(), nullable=False),
        sa.CheckConstraint("motif <> ''", name=op.f("ck_levee_frein_une_levee_a_un_motif")),
        sa.ForeignKeyConstraint(["levee_par_id"], ["utilisateur.id"], name=op.f("fk_levee_frein_levee_par_id")),
        sa.ForeignKeyConstraint(["utilisateur_id"], ["utilisateur.id"], name=op.f("fk_levee_frein_utilisateur_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_levee_frein")),
    )
    with op.batch_alter_table("levee_frein", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_levee_frein_utilisateur_id"), ["utilisateur_id"], unique=False)

    with op.batch_alter_table("frein_lecture", schema=None) as batch_op:
        batch_op.add_column(sa.Column("periode", sa.String(length=12), nullable=True))
        batch_op.create_check_constraint(op.f("ck_frein_lecture_periode_connue"), "periode IN ('dix_minutes', 'jour')")


def downgrade() -> None:
    with op.batch_alter_table("frein_lecture", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_frein_lecture_periode_connue"), type_="check")
        batch_op.drop_column("periode")

    with op.batch_alter_table("levee_frein", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_levee_frein_utilisateur_id"))

    op.drop_table("levee_frein")
    with op.batch_alter_table("lecture_jour", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_lecture_jour_utilisateur_id"))
        batch_op.drop_index(batch_op.f("ix_lecture_jour_jour"))

    op.drop_table("lecture_jour")
