"""declarations d interets"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from acia.core.db import UtcDateTime

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "declaration_interets",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("membre_id", sa.Uuid(), nullable=False),
        sa.Column("signee_at", UtcDateTime(), nullable=False),
        sa.Column("texte", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["membre_id"], ["membre_commission.id"], name=op.f("fk_declaration_interets_membre_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_declaration_interets")),
    )
    with op.batch_alter_table("declaration_interets", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_declaration_interets_membre_id"), ["membre_id"], unique=False)

    op.create_table(
        "lien_declare",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("declaration_id", sa.Uuid(), nullable=False),
        sa.Column("ordre", sa.Integer(), nullable=False),
        sa.Column("nature", sa.String(length=10), nullable=False),
        sa.Column("organisme", sa.String(length=200), nullable=False),
        sa.Column("numero", sa.String(length=9), nullable=False),
        sa.Column("precisions", sa.String(length=300), nullable=False),
        sa.CheckConstraint(
            "nature IN ('employeur', 'mission', 'famille', 'mandat', 'ecriture')",
            name=op.f("ck_lien_declare_nature_connue"),
        ),
        sa.CheckConstraint("organisme <> '' OR numero <> ''", name=op.f("ck_lien_declare_un_lien_nomme_un_organisme")),
        sa.ForeignKeyConstraint(
            ["declaration_id"], ["declaration_interets.id"], name=op.f("fk_lien_declare_declaration_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lien_declare")),
    )
    with op.batch_alter_table("lien_declare", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_lien_declare_declaration_id"), ["declaration_id"], unique=False)

    with op.batch_alter_table("deport", schema=None) as batch_op:
        batch_op.add_column(sa.Column("liens_signales", sa.Text(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("office_par_id", sa.Uuid(), nullable=True))
        batch_op.create_foreign_key(batch_op.f("fk_deport_office_par_id"), "utilisateur", ["office_par_id"], ["id"])

    # What was declared before is kept as the first declaration of each member.
    op.execute(
        "INSERT INTO declaration_interets (id, membre_id, signee_at, texte) "
        "SELECT id, id, declaration_at, declaration FROM membre_commission WHERE declaration_at IS NOT NULL"
    )


def downgrade() -> None:
    with op.batch_alter_table("deport", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_deport_office_par_id"), type_="foreignkey")
        batch_op.drop_column("office_par_id")
        batch_op.drop_column("liens_signales")

    with op.batch_alter_table("lien_declare", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_lien_declare_declaration_id"))

    op.drop_table("lien_declare")
    with op.batch_alter_table("declaration_interets", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_declaration_interets_membre_id"))

    op.drop_table("declaration_interets")
