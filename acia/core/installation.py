"""What this installation is: properties of the database itself."""

from __future__ import annotations

from pathlib import Path

from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import String, inspect
from sqlalchemy.orm import Mapped, mapped_column

from acia.config import ROOT
from acia.core.db import Base, db

DEMO_ANCHOR = "demo_ancre"


class Propriete(Base):
    """One property of the installation, such as the anchor day of a demonstration."""

    __tablename__ = "propriete"
    cle: Mapped[str] = mapped_column(String(40), primary_key=True)
    valeur: Mapped[str] = mapped_column(String(200))


def schema_is_current() -> bool:
    """True when the database holds the schema of this version."""
    with db.engine.connect() as connection:
        found = MigrationContext.configure(connection).get_current_revision()
    return found == ScriptDirectory(str(Path(ROOT) / "migrations")).get_current_head()


def is_demo() -> bool:
    """True when the database is marked as a demonstration."""
    if not inspect(db.engine).has_table("propriete"):
        return False
    with db.engine.connect() as connection:
        return connection.execute(db.select(Propriete.valeur).where(Propriete.cle == DEMO_ANCHOR)).first() is not None
