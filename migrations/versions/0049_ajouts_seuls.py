"""Ajouts seuls : ni remplacement d'une ligne, ni table vidée."""

from __future__ import annotations

from alembic import op

revision = "0049"
down_revision = "0048"
branch_labels = None
depends_on = None

_TABLES = {
    "evenement": ("le journal ne se modifie pas", "refuse_journal"),
    "battement": ("un battement ne se modifie pas, et ne se retire pas avant un an", "refuse_battement"),
    "trace_notation": ("une trace de notation ne se modifie pas et ne se retire pas", "refuse_trace"),
    "trace_note": ("une trace de notation ne se modifie pas et ne se retire pas", "refuse_trace"),
}


def upgrade() -> None:
    sqlite = op.get_bind().dialect.name == "sqlite"
    for table, (refusal, function) in _TABLES.items():
        if sqlite:
            # REPLACE removes the row it takes the place of without any trigger of removal, unless a connection asks.
            op.execute(
                f"CREATE TRIGGER {table}_sans_remplacement BEFORE INSERT ON {table} "
                f"WHEN EXISTS (SELECT 1 FROM {table} WHERE numero = NEW.numero) "
                f"BEGIN SELECT RAISE(ABORT, '{refusal}'); END"
            )
        else:
            op.execute(
                f"CREATE TRIGGER {table}_jamais_vide BEFORE TRUNCATE ON {table} "
                f"FOR EACH STATEMENT EXECUTE FUNCTION {function}()"
            )


def downgrade() -> None:
    sqlite = op.get_bind().dialect.name == "sqlite"
    for table in _TABLES:
        op.execute(
            f"DROP TRIGGER {table}_sans_remplacement" if sqlite else f"DROP TRIGGER {table}_jamais_vide ON {table}"
        )
