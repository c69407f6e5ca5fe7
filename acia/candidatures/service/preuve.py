"""Keep each beat of the proof of working, tell the national pilots when something is wrong, drop the old ones."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select, text

from acia.candidatures.mails import mail_alert
from acia.candidatures.models import Battement
from acia.candidatures.queries import latest_signs, list_pilots
from acia.candidatures.rules import Sante, Signe, worst
from acia.core.audit import GENESIS, declare_events, record
from acia.core.db import db

_ADVISORY_LOCK = 40_418

declare_events(
    {
        "service_alerte": "Fonctionnement du service : {etat}. {constats}",
        "service_retabli": "Le service fonctionne de nouveau.",
    },
    keys={"service_alerte": ("etat", "constats")},
)
LIBELLES_SANTE = {Sante.BON: "bon", Sante.DEGRADE: "dégradé", Sante.ALARME: "alarme"}


@dataclass(frozen=True)
class Mesure:
    """What a beat has measured; `cause` is empty when all went well."""

    cadence_s: int
    duree_ms: int
    cause: str = ""
    page_statut: int | None = None
    page_ms: int | None = None
    reference: str = ""
    ecart_ms: int | None = None
    incertitude_ms: int | None = None


def record_beat(mesure: Mesure, *, now: datetime, lien: str) -> Battement:
    """Add a beat to the chain; when the service has just become worse, the journal and the pilots are told."""
    before = worst(latest_signs())
    if db.session.connection().dialect.name == "postgresql":
        db.session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _ADVISORY_LOCK})
    last = db.session.execute(
        select(Battement.numero, Battement.empreinte).order_by(Battement.numero.desc()).limit(1)
    ).first()
    row = Battement(
        numero=(last.numero if last else 0) + 1,
        battu_at=now,
        cadence_s=mesure.cadence_s,
        duree_ms=mesure.duree_ms,
        bon=not mesure.cause,
        cause=mesure.cause[:300],
        page_statut=mesure.page_statut,
        page_ms=mesure.page_ms,
        reference=mesure.reference[:200],
        ecart_ms=mesure.ecart_ms,
        incertitude_ms=mesure.incertitude_ms,
        precedent=last.empreinte if last else GENESIS,
    )
    row.empreinte = row.computed_hash()
    db.session.add(row)
    db.session.flush()
    _tell(before, latest_signs(), row, now, lien)
    return row


def _tell(before: Sante, signes: list[Signe], row: Battement, now: datetime, lien: str) -> None:
    after = worst(signes)
    objet = (Battement.__tablename__, row.numero)
    if after > before:
        etat, constats = LIBELLES_SANTE[after], " ".join(signe.phrase for signe in signes)
        record("service_alerte", objet, auteur=None, now=now, etat=etat, constats=constats)
        for person in list_pilots():
            mail_alert(person, after, signes, now, lien)
    elif before is not Sante.BON and after is Sante.BON:
        record("service_retabli", objet, auteur=None, now=now)


def drop_old_beats(before: datetime) -> int:
    """Remove the beats older than `before`; the database refuses those of the last year."""
    result = db.session.execute(delete(Battement).where(Battement.battu_at < before))
    return int(result.rowcount)  # type: ignore[attr-defined]  # rowcount exists on the cursor result of a DELETE


def verify_beats() -> tuple[int, str | None]:
    """Check the chain of the beats that are kept; their number, and a sentence on the first broken link, if any."""
    count = 0
    previous: tuple[int, str] | None = None
    query = select(Battement).order_by(Battement.numero).execution_options(populate_existing=True)
    for row in db.session.execute(query).scalars().yield_per(1000):
        if previous is not None and row.numero != previous[0] + 1:
            return count, f"Le battement n° {previous[0] + 1} manque."
        if (previous is not None and row.precedent != previous[1]) or row.empreinte != row.computed_hash():
            return count, f"Le battement n° {row.numero} a été modifié après coup."
        count, previous = count + 1, (row.numero, row.empreinte)
    return count, None
