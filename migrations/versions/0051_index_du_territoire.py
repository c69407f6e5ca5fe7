"""L'index du territoire ne tient que la protection de l'enfance : un établissement du registre sur vingt"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0051"
down_revision = "0050"
branch_labels = None
depends_on = None

_INDEX = "ix_etablissement_territoire"


def upgrade() -> None:
    op.drop_index(_INDEX, table_name="etablissement")
    op.create_index(
        _INDEX,
        "etablissement",
        ["departement_code"],
        sqlite_where=sa.text("protection_enfance = 1"),
        postgresql_where=sa.text("protection_enfance"),
    )


def downgrade() -> None:
    op.drop_index(_INDEX, table_name="etablissement")
    op.create_index(_INDEX, "etablissement", ["departement_code", "protection_enfance"])
