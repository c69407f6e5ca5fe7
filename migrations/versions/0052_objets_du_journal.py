"""objets du journal : ce qu'ils étaient avant l'acte, ce qu'ils sont après"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0052"
down_revision = "0051"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # One by one: to make the table again would need its triggers put aside.
    for name in ("avant", "apres"):
        op.add_column("evenement", sa.Column(name, sa.String(length=64), nullable=True))


def downgrade() -> None:
    for name in ("apres", "avant"):
        op.drop_column("evenement", name)
