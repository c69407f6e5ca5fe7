"""Fermetures d'un espace, et traces de chaque note."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from acia.core.db import UtcDateTime

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None

_REFUSE = "une trace de notation ne se modifie pas et ne se retire pas"
_NUMERO = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_ETAT = "(notation_id, membre_id, candidature_id, etat, rendue_at, motif_abstention, trace_at)"
_NOTE = "(notation_id, critere_id, valeur, justification, trace_at)"
# When the sheet was last written, or reopened: an instant of the service, which never goes back for one sheet.
_SQLITE_AT = "max({0}.modifiee_at, coalesce({0}.rouverte_at, {0}.modifiee_at))"
_POSTGRES_AT = "greatest({0}.modifiee_at, {0}.rouverte_at)"


def _state(row: str, at: str) -> str:
    columns = ("id", "membre_id", "candidature_id", "etat", "rendue_at", "motif_abstention")
    return ", ".join([*(f"{row}.{name}" for name in columns), at.format(row)])


def _sqlite() -> None:
    changed = " OR ".join(f"OLD.{c} IS NOT NEW.{c}" for c in ("etat", "rendue_at", "motif_abstention", "rouverte_at"))
    state = f"INSERT INTO trace_notation {_ETAT} VALUES ({_state('NEW', _SQLITE_AT)});"
    mark = (
        f"INSERT INTO trace_note {_NOTE} SELECT NEW.notation_id, NEW.critere_id, NEW.valeur, NEW.justification, "
        f"{_SQLITE_AT.format('n')} FROM notation n WHERE n.id = NEW.notation_id;"
    )
    op.execute(f"CREATE TRIGGER notation_tracee_a AFTER INSERT ON notation BEGIN {state} END")
    op.execute(f"CREATE TRIGGER notation_tracee_b AFTER UPDATE ON notation WHEN {changed} BEGIN {state} END")
    for act in ("INSERT", "UPDATE"):
        op.execute(f"CREATE TRIGGER note_tracee_{act.lower()} AFTER {act} ON note BEGIN {mark} END")
    for table in ("trace_notation", "trace_note"):
        for act in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_sans_{act.lower()} BEFORE {act} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{_REFUSE}'); END"
            )


def _postgres() -> None:
    op.execute(
        "CREATE FUNCTION trace_notation() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN INSERT INTO trace_notation {_ETAT} VALUES ({_state('NEW', _POSTGRES_AT)}); RETURN NULL; END $$"
    )
    op.execute(
        "CREATE FUNCTION trace_note() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN INSERT INTO trace_note {_NOTE} SELECT NEW.notation_id, NEW.critere_id, NEW.valeur, "
        f"NEW.justification, {_POSTGRES_AT.format('n')} FROM notation n WHERE n.id = NEW.notation_id; "
        "RETURN NULL; END $$"
    )
    op.execute(
        "CREATE FUNCTION refuse_trace() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{_REFUSE}'; END $$"
    )
    op.execute(
        "CREATE TRIGGER notation_tracee_a AFTER INSERT ON notation FOR EACH ROW EXECUTE FUNCTION trace_notation()"
    )
    kept = "(OLD.etat, OLD.rendue_at, OLD.motif_abstention, OLD.rouverte_at)"
    op.execute(
        "CREATE TRIGGER notation_tracee_b AFTER UPDATE ON notation FOR EACH ROW "
        f"WHEN ({kept} IS DISTINCT FROM {kept.replace('OLD', 'NEW')}) EXECUTE FUNCTION trace_notation()"
    )
    op.execute(
        "CREATE TRIGGER note_tracee AFTER INSERT OR UPDATE ON note FOR EACH ROW EXECUTE FUNCTION trace_note()"
    )
    for table in ("trace_notation", "trace_note"):
        op.execute(
            f"CREATE TRIGGER {table}_immuable BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_trace()"
        )


def upgrade() -> None:
    op.create_table(
        "fermeture",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("espace", sa.String(length=20), nullable=False),
        sa.Column("portee_id", sa.Uuid(), nullable=True),
        sa.Column("cle", sa.String(length=60), nullable=True),
        sa.Column("motif", sa.Text(), nullable=False),
        sa.Column("fermee_at", UtcDateTime(), nullable=False),
        sa.Column("fermee_par_id", sa.Uuid(), nullable=True),
        sa.Column("rouverte_at", UtcDateTime(), nullable=True),
        sa.Column("rouverte_par_id", sa.Uuid(), nullable=True),
        sa.Column("motif_reouverture", sa.Text(), nullable=False),
        sa.CheckConstraint("motif <> ''", name=op.f("ck_fermeture_une_fermeture_a_un_motif")),
        sa.CheckConstraint(
            "(cle IS NULL) = (rouverte_at IS NOT NULL)", name=op.f("ck_fermeture_ouverte_sans_cle")
        ),
        sa.ForeignKeyConstraint(["fermee_par_id"], ["utilisateur.id"], name=op.f("fk_fermeture_fermee_par_id")),
        sa.ForeignKeyConstraint(["portee_id"], ["appel.id"], name=op.f("fk_fermeture_portee_id")),
        sa.ForeignKeyConstraint(["rouverte_par_id"], ["utilisateur.id"], name=op.f("fk_fermeture_rouverte_par_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fermeture")),
        sa.UniqueConstraint("cle", name=op.f("uq_fermeture_cle")),
    )
    with op.batch_alter_table("fermeture", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_fermeture_portee_id"), ["portee_id"], unique=False)
    op.create_table(
        "trace_notation",
        sa.Column("numero", _NUMERO, nullable=False, autoincrement=True),
        sa.Column("notation_id", sa.Uuid(), nullable=False),
        sa.Column("membre_id", sa.Uuid(), nullable=False),
        sa.Column("candidature_id", sa.Uuid(), nullable=False),
        sa.Column("etat", sa.String(length=10), nullable=False),
        sa.Column("rendue_at", UtcDateTime(), nullable=True),
        sa.Column("motif_abstention", sa.Text(), nullable=True),
        sa.Column("trace_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("numero", name=op.f("pk_trace_notation")),
    )
    op.create_table(
        "trace_note",
        sa.Column("numero", _NUMERO, nullable=False, autoincrement=True),
        sa.Column("notation_id", sa.Uuid(), nullable=False),
        sa.Column("critere_id", sa.Uuid(), nullable=False),
        sa.Column("valeur", sa.Integer(), nullable=True),
        sa.Column("justification", sa.Text(), nullable=False),
        sa.Column("trace_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("numero", name=op.f("pk_trace_note")),
    )
    with op.batch_alter_table("trace_notation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_trace_notation_membre_id"), ["membre_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_trace_notation_notation_id"), ["notation_id"], unique=False)
    with op.batch_alter_table("trace_note", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_trace_note_notation_id"), ["notation_id"], unique=False)
    sqlite = op.get_bind().dialect.name == "sqlite"
    at = _SQLITE_AT if sqlite else _POSTGRES_AT
    # What the sheets say today is the first thing known of them.
    op.execute(f"INSERT INTO trace_notation {_ETAT} SELECT {_state('n', at)} FROM notation n")
    op.execute(
        f"INSERT INTO trace_note {_NOTE} SELECT t.notation_id, t.critere_id, t.valeur, t.justification, "
        f"{at.format('n')} FROM note t JOIN notation n ON n.id = t.notation_id"
    )
    if sqlite:
        _sqlite()
    else:
        _postgres()


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for name in ("notation_tracee_a", "notation_tracee_b", "note_tracee_insert", "note_tracee_update"):
            op.execute(f"DROP TRIGGER {name}")
    else:
        op.execute("DROP TRIGGER note_tracee ON note")
        for name in ("notation_tracee_a", "notation_tracee_b"):
            op.execute(f"DROP TRIGGER {name} ON notation")
    op.drop_table("trace_note")
    op.drop_table("trace_notation")
    if op.get_bind().dialect.name == "postgresql":
        for name in ("trace_notation", "trace_note", "refuse_trace"):
            op.execute(f"DROP FUNCTION {name}()")
    with op.batch_alter_table("fermeture", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_fermeture_portee_id"))
    op.drop_table("fermeture")
