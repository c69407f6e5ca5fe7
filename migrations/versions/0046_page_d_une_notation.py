"""The open page that wrote the last versions of a sheet."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Not in a batch: the table is never made again, its triggers stand on it.
    op.add_column("notation", sa.Column("derniere_page", sa.JSON(), nullable=True))


def downgrade() -> None:
    op.drop_column("notation", "derniere_page")
