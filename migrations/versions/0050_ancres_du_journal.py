"""ancres du journal"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from acia.core.db import UtcDateTime

revision = "0050"
down_revision = "0049"
branch_labels = None
depends_on = None

_REFUSE = "une ancre du journal ne se modifie pas et ne se retire pas"


def _append_only() -> None:
    if op.get_bind().dialect.name == "sqlite":
        # REPLACE removes the row it takes the place of without any trigger of removal, unless a connection asks.
        same = "WHEN EXISTS (SELECT 1 FROM ancre WHERE numero = NEW.numero OR jour = NEW.jour) "
        for name, act, when in (
            ("update", "UPDATE", ""),
            ("delete", "DELETE", ""),
            ("remplacement", "INSERT", same),
        ):
            op.execute(
                f"CREATE TRIGGER ancre_sans_{name} BEFORE {act} ON ancre {when}"
                f"BEGIN SELECT RAISE(ABORT, '{_REFUSE}'); END"
            )
        return
    op.execute(
        "CREATE FUNCTION refuse_ancre() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{_REFUSE}'; END $$"
    )
    for name, act, each in (("immuable", "UPDATE OR DELETE", "ROW"), ("jamais_vide", "TRUNCATE", "STATEMENT")):
        op.execute(
            f"CREATE TRIGGER ancre_{name} BEFORE {act} ON ancre FOR EACH {each} EXECUTE FUNCTION refuse_ancre()"
        )


def upgrade() -> None:
    op.create_table(
        "ancre",
        sa.Column("numero", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("jour", sa.Date(), nullable=False),
        sa.Column("posee_at", UtcDateTime(), nullable=False),
        sa.Column("evenement", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("empreinte", sa.String(length=64), nullable=False),
        sa.Column("constats", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("numero", name=op.f("pk_ancre")),
        sa.UniqueConstraint("jour", name=op.f("uq_ancre_jour")),
    )
    _append_only()


def downgrade() -> None:
    op.drop_table("ancre")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_ancre()")
