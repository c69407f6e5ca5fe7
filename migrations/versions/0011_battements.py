"""battements"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from acia.core.db import UtcDateTime

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


_REFUSE = "un battement ne se modifie pas, et ne se retire pas avant un an"


def _append_only() -> None:
    """Refuse every change; a beat is removed when the database's own clock says that it is more than a year old."""
    if op.get_bind().dialect.name == "sqlite":
        young = "WHEN julianday('now') - julianday(OLD.battu_at) < 366 "
        for act, when in (("UPDATE", ""), ("DELETE", young)):
            op.execute(
                f"CREATE TRIGGER battement_sans_{act.lower()} BEFORE {act} ON battement {when}"
                f"BEGIN SELECT RAISE(ABORT, '{_REFUSE}'); END"
            )
        return
    op.execute(
        "CREATE FUNCTION refuse_battement() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN IF TG_OP = 'DELETE' AND OLD.battu_at < now() - interval '366 days' THEN RETURN OLD; END IF; "
        f"RAISE EXCEPTION '{_REFUSE}'; END $$"
    )
    op.execute(
        "CREATE TRIGGER battement_immuable BEFORE UPDATE OR DELETE ON battement "
        "FOR EACH ROW EXECUTE FUNCTION refuse_battement()"
    )


def upgrade() -> None:
    op.create_table(
        "battement",
        sa.Column("numero", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("battu_at", UtcDateTime(), nullable=False),
        sa.Column("cadence_s", sa.Integer(), nullable=False),
        sa.Column("duree_ms", sa.Integer(), nullable=False),
        sa.Column("bon", sa.Boolean(), nullable=False),
        sa.Column("cause", sa.String(length=300), nullable=False),
        sa.Column("page_statut", sa.Integer(), nullable=True),
        sa.Column("page_ms", sa.Integer(), nullable=True),
        sa.Column("reference", sa.String(length=200), nullable=False),
        sa.Column("ecart_ms", sa.Integer(), nullable=True),
        sa.Column("incertitude_ms", sa.Integer(), nullable=True),
        sa.Column("precedent", sa.String(length=64), nullable=False),
        sa.Column("empreinte", sa.String(length=64), nullable=False),
        sa.CheckConstraint("bon = (cause = '')", name=op.f("ck_battement_un_echec_a_une_cause")),
        sa.PrimaryKeyConstraint("numero", name=op.f("pk_battement")),
    )
    with op.batch_alter_table("battement", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_battement_battu_at"), ["battu_at"], unique=False)
    _append_only()


def downgrade() -> None:
    with op.batch_alter_table("battement", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_battement_battu_at"))

    op.drop_table("battement")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_battement()")
