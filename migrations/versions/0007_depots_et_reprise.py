"""depots et reprise"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from acia.core.db import UtcDateTime

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "reprise",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("candidature_id", sa.Uuid(), nullable=False),
        sa.Column("ouverte_par_id", sa.Uuid(), nullable=False),
        sa.Column("ouverte_at", UtcDateTime(), nullable=False),
        sa.Column("modifiee_at", UtcDateTime(), nullable=False),
        sa.Column("sections", sa.JSON(), nullable=False),
        sa.Column("personnes", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["candidature_id"], ["candidature.id"], name=op.f("fk_reprise_candidature_id")),
        sa.ForeignKeyConstraint(["ouverte_par_id"], ["utilisateur.id"], name=op.f("fk_reprise_ouverte_par_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reprise")),
        sa.UniqueConstraint("candidature_id", name=op.f("uq_reprise_candidature_id")),
    )
    with op.batch_alter_table("reprise", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_reprise_ouverte_par_id"), ["ouverte_par_id"], unique=False)

    op.create_table(
        "piece_reprise",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("reprise_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("document_id", sa.Uuid(), nullable=False),
        sa.Column("ajoutee_at", UtcDateTime(), nullable=False),
        sa.Column("retiree_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_piece_reprise_document_id")),
        sa.ForeignKeyConstraint(["reprise_id"], ["reprise.id"], name=op.f("fk_piece_reprise_reprise_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_piece_reprise")),
    )
    with op.batch_alter_table("piece_reprise", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_piece_reprise_document_id"), ["document_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_piece_reprise_reprise_id"), ["reprise_id"], unique=False)

    with op.batch_alter_table("accuse", schema=None) as batch_op:
        batch_op.add_column(sa.Column("rang", sa.Integer(), nullable=False, server_default="1"))
        batch_op.add_column(sa.Column("reprise_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("donnees", sa.JSON(), nullable=True))
        batch_op.drop_constraint(batch_op.f("uq_accuse_numero"), type_="unique")
        batch_op.drop_constraint(batch_op.f("uq_accuse_un_par_depot"), type_="unique")
        batch_op.create_unique_constraint("uq_accuse_un_par_depot", ["candidature_id", "rang"])
        batch_op.create_index(batch_op.f("ix_accuse_numero"), ["numero"], unique=False)
        batch_op.create_unique_constraint(batch_op.f("uq_accuse_reprise_id"), ["reprise_id"])
    with op.batch_alter_table("accuse", schema=None) as batch_op:
        batch_op.alter_column("rang", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("accuse", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_accuse_reprise_id"), type_="unique")
        batch_op.drop_index(batch_op.f("ix_accuse_numero"))
        batch_op.drop_constraint("uq_accuse_un_par_depot", type_="unique")
        batch_op.create_unique_constraint(batch_op.f("uq_accuse_un_par_depot"), ["candidature_id"])
        batch_op.create_unique_constraint(batch_op.f("uq_accuse_numero"), ["numero"])
        batch_op.drop_column("donnees")
        batch_op.drop_column("reprise_id")
        batch_op.drop_column("rang")

    with op.batch_alter_table("piece_reprise", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_piece_reprise_reprise_id"))
        batch_op.drop_index(batch_op.f("ix_piece_reprise_document_id"))

    op.drop_table("piece_reprise")
    with op.batch_alter_table("reprise", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_reprise_ouverte_par_id"))

    op.drop_table("reprise")
