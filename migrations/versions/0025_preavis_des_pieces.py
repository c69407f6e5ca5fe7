"""preavis des pieces"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("appel", schema=None) as batch_op:
        batch_op.add_column(sa.Column("preavis_piece_jours", sa.Integer(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("appel", schema=None) as batch_op:
        batch_op.drop_column("preavis_piece_jours")
