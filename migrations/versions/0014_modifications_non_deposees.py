"""modifications non deposees"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("demande_correction", schema=None) as batch_op:
        batch_op.add_column(sa.Column("non_depose", sa.JSON(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("demande_correction", schema=None) as batch_op:
        batch_op.drop_column("non_depose")
