"""What waits for an officer in the examination beside the decisions: departures to answer, late opinions."""

from __future__ import annotations

from datetime import datetime

from acia.comptes.models import Utilisateur
from acia.core.clock import local_day
from acia.eligibilite.models import AvisExterieur, PropositionEcart
from acia.eligibilite.queries import is_stale, late_opinions, proposals_waiting
from acia.pilotage.afaire import PARIS, SOON, AFaire


def examination_tasks(person: Utilisateur, now: datetime) -> list[AFaire]:
    """The departures that she may answer, hers that no longer hold, and the outside opinions that are late."""
    tasks = [_departure(row, person) for row in proposals_waiting(person)]
    return [*(task for task in tasks if task is not None), *(_late(row) for row in late_opinions(person, now))]


def _late(row: AvisExterieur) -> AFaire:
    return AFaire(
        f"Relancer ou ne plus attendre un avis – {row.candidature.nom}",
        f"Demandé à {row.nom}, {row.fonction}.",
        "Voir",
        "eligibilite.avis",
        {"candidature_id": row.candidature_id, "avis_id": row.id},
        row.limite,
    )


def _departure(row: PropositionEcart, person: Utilisateur) -> AFaire | None:
    nom, mine, stale = row.candidature.nom, row.propose_par_id == person.id, is_stale(row)
    if mine is not stale:
        # Hers waits for somebody else; another's that no longer holds is for its author to take up again.
        return None
    title = f"Reprendre l’écart que vous proposez – {nom}" if mine else f"Confirmer ou refuser un écart – {nom}"
    detail = (
        "Le dossier ou ses constats ont changé : votre proposition ne vaut plus."
        if mine
        else f"Proposé par {row.propose_par.nom_complet}. Rien n’est décidé avant votre réponse."
    )
    where = {"candidature_id": row.candidature_id, "_anchor": "decision"}
    due = local_day(row.propose_at, PARIS) + SOON
    return AFaire(title, detail, "Reprendre" if mine else "Répondre", "eligibilite.dossier", where, due)
