"""Anchors of the journal: its head, noted every day in places that who rewrites the database does not hold (S114).

The chain proves that no event was changed alone. Somebody who may write anything in the database could still compute it
all again, or cut its end: the anchors kept elsewhere then no longer agree with it.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Final

from sqlalchemy import BigInteger, Integer, String, Text, func, select
from sqlalchemy.orm import Mapped, mapped_column

from acia.core.audit.journal import GENESIS, Evenement, verify_chain
from acia.core.db import Base, append_only, db

_WRITTEN: Final = re.compile(r"(\d{1,18})\s*:\s*((?:[0-9a-f]\s*){64})", re.IGNORECASE)
_LINE: Final = re.compile(r"(\d{4}-\d{2}-\d{2}) (\d{1,18}):([0-9a-f]{64})")


@dataclass(frozen=True)
class Repere:
    """The head of the journal at some moment: its last event, and the fingerprint. Written `numéro:empreinte`."""

    numero: int
    empreinte: str

    def __str__(self) -> str:
        return f"{self.numero}:{self.empreinte}"

    @property
    def lisible(self) -> str:
        """The fingerprint in groups of eight characters, to be compared by eye."""
        return " ".join(self.empreinte[i : i + 8] for i in range(0, len(self.empreinte), 8))


class Ancre(Base):
    """The anchor of one day. Rows are never changed or removed: triggers refuse."""

    __tablename__ = "ancre"
    numero: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    jour: Mapped[date] = mapped_column(unique=True)
    posee_at: Mapped[datetime]
    evenement: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"))
    """Number of the last event; 0 for an empty journal."""
    empreinte: Mapped[str] = mapped_column(String(64))
    constats: Mapped[str] = mapped_column(Text)
    """What the check of that day found wrong, a line each; nothing when the journal was whole."""

    __table_args__ = append_only("UPDATE", "DELETE")

    @property
    def repere(self) -> Repere:
        """What was anchored."""
        return Repere(self.evenement, self.empreinte)


def read_repere(texte: str) -> Repere | None:
    """Read `numéro:empreinte` as a mail gives it, spaces and capitals included; nothing when it is not one."""
    found = _WRITTEN.fullmatch(texte.strip())
    return Repere(int(found[1]), "".join(found[2].split()).lower()) if found else None


def head_of_journal() -> Repere:
    """The last event and its fingerprint; number 0 for an empty journal."""
    last = db.session.execute(
        select(Evenement.numero, Evenement.empreinte).order_by(Evenement.numero.desc()).limit(1)
    ).first()
    return Repere(last.numero, last.empreinte) if last else Repere(0, GENESIS)


def last_anchor() -> Ancre | None:
    """The latest anchor the database holds."""
    return db.session.execute(select(Ancre).order_by(Ancre.jour.desc()).limit(1)).scalar_one_or_none()


def kept_anchors(registre: Path) -> dict[Repere, date]:
    """Every anchor of the database and of the file, with its day: neither may forget what the other holds."""
    rows = db.session.execute(select(Ancre.evenement, Ancre.empreinte, Ancre.jour)).all()
    return {Repere(row.evenement, row.empreinte): row.jour for row in rows} | read_registre(registre)


def read_registre(registre: Path) -> dict[Repere, date]:
    """The anchors of the file, one a line: `2027-03-17 1234:empreinte`. A line cut short by a crash is left out."""
    if not registre.exists():
        return {}
    lines = (_LINE.fullmatch(line) for line in registre.read_text(encoding="utf-8").splitlines())
    return {Repere(int(line[2]), line[3]): date.fromisoformat(line[1]) for line in lines if line}


def complete_registre(registre: Path) -> None:
    """Write in the file the anchors of the database it does not hold yet. It only grows."""
    held = registre.read_text(encoding="utf-8") if registre.exists() else ""
    known = set(held.splitlines())
    rows = db.session.execute(select(Ancre).order_by(Ancre.jour)).scalars()
    missing = [line for line in (f"{row.jour:%Y-%m-%d} {row.repere}" for row in rows) if line not in known]
    if not missing:
        return
    cut = bool(held) and not held.endswith("\n")
    with registre.open("a", encoding="utf-8") as file:
        file.write("\n" * cut + "\n".join(missing) + "\n")
        file.flush()
        os.fsync(file.fileno())


def contradicted(anchors: Mapping[Repere, date | None], reconnus: Iterable[Repere] = ()) -> dict[Repere, str]:
    """The anchors the journal no longer agrees with, and the sentence that says it; `reconnus` are answered for.

    A day of `anchors` is missing when a custodian gave the line, and not its date."""
    asked = [repere for repere in anchors.keys() - set(reconnus) if repere != Repere(0, GENESIS)]
    numbers = sorted({repere.numero for repere in asked})
    held: dict[int, str] = {}
    for start in range(0, len(numbers), 500):
        rows = select(Evenement.numero, Evenement.empreinte).where(Evenement.numero.in_(numbers[start : start + 500]))
        held |= {row.numero: row.empreinte for row in db.session.execute(rows)}
    last = db.session.execute(select(func.coalesce(func.max(Evenement.numero), 0))).scalar_one()
    return {
        repere: _sentence(repere, anchors[repere], last)
        for repere in sorted(asked, key=lambda repere: (repere.numero, repere.empreinte))
        if held.get(repere.numero) != repere.empreinte
    }


def _sentence(repere: Repere, jour: date | None, last: int) -> str:
    anchor = f"L’ancre du {jour:%d/%m/%Y}" if jour else "L’ancre reçue"
    anchored = f"{anchor} nomme l’événement n° {repere.numero}"
    if repere.numero > last:
        return f"{anchored}, mais le journal s’arrête au n° {last} : sa fin a été retirée."
    return f"{anchored} avec une autre empreinte que la sienne : le journal a été réécrit."


def check_journal(anchors: Mapping[Repere, date | None], reconnus: Iterable[Repere] = ()) -> tuple[int, list[str]]:
    """Read the whole chain, then compare it with `anchors`; return the number of events and what is wrong."""
    count, broken = verify_chain()
    return count, [*([broken] if broken else []), *contradicted(anchors, reconnus).values()]
