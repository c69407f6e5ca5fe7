"""Preuves données avant un acte sensible."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from acia.core.db import UtcDateTime

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("session_connexion") as table:
        table.add_column(sa.Column("confirmee_at", UtcDateTime(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("session_connexion") as table:
        table.drop_column("confirmee_at")
