"""What waits for an officer among the files: those she follows, those nobody follows, the clock of R31."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from acia.candidatures.models import EtatCandidature
from acia.candidatures.queries import DossierEnAttente, list_waiting
from acia.comptes.models import Utilisateur
from acia.core.clock import local_day
from acia.core.filters import jour, pluriel
from acia.pilotage.afaire import AFaire

ALERTE_REJET: Final = timedelta(days=15)
"""R31: silence is announced this long before it becomes a refusal."""
DETAILLES: Final = 5
"""Files named one by one; the others are behind the last line."""


def file_tasks(person: Utilisateur, now: datetime) -> list[AFaire]:
    """What waits among the files of an officer's territory, the nearest implicit rejection first."""
    waiting = list_waiting(person)
    mine = [d for d in waiting if d.charge_id == person.id]
    pressing = [d for d in mine if d.rejet_implicite - ALERTE_REJET <= local_day(now, d.fuseau)]
    quiet = [d for d in mine if d not in pressing and d.etat is EtatCandidature.DEPOSEE]
    orphans = [d for d in waiting if d.charge_id is None]
    return [*_pressing(pressing, now), *_to_begin(quiet), *_to_hand_over(orphans)]


def _pressing(files: Sequence[DossierEnAttente], now: datetime) -> list[AFaire]:
    tasks = [
        AFaire(
            f"Répondre avant le rejet implicite – {d.nom}",
            _clock(d, now),
            "Ouvrir",
            "candidatures.dossier",
            {"candidature_id": d.id},
            d.rejet_implicite,
        )
        for d in files[:DETAILLES]
    ]
    rest = files[DETAILLES:]
    if rest:
        title = f"{pluriel(len(rest), 'autre dossier proche', 'autres dossiers proches')} du rejet implicite"
        where = {"charge": "moi", "tri": "recu"}
        tasks.append(AFaire(title, _names(rest), "Voir", "candidatures.boite", where, rest[0].rejet_implicite))
    return tasks


def _clock(d: DossierEnAttente, now: datetime) -> str:
    since = pluriel((local_day(now, d.fuseau) - local_day(d.deposee_at, d.fuseau)).days, "jour")
    verb = "est" if local_day(now, d.fuseau) > d.rejet_implicite else "sera"
    return f"Déposé depuis {since}. Sans réponse, la demande {verb} rejetée le {jour(d.rejet_implicite)}."


def _to_begin(files: Sequence[DossierEnAttente]) -> list[AFaire]:
    if not files:
        return []
    title = f"Commencer l’examen de {pluriel(len(files), 'dossier que vous suivez', 'dossiers que vous suivez')}"
    where = {"charge": "moi", "etat": EtatCandidature.DEPOSEE.value, "tri": "recu"}
    due = files[0].rejet_implicite - ALERTE_REJET
    return [AFaire(title, _names(files), "Voir", "candidatures.boite", where, due)]


def _to_hand_over(files: Sequence[DossierEnAttente]) -> list[AFaire]:
    if not files:
        return []
    title = f"Confier {pluriel(len(files), 'dossier que personne ne suit', 'dossiers que personne ne suit')}"
    where = {"charge": "personne", "tri": "recu"}
    return [AFaire(title, _names(files), "Répartir", "candidatures.boite", where)]


def _names(files: Sequence[DossierEnAttente]) -> str:
    return ", ".join(d.nom for d in files[:3]) + ("…" if len(files) > 3 else ".")
