"""composition des commissions"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from acia.core.db import UtcDateTime

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

_CHECKS = {
    "voix_connue": "voix IN ('deliberative', 'consultative')",
    "reponse_connue": "reponse IN ('attente', 'acceptee', 'declinee')",
    "un_refus_a_un_motif": "reponse <> 'declinee' OR motif_refus <> ''",
    "une_sortie_a_un_motif": "sortie_at IS NULL OR motif_sortie <> ''",
    "un_empechement_a_un_motif": "empechee_at IS NULL OR motif_empechement <> ''",
    "suppleant_d_un_autre": "titulaire_id IS NULL OR titulaire_id <> id",
    "mandat_dans_l_ordre": "mandat_fin IS NULL OR mandat_debut IS NULL OR mandat_debut <= mandat_fin",
}


def upgrade() -> None:
    with op.batch_alter_table("membre_commission", schema=None) as batch_op:
        batch_op.add_column(sa.Column("voix", sa.String(length=14), server_default="deliberative", nullable=False))
        batch_op.add_column(sa.Column("titulaire_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("remplace_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("decision_presidence", sa.Text(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("mandat_debut", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("mandat_fin", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("sortie_at", UtcDateTime(), nullable=True))
        batch_op.add_column(sa.Column("motif_sortie", sa.Text(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("empechee_at", UtcDateTime(), nullable=True))
        batch_op.add_column(sa.Column("motif_empechement", sa.Text(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("reponse", sa.String(length=10), server_default="acceptee", nullable=False))
        batch_op.add_column(sa.Column("invitee_at", UtcDateTime(), nullable=True))
        batch_op.add_column(sa.Column("invitation_expire_at", UtcDateTime(), nullable=True))
        batch_op.add_column(sa.Column("repondue_at", UtcDateTime(), nullable=True))
        batch_op.add_column(sa.Column("motif_refus", sa.Text(), server_default="", nullable=False))
        batch_op.create_index(batch_op.f("ix_membre_commission_remplace_id"), ["remplace_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_membre_commission_titulaire_id"), ["titulaire_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_membre_commission_titulaire_id"), "membre_commission", ["titulaire_id"], ["id"]
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_membre_commission_remplace_id"), "membre_commission", ["remplace_id"], ["id"]
        )
        for name, condition in _CHECKS.items():
            batch_op.create_check_constraint(batch_op.f(f"ck_membre_commission_{name}"), condition)


def downgrade() -> None:
    with op.batch_alter_table("membre_commission", schema=None) as batch_op:
        for name in _CHECKS:
            batch_op.drop_constraint(batch_op.f(f"ck_membre_commission_{name}"), type_="check")
        batch_op.drop_constraint(batch_op.f("fk_membre_commission_remplace_id"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_membre_commission_titulaire_id"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_membre_commission_titulaire_id"))
        batch_op.drop_index(batch_op.f("ix_membre_commission_remplace_id"))
        batch_op.drop_column("motif_refus")
        batch_op.drop_column("repondue_at")
        batch_op.drop_column("invitation_expire_at")
        batch_op.drop_column("invitee_at")
        batch_op.drop_column("reponse")
        batch_op.drop_column("motif_empechement")
        batch_op.drop_column("empechee_at")
        batch_op.drop_column("motif_sortie")
        batch_op.drop_column("sortie_at")
        batch_op.drop_column("mandat_fin")
        batch_op.drop_column("mandat_debut")
        batch_op.drop_column("decision_presidence")
        batch_op.drop_column("remplace_id")
        batch_op.drop_column("titulaire_id")
        batch_op.drop_column("voix")
