"""What `acia commission …` prints. Each function returns the exit code: 0 done, 1 refused."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import select

from acia.appels.models import Appel
from acia.candidatures.models import Candidature
from acia.commission.models import Commission
from acia.commission.queries import FeuilleTracee, marks_as_of
from acia.commission.queries.fermetures import ESPACE
from acia.commission.service import close_space, reopen_space, restore_marks
from acia.core.db import db, transaction
from acia.core.errors import ActionRefusee
from acia.core.fermetures import key_of, open_closings
from acia.core.filters import PARIS, instant, pluriel


def fermer(code: str, motif: str, *, now: datetime) -> int:
    """Close the space of the commissions of one call, or of all."""
    return _settle(code, lambda scope: close_space(scope, motif, auteur=None, now=now), "fermé")


def rouvrir(code: str, motif: str, *, now: datetime) -> int:
    """Open again what was closed with the same words."""

    def act(scope: uuid.UUID | None) -> None:
        row = next((row for row in open_closings(ESPACE) if row.cle == key_of(ESPACE, scope)), None)
        if row is None:
            raise ActionRefusee("Cet espace n’est pas fermé.")
        reopen_space(row.id, motif, auteur=None, now=now)

    return _settle(code, act, "rouvert")


def _settle(code: str, act: Callable[[uuid.UUID | None], object], done: str) -> int:
    appel = _call(code) if code else None
    if code and appel is None:
        print(f"Aucun appel ne porte le code « {code} ».")
        return 1
    title = appel.titre if appel else "tous les appels"
    try:
        with transaction():
            act(appel.id if appel else None)
    except ActionRefusee as refusal:
        print(refusal.motif)
        return 1
    print(f"L’espace des commissions est {done} : {title}.")
    return 0


def _call(code: str) -> Appel | None:
    return db.session.execute(select(Appel).where(Appel.code == code)).scalar_one_or_none()


def notes(code: str, moment: datetime, sortie: Path) -> int:
    """Write the marks of every commission of a call as they were at an instant, given in the time of Paris."""
    appel = _call(code)
    if appel is None:
        print(f"Aucun appel ne porte le code « {code} ».")
        return 1
    at = moment.replace(tzinfo=ZoneInfo(PARIS))
    commissions = select(Commission).where(Commission.appel_id == appel.id).order_by(Commission.nom)
    found = [
        {"commission": row.nom, "notations": _sheets(row, at)} for row in db.session.execute(commissions).scalars()
    ]
    content = {"appel": appel.code, "instant": at.isoformat(), "commissions": found}
    sortie.write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")
    sortie.chmod(0o600)
    count = sum(len(row["notations"]) for row in found)
    print(f"{pluriel(count, 'notation')}, telles qu’elles étaient le {instant(at)} : {sortie.name}.")
    return 0


def retablir(code: str, moment: datetime, motif: str, *, now: datetime) -> int:
    """Put the marks of a call back as they were at an instant, given in the time of Paris."""
    appel = _call(code)
    if appel is None:
        print(f"Aucun appel ne porte le code « {code} ».")
        return 1
    at = moment.replace(tzinfo=ZoneInfo(PARIS))
    try:
        with transaction():
            count = restore_marks(appel, at, motif, now=now)
    except ActionRefusee as refusal:
        print(refusal.motif)
        return 1
    print(f"{pluriel(count, 'notation remise', 'notations remises')} comme le {instant(at)}.")
    return 0


def _sheets(commission: Commission, at: datetime) -> list[dict[str, object]]:
    names = {m.id: m.utilisateur.nom_complet for m in commission.membres}
    order = [(c.id, c.libelle) for c in commission.appel.criteres]
    return [_as_data(sheet, names, order) for sheet in marks_as_of(commission, at).values()]


def _as_data(
    sheet: FeuilleTracee, names: dict[uuid.UUID, str], order: list[tuple[uuid.UUID, str]]
) -> dict[str, object]:
    return {
        "membre": names.get(sheet.membre_id, str(sheet.membre_id)),
        "dossier": db.session.get_one(Candidature, sheet.candidature_id).numero,
        "etat": sheet.etat,
        "rendue": sheet.rendue_at.isoformat() if sheet.rendue_at else None,
        "motif_abstention": sheet.motif_abstention,
        "notes": [
            {"critere": label, "note": mark, "justification": words}
            for key, label in order
            for mark, words in [sheet.notes.get(key, (None, ""))]
        ],
    }
