"""extraits proces verbal"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from acia.core.db import UtcDateTime

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "extrait_proces_verbal",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("proces_verbal_id", sa.Uuid(), nullable=False),
        sa.Column("membre_id", sa.Uuid(), nullable=True),
        sa.Column("candidature_id", sa.Uuid(), nullable=True),
        sa.Column("document_id", sa.Uuid(), nullable=False),
        sa.Column("fait_at", UtcDateTime(), nullable=False),
        sa.Column("fait_par_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(membre_id IS NULL) <> (candidature_id IS NULL)", name=op.f("ck_extrait_proces_verbal_un_seul_lecteur")
        ),
        sa.ForeignKeyConstraint(
            ["candidature_id"], ["candidature.id"], name=op.f("fk_extrait_proces_verbal_candidature_id")
        ),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_extrait_proces_verbal_document_id")),
        sa.ForeignKeyConstraint(["fait_par_id"], ["utilisateur.id"], name=op.f("fk_extrait_proces_verbal_fait_par_id")),
        sa.ForeignKeyConstraint(
            ["membre_id"], ["membre_commission.id"], name=op.f("fk_extrait_proces_verbal_membre_id")
        ),
        sa.ForeignKeyConstraint(
            ["proces_verbal_id"], ["proces_verbal.id"], name=op.f("fk_extrait_proces_verbal_proces_verbal_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_extrait_proces_verbal")),
        sa.UniqueConstraint(
            "proces_verbal_id", "candidature_id", name=op.f("uq_extrait_proces_verbal_proces_verbal_id_candidature_id")
        ),
        sa.UniqueConstraint(
            "proces_verbal_id", "membre_id", name=op.f("uq_extrait_proces_verbal_proces_verbal_id_membre_id")
        ),
    )
    with op.batch_alter_table("extrait_proces_verbal", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_extrait_proces_verbal_candidature_id"), ["candidature_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_extrait_proces_verbal_membre_id"), ["membre_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_extrait_proces_verbal_proces_verbal_id"), ["proces_verbal_id"], unique=False
        )


def downgrade() -> None:
    with op.batch_alter_table("extrait_proces_verbal", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_extrait_proces_verbal_proces_verbal_id"))
        batch_op.drop_index(batch_op.f("ix_extrait_proces_verbal_membre_id"))
        batch_op.drop_index(batch_op.f("ix_extrait_proces_verbal_candidature_id"))

    op.drop_table("extrait_proces_verbal")
