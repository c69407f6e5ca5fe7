"""Events of the audit journal: exact schema, hash chain, append only (triggers refuse anything else)."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol

from sqlalchemy import BigInteger, ForeignKey, Integer, String, Text, insert, select, text
from sqlalchemy.orm import Mapped, mapped_column

from acia.core.audit.etats import fingerprints_of
from acia.core.db import Base, append_only, db

GENESIS = "0" * 64
_ADVISORY_LOCK = 40_417
_TYPES: dict[str, EventType] = {}


class Auteur(Protocol):
    """Who acts: a person, or nobody for the system itself."""

    @property
    def id(self) -> uuid.UUID:
        """Key of the account."""
        ...

    @property
    def libelle(self) -> str:
        """Name and role as written in the journal."""
        ...


@dataclass(frozen=True)
class EventType:
    """One kind of event: its code, the sentence shown (with `{key}` of its data) and its exact keys."""

    code: str
    phrase: str
    cles: frozenset[str]


class Evenement(Base):
    """One act: who, when, what, on which object, why. Rows are never changed or removed."""

    __tablename__ = "evenement"
    __table_args__ = append_only("UPDATE", "DELETE")
    numero: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False
    )
    survenu_at: Mapped[datetime]
    code: Mapped[str] = mapped_column(String(80), index=True)
    auteur_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("utilisateur.id"), index=True)
    auteur_libelle: Mapped[str] = mapped_column(String(200))
    objet_type: Mapped[str] = mapped_column(String(60))
    objet_id: Mapped[str] = mapped_column(String(60), index=True)
    motif: Mapped[str] = mapped_column(Text, default="")
    donnees: Mapped[str] = mapped_column(Text)
    avant: Mapped[str | None] = mapped_column(String(64))
    """Fingerprint of the object before the act; nothing when it did not exist, or is no row."""
    apres: Mapped[str | None] = mapped_column(String(64))
    precedent: Mapped[str] = mapped_column(String(64))
    empreinte: Mapped[str] = mapped_column(String(64))

    @property
    def phrase(self) -> str:
        """The sentence of the event, in French."""
        return _TYPES[self.code].phrase.format(**json.loads(self.donnees)) if self.code in _TYPES else self.code

    def computed_hash(self) -> str:
        """SHA-256 of the row and of the hash before it."""
        parts = [
            str(self.numero),
            self.survenu_at.isoformat(timespec="microseconds"),
            self.code,
            str(self.auteur_id or ""),
            self.auteur_libelle,
            self.objet_type,
            self.objet_id,
            self.motif,
            self.donnees,
            # The events of before these columns keep their hash.
            *([self.avant or "", self.apres or ""] if self.avant or self.apres else []),
            self.precedent,
        ]
        return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()


_LAST = select(Evenement.numero, Evenement.empreinte).order_by(Evenement.numero.desc()).limit(1)
_WRITE = insert(Evenement)


def declare_events(phrases: Mapping[str, str], *, keys: Mapping[str, Iterable[str]]) -> None:
    """Add event types: `phrases` gives the sentence of each code, `keys` its exact data keys (none by default).

    Raises:
        ValueError: the code already names another event.
    """
    for code, phrase in phrases.items():
        kind = EventType(code, phrase, frozenset(keys.get(code, ())))
        if _TYPES.setdefault(code, kind) != kind:
            raise ValueError(f"event {code}: declared twice")


def event_types() -> Mapping[str, EventType]:
    """All declared event types."""
    return _TYPES


def record(
    code: str, objet: Any, *, auteur: Auteur | None, now: datetime, motif: str = "", **donnees: str | int | bool | None
) -> None:
    """Write one event in the current transaction.

    `objet` is a row (its table, its key, what it was and what it is are kept) or a `(type, id)` pair. `donnees` must
    have exactly the declared keys.

    Raises:
        ValueError: unknown event code, or data keys that differ from the declared ones.
    """
    kind = _TYPES.get(code)
    if kind is None or frozenset(donnees) != kind.cles:
        raise ValueError(f"event {code}: undeclared, or keys {sorted(donnees)} differ from the declared ones")
    db.session.flush()
    connection = db.session.connection()
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _ADVISORY_LOCK})
    last = connection.execute(_LAST).first()
    (objet_type, objet_id), (avant, apres) = (
        (objet, (None, None))
        if isinstance(objet, tuple)
        else ((objet.__tablename__, _key_of(objet)), fingerprints_of(objet))
    )
    values: dict[str, Any] = {
        "numero": (last.numero if last else 0) + 1,
        "survenu_at": now.astimezone(UTC),
        "code": code,
        "auteur_id": auteur.id if auteur else None,
        "auteur_libelle": auteur.libelle if auteur else "Acia (automatique)",
        "objet_type": objet_type,
        "objet_id": str(objet_id),
        "motif": motif,
        "donnees": json.dumps(donnees, ensure_ascii=False, sort_keys=True),
        "avant": avant,
        "apres": apres,
        "precedent": last.empreinte if last else GENESIS,
    }
    # Written by itself, out of the session: an act may leave many events, and none of them is ever changed.
    connection.execute(_WRITE, {**values, "empreinte": Evenement(**values).computed_hash()})


def _key_of(objet: Any) -> str:
    return str(objet.numero_finess if objet.__tablename__ == "etablissement" else objet.id)


def verify_chain() -> tuple[int, str | None]:
    """Check the whole chain; return the number of events read and a sentence on the first broken link, if any."""
    previous, expected = GENESIS, 1
    # What the session has read before is read again: the check is about the rows of the database, not about its memory.
    query = select(Evenement).order_by(Evenement.numero).execution_options(populate_existing=True)
    for row in db.session.execute(query).scalars().yield_per(1000):
        if row.numero != expected:
            return expected - 1, f"L’événement n° {expected} manque."
        if row.precedent != previous or row.empreinte != row.computed_hash():
            return expected - 1, f"L’événement n° {row.numero} a été modifié après coup."
        previous, expected = row.empreinte, expected + 1
    return expected - 1, None
