"""What a member takes away on paper: the files she is cleared on and blank grids, as plain data."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from acia.candidatures.rules import (
    LIBELLES_INSTANCE,
    LIBELLES_RESULTAT_AVIS,
    LIBELLES_THEMES,
    InstanceAvis,
    Personne,
    ResultatAvis,
    read_reponses,
)
from acia.commission.models import MembreCommission
from acia.commission.policy import is_cleared
from acia.commission.queries import DossierMembre, queue_of, zone_of
from acia.commission.rules import needs_justification
from acia.core.filters import instant, typographie

MODELE: Final = "dossiers_papier/v1"
PARTIES: Final = (
    ("Objectifs", "objectifs"),
    ("Actions", "actions"),
    ("Calendrier", "calendrier"),
    ("Moyens", "moyens"),
    ("Suivi et évaluation", "evaluation"),
    ("Partage des enseignements", "partage"),
)


def pack_content(membre: MembreCommission, *, now: datetime) -> dict[str, Any]:
    """Her files whose gate she has passed, in her own order, and the grid: nothing of what anybody has marked (S5)."""
    commission, zone = membre.commission, zone_of(membre.commission)
    files = [dossier for dossier in queue_of(membre) if is_cleared(membre, dossier.deport)]
    return {
        "commission": commission.nom,
        "appel": commission.appel.titre,
        "membre": membre.utilisateur.nom_complet,
        "seance": instant(commission.seance_at, zone),
        "edite_le": instant(now, zone),
        "criteres": [_criterion(c.ordre, c.libelle, c.poids, c.niveaux) for c in commission.appel.criteres],
        "dossiers": [_file(dossier) for dossier in files],
    }


def _criterion(ordre: int, libelle: str, poids: int, niveaux: Sequence[Sequence[str]]) -> dict[str, Any]:
    return {
        "libelle": f"{ordre}. {libelle}",
        "poids": f"{poids} %",
        "niveaux": [
            {"note": str(note), "mot": word, "sens": sense, "motif": needs_justification(note)}
            for note, (word, sense) in enumerate(niveaux)
        ],
    }


def _file(dossier: DossierMembre) -> dict[str, Any]:
    candidature = dossier.candidature
    people = {r.role: Personne(prenom=r.prenom, nom=r.nom, fonction=r.fonction) for r in candidature.representants}
    answers = read_reponses(candidature.sections, people)
    projet, avis = answers.projet, answers.avis_cse
    opinion = ""
    if avis.instance:
        result = LIBELLES_RESULTAT_AVIS[ResultatAvis(avis.resultat)].lower() if avis.resultat else "non précisé"
        body = LIBELLES_INSTANCE[InstanceAvis(avis.instance)]
        opinion = typographie(f"{body} : {result}. {avis.reserves or ''}".strip())
    return {
        "nom": candidature.nom,
        "commune": candidature.commune,
        "numero": candidature.numero,
        "titre": projet.titre or "",
        "themes": " · ".join(LIBELLES_THEMES[theme] for theme in projet.themes or ()),
        "parties": [
            {"titre": titre, "lignes": [line for line in (getattr(projet, name) or "").splitlines() if line.strip()]}
            for titre, name in PARTIES
            if getattr(projet, name)
        ],
        "avis": opinion,
    }
