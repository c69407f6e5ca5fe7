"""What waits for an officer among the files: those she follows, those nobody follows, the clock of R31."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from acia.candidatures.models import EtatCandidature
from acia.candidatures.queries import DossierEnAttente, Vacance, list_waiting, vacancies_of_mine, vacancies_seen_by
from acia.candidatures.rules import LIBELLES_ROLE
from acia.comptes.models import Utilisateur
from acia.core.clock import local_day
from acia.core.filters import jour, pluriel
from acia.engagements.queries import addenda_to_sign
from acia.pilotage.afaire import PARIS, AFaire

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
    empty = [v for v in vacancies_seen_by(person, now) if v.trop_longue]
    return [*_pressing(pressing, now), *_to_begin(quiet), *_to_hand_over(orphans), *_vacant(empty)]


def applicant_vacancies(person: Utilisateur, now: datetime) -> list[AFaire]:
    """The roles of her files that wait for somebody (E26)."""
    return _vacant(vacancies_of_mine(person, now))


def applicant_addenda(person: Utilisateur, now: datetime) -> list[AFaire]:
    """The letters to sign again since somebody took a role over (E26)."""
    return [
        AFaire(
            f"Faire signer l’avenant à la lettre d’engagement – {row.engagement.candidature.nom}",
            f"{row.relais.nomme.nom_complet if row.relais.nomme else ''} reprend un rôle et signe à son tour.",
            "Ouvrir",
            "engagements.avenant",
            {"engagement_id": row.engagement_id, "avenant_id": row.id},
            local_day(row.ouvert_at, PARIS) + timedelta(days=21),
        )
        for row in addenda_to_sign(person)
    ]


def _vacant(vacancies: Sequence[Vacance]) -> list[AFaire]:
    return [
        AFaire(
            f"Nommer un représentant – {v.candidature.nom}",
            f"{LIBELLES_ROLE[v.role]} : personne depuis {pluriel(v.jours, 'jour')}.",
            "Nommer",
            "candidatures.representants",
            {"candidature_id": v.candidature.id},
            v.limite,
        )
        for v in vacancies[:DETAILLES]
    ]


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
