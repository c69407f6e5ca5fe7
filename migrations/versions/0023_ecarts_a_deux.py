"""ecarts a deux"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from acia.core.db import UtcDateTime

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "proposition_ecart",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("candidature_id", sa.Uuid(), nullable=False),
        sa.Column("verdict_id", sa.Uuid(), nullable=False),
        sa.Column("etat", sa.String(length=12), nullable=False),
        sa.Column("suggestion", sa.String(length=20), nullable=False),
        sa.Column("issue", sa.String(length=12), nullable=False),
        sa.Column("motif", sa.Text(), nullable=False),
        sa.Column("constats", sa.JSON(), nullable=False),
        sa.Column("empreinte", sa.String(length=64), nullable=False),
        sa.Column("propose_par_id", sa.Uuid(), nullable=False),
        sa.Column("propose_at", UtcDateTime(), nullable=False),
        sa.Column("close_par_id", sa.Uuid(), nullable=True),
        sa.Column("close_at", UtcDateTime(), nullable=True),
        sa.Column("motif_cloture", sa.Text(), nullable=False),
        sa.Column("decision_id", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(etat = 'confirmee') = (decision_id IS NOT NULL)",
            name=op.f("ck_proposition_ecart_confirmee_a_sa_decision"),
        ),
        sa.CheckConstraint(
            "(etat = 'proposee') = (close_at IS NULL)", name=op.f("ck_proposition_ecart_close_a_une_date")
        ),
        sa.CheckConstraint(
            "etat <> 'retiree' OR close_par_id = propose_par_id",
            name=op.f("ck_proposition_ecart_retiree_par_son_auteur"),
        ),
        sa.CheckConstraint(
            "etat IN ('proposee', 'confirmee', 'refusee', 'retiree', 'caduque')",
            name=op.f("ck_proposition_ecart_etat_connu"),
        ),
        sa.CheckConstraint(
            "etat NOT IN ('confirmee', 'refusee') "
            "OR (close_par_id IS NOT NULL AND close_par_id <> propose_par_id AND motif_cloture <> '')",
            name=op.f("ck_proposition_ecart_deux_personnes"),
        ),
        sa.CheckConstraint("issue IN ('eligible', 'ineligible')", name=op.f("ck_proposition_ecart_issue_connue")),
        sa.CheckConstraint("motif <> ''", name=op.f("ck_proposition_ecart_motif_dit")),
        sa.ForeignKeyConstraint(
            ["candidature_id"], ["candidature.id"], name=op.f("fk_proposition_ecart_candidature_id")
        ),
        sa.ForeignKeyConstraint(["close_par_id"], ["utilisateur.id"], name=op.f("fk_proposition_ecart_close_par_id")),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["decision_eligibilite.id"], name=op.f("fk_proposition_ecart_decision_id")
        ),
        sa.ForeignKeyConstraint(
            ["propose_par_id"], ["utilisateur.id"], name=op.f("fk_proposition_ecart_propose_par_id")
        ),
        sa.ForeignKeyConstraint(["verdict_id"], ["verdict.id"], name=op.f("fk_proposition_ecart_verdict_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposition_ecart")),
        sa.UniqueConstraint("decision_id", name=op.f("uq_proposition_ecart_decision_id")),
    )
    with op.batch_alter_table("proposition_ecart", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_proposition_ecart_candidature_id"), ["candidature_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_proposition_ecart_close_par_id"), ["close_par_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_proposition_ecart_etat"), ["etat"], unique=False)
        batch_op.create_index(batch_op.f("ix_proposition_ecart_propose_par_id"), ["propose_par_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_proposition_ecart_verdict_id"), ["verdict_id"], unique=False)
        batch_op.create_index(
            "uq_proposition_ecart_une_en_attente",
            ["candidature_id"],
            unique=True,
            sqlite_where=sa.text("etat = 'proposee'"),
            postgresql_where=sa.text("etat = 'proposee'"),
        )

    with op.batch_alter_table("appel", schema=None) as batch_op:
        batch_op.add_column(sa.Column("ecart_a_deux", sa.Boolean(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("appel", schema=None) as batch_op:
        batch_op.drop_column("ecart_a_deux")

    with op.batch_alter_table("proposition_ecart", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_proposition_ecart_une_en_attente",
            sqlite_where=sa.text("etat = 'proposee'"),
            postgresql_where=sa.text("etat = 'proposee'"),
        )
        batch_op.drop_index(batch_op.f("ix_proposition_ecart_verdict_id"))
        batch_op.drop_index(batch_op.f("ix_proposition_ecart_propose_par_id"))
        batch_op.drop_index(batch_op.f("ix_proposition_ecart_etat"))
        batch_op.drop_index(batch_op.f("ix_proposition_ecart_close_par_id"))
        batch_op.drop_index(batch_op.f("ix_proposition_ecart_candidature_id"))

    op.drop_table("proposition_ecart")
