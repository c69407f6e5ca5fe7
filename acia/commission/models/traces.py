"""Everything the sheets have ever said. The database itself writes these rows, whoever changes a mark, and refuses that
they change: the marks of any past instant are read from them (S21)."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import BigInteger, Integer, String, Text, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from acia.core.db import Base, append_only

_NUMERO = BigInteger().with_variant(Integer, "sqlite")


class TraceNotation(Base):
    """A state of a sheet. No foreign key: what was said outlives the row that said it."""

    __tablename__ = "trace_notation"
    __table_args__ = append_only("UPDATE", "DELETE")
    numero: Mapped[int] = mapped_column(_NUMERO, primary_key=True)
    notation_id: Mapped[uuid.UUID] = mapped_column(Uuid(as_uuid=True), index=True)
    membre_id: Mapped[uuid.UUID] = mapped_column(Uuid(as_uuid=True), index=True)
    candidature_id: Mapped[uuid.UUID] = mapped_column(Uuid(as_uuid=True))
    etat: Mapped[str] = mapped_column(String(10))
    rendue_at: Mapped[datetime | None]
    motif_abstention: Mapped[str | None] = mapped_column(Text)
    trace_at: Mapped[datetime]


class TraceNote(Base):
    """A mark on one criterion of a sheet, with its justification."""

    __tablename__ = "trace_note"
    __table_args__ = append_only("UPDATE", "DELETE")
    numero: Mapped[int] = mapped_column(_NUMERO, primary_key=True)
    notation_id: Mapped[uuid.UUID] = mapped_column(Uuid(as_uuid=True), index=True)
    critere_id: Mapped[uuid.UUID] = mapped_column(Uuid(as_uuid=True))
    valeur: Mapped[int | None]
    justification: Mapped[str] = mapped_column(Text)
    trace_at: Mapped[datetime]
