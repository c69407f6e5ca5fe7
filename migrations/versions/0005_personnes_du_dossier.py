"""personnes du dossier"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from acia.core.db import UtcDateTime

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "demande_depot",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("candidature_id", sa.Uuid(), nullable=False),
        sa.Column("demandee_par_id", sa.Uuid(), nullable=False),
        sa.Column("demandee_at", UtcDateTime(), nullable=False),
        sa.Column("close_at", UtcDateTime(), nullable=True),
        sa.Column("renvoyee_par_id", sa.Uuid(), nullable=True),
        sa.Column("motif", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["candidature_id"], ["candidature.id"], name=op.f("fk_demande_depot_candidature_id")),
        sa.ForeignKeyConstraint(["demandee_par_id"], ["utilisateur.id"], name=op.f("fk_demande_depot_demandee_par_id")),
        sa.ForeignKeyConstraint(["renvoyee_par_id"], ["utilisateur.id"], name=op.f("fk_demande_depot_renvoyee_par_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_demande_depot")),
    )
    with op.batch_alter_table("demande_depot", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_demande_depot_candidature_id"), ["candidature_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_demande_depot_demandee_par_id"), ["demandee_par_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_demande_depot_renvoyee_par_id"), ["renvoyee_par_id"], unique=False)
        batch_op.create_index(
            "uq_demande_depot_une_ouverte",
            ["candidature_id"],
            unique=True,
            sqlite_where=sa.text("close_at IS NULL"),
            postgresql_where=sa.text("close_at IS NULL"),
        )

    op.create_table(
        "invitation_dossier",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("candidature_id", sa.Uuid(), nullable=False),
        sa.Column("courriel", sa.String(length=254), nullable=False),
        sa.Column("droit", sa.String(length=10), nullable=False),
        sa.Column("remplace", sa.Boolean(), nullable=False),
        sa.Column("empreinte", sa.String(length=64), nullable=False),
        sa.Column("invite_par_id", sa.Uuid(), nullable=False),
        sa.Column("invitee_at", UtcDateTime(), nullable=False),
        sa.Column("expire_at", UtcDateTime(), nullable=False),
        sa.Column("annulee_at", UtcDateTime(), nullable=True),
        sa.Column("acceptee_at", UtcDateTime(), nullable=True),
        sa.Column("acceptee_par_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint("droit IN ('ecrit', 'signe', 'lit')", name=op.f("ck_invitation_dossier_droit_connu")),
        sa.CheckConstraint(
            "(acceptee_at IS NULL) = (acceptee_par_id IS NULL)",
            name=op.f("ck_invitation_dossier_acceptee_par_quelqu_un"),
        ),
        sa.ForeignKeyConstraint(
            ["acceptee_par_id"], ["utilisateur.id"], name=op.f("fk_invitation_dossier_acceptee_par_id")
        ),
        sa.ForeignKeyConstraint(
            ["candidature_id"], ["candidature.id"], name=op.f("fk_invitation_dossier_candidature_id")
        ),
        sa.ForeignKeyConstraint(
            ["invite_par_id"], ["utilisateur.id"], name=op.f("fk_invitation_dossier_invite_par_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation_dossier")),
        sa.UniqueConstraint("empreinte", name=op.f("uq_invitation_dossier_empreinte")),
    )
    with op.batch_alter_table("invitation_dossier", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_invitation_dossier_acceptee_par_id"), ["acceptee_par_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_invitation_dossier_candidature_id"), ["candidature_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_invitation_dossier_invite_par_id"), ["invite_par_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("invitation_dossier", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_invitation_dossier_invite_par_id"))
        batch_op.drop_index(batch_op.f("ix_invitation_dossier_candidature_id"))
        batch_op.drop_index(batch_op.f("ix_invitation_dossier_acceptee_par_id"))

    op.drop_table("invitation_dossier")
    with op.batch_alter_table("demande_depot", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_demande_depot_une_ouverte",
            sqlite_where=sa.text("close_at IS NULL"),
            postgresql_where=sa.text("close_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_demande_depot_renvoyee_par_id"))
        batch_op.drop_index(batch_op.f("ix_demande_depot_demandee_par_id"))
        batch_op.drop_index(batch_op.f("ix_demande_depot_candidature_id"))

    op.drop_table("demande_depot")
