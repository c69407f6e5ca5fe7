"""portee des fichiers"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

_ETATS = "ck_mise_a_jour_registre_etat_connu"


def upgrade() -> None:
    with op.batch_alter_table("etablissement", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_etablissement_categorie"))
        batch_op.drop_index(batch_op.f("ix_etablissement_instantane_id"))

    with op.batch_alter_table("mise_a_jour_registre", schema=None) as batch_op:
        batch_op.add_column(sa.Column("portee", sa.String(length=12), nullable=True))
        batch_op.drop_constraint(batch_op.f(_ETATS), type_="check")
        batch_op.create_check_constraint(
            batch_op.f(_ETATS),
            "etat IN ('en_lecture', 'prete', 'application', 'refusee', 'appliquee', 'abandonnee')",
        )


def downgrade() -> None:
    with op.batch_alter_table("mise_a_jour_registre", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f(_ETATS), type_="check")
        batch_op.create_check_constraint(
            batch_op.f(_ETATS), "etat IN ('en_lecture', 'prete', 'refusee', 'appliquee', 'abandonnee')"
        )
        batch_op.drop_column("portee")

    with op.batch_alter_table("etablissement", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_etablissement_instantane_id"), ["instantane_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_etablissement_categorie"), ["categorie"], unique=False)
