"""The two PostgreSQL accounts: the owner of the tables, and the application, which cannot touch the journal (S118)."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Connection, text

from acia.core.db import db, refused_acts
from acia.core.errors import ActionRefusee

_SCHEMA_VERSION: Final = "alembic_version"
_ROWS: Final = ("SELECT", "INSERT", "UPDATE", "DELETE")
_TABLES: Final = text("SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename")
_ROLE: Final = text("SELECT rolsuper, rolcreaterole FROM pg_roles WHERE rolname = :compte")
_OWNED: Final = text("SELECT pg_has_role(relowner, 'USAGE') FROM pg_class WHERE oid = to_regclass(:table)")
_HOLDS: Final = text(
    "SELECT pg_has_role(r.oid, relowner, 'MEMBER') OR has_table_privilege(r.oid, c.oid, :acts) "
    "OR (:updates AND has_any_column_privilege(r.oid, c.oid, 'UPDATE')) "
    "FROM pg_class c, pg_roles r WHERE c.oid = to_regclass(:table) AND rolname = :compte"
)
_ACCOUNTS: Final = text(
    "SELECT DISTINCT r.rolname FROM pg_class c, aclexplode(c.relacl) a JOIN pg_roles r ON r.oid = a.grantee "
    "WHERE c.oid = to_regclass('evenement') AND a.grantee <> c.relowner AND a.privilege_type = 'INSERT' ORDER BY 1"
)


def grant_rights(compte: str) -> None:
    """Give an account what the application needs and nothing else, in the current transaction of the owner.

    Whatever else it had been given is taken back, so that doing it again after a migration is enough.

    Raises:
        ActionRefusee: no such account, not PostgreSQL, not the owner, or an account that holds the journal otherwise.
    """
    connection = db.session.connection()
    if connection.dialect.name != "postgresql":
        raise ActionRefusee("La base est un fichier SQLite : elle n’a pas de comptes, ses déclencheurs la protègent.")
    if not owns(connection):
        raise ActionRefusee("Ce compte ne possède pas les tables : recommencez avec celui qui a lancé « acia migrer ».")
    role = connection.execute(_ROLE, {"compte": compte}).first()
    quoted = connection.dialect.identifier_preparer.quote_identifier(compte)
    if role is None:
        raise ActionRefusee(
            f"Le compte {compte} n’existe pas. Créez-le d’abord : CREATE ROLE {quoted} LOGIN PASSWORD '…';"
        )
    for statement in _statements(connection, quoted):
        connection.exec_driver_sql(statement)
    if role.rolsuper or role.rolcreaterole or held_tables(connection, compte):
        raise ActionRefusee(
            f"Le compte {compte} tient d’ailleurs des droits sur le journal : il possède les tables, administre le "
            "serveur, ou fait partie d’un rôle qui le peut. Donnez à l’application un compte à part."
        )


def _statements(connection: Connection, compte: str) -> list[str]:
    """What gives an account, already quoted, its rights and takes the others back."""
    quote = connection.dialect.identifier_preparer.quote_identifier
    row = connection.execute(text("SELECT current_schema() AS home, current_database() AS base")).one()
    home, base = quote(row.home), quote(row.base)
    return [
        f"REVOKE CREATE ON DATABASE {base} FROM {compte}",
        f"GRANT CONNECT, TEMPORARY ON DATABASE {base} TO {compte}",
        f"REVOKE CREATE ON SCHEMA {home} FROM PUBLIC, {compte}",
        f"GRANT USAGE ON SCHEMA {home} TO {compte}",
        f"REVOKE ALL ON ALL TABLES IN SCHEMA {home} FROM {compte}",
        f"REVOKE ALL ON ALL SEQUENCES IN SCHEMA {home} FROM {compte}",
        *(
            f"GRANT {', '.join(_rights(name))} ON {home}.{quote(name)} TO {compte}"
            for name in connection.execute(_TABLES).scalars()
        ),
        f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA {home} TO {compte}",
    ]


def _rights(table: str) -> list[str]:
    if table == _SCHEMA_VERSION:
        return ["SELECT"]
    refused = refused_acts().get(table, frozenset())
    return [act for act in _ROWS if act not in refused]


def renew_rights() -> list[str]:
    """Give each application account its rights on the tables as they are now; return the accounts.

    They are read in the rights of the journal, which its owner alone can give: nothing else has to remember them.
    """
    connection = db.session.connection()
    if connection.dialect.name != "postgresql":
        return []
    comptes = list(connection.execute(_ACCOUNTS).scalars())
    for compte in comptes:
        grant_rights(compte)
    return comptes


def held_tables(connection: Connection, compte: str) -> list[str]:
    """The append-only tables whose rows an account could change all the same: as owner, administrator or by a right."""
    return [
        table
        for table, refused in sorted(refused_acts().items())
        if connection.execute(
            _HOLDS,
            {
                "compte": compte,
                "table": table,
                "acts": ", ".join([*sorted(refused), "TRUNCATE", "TRIGGER"]),
                "updates": "UPDATE" in refused,
            },
        ).scalar()
    ]


def powers_of_this_account() -> str | None:
    """What the account in use could do to the journal, in French; None when it can do nothing, or on SQLite."""
    with db.engine.connect() as connection:
        if connection.dialect.name != "postgresql":
            return None
        compte = connection.execute(text("SELECT current_user")).scalar_one()
        held = held_tables(connection, compte)
    if not held:
        return None
    return (
        f"Attention : le compte PostgreSQL {compte} peut défaire les protections du journal ({', '.join(held)}). "
        "Donnez à l’application un compte à part : « acia droits --compte … »."
    )


def owns(connection: Connection, table: str = _SCHEMA_VERSION) -> bool:
    """True when the account in use may change a table itself, or when it does not exist yet; always on SQLite."""
    if connection.dialect.name != "postgresql":
        return True
    return connection.execute(_OWNED, {"table": table}).scalar() is not False


def may_create_tables() -> bool:
    """True for an account that may add tables; the queue's library then keeps its own up to date."""
    with db.engine.connect() as connection:
        return bool(connection.execute(text("SELECT has_schema_privilege(current_schema(), 'CREATE')")).scalar())
