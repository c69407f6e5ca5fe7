"""What the other acts on a file do to the departure proposed on it: they wait for it, or make it void."""

from __future__ import annotations

from datetime import datetime

from acia.candidatures.models import Candidature
from acia.comptes.avis import give_notice
from acia.comptes.models import Utilisateur
from acia.core.audit import declare_events, record
from acia.core.errors import ActionRefusee
from acia.eligibilite.mails import notice_voided
from acia.eligibilite.models import PropositionEcart
from acia.eligibilite.queries.ecart import is_stale, living_proposal
from acia.eligibilite.workflow import PROPOSITION, EtatProposition

DOSSIER_CHANGE = "Le dossier ou ses constats ont changé."
declare_events(
    {"ecart_caduc": "L’écart proposé par {propose_par} ne vaut plus."}, keys={"ecart_caduc": ("propose_par",)}
)


def void_proposal(
    candidature: Candidature, motif: str, *, auteur: Utilisateur | None, now: datetime, lien: str
) -> None:
    """Make the proposal that waits on a held file void, because what it was made on changes, and tell who made it."""
    row = living_proposal(candidature.id)
    if row is None:
        return
    proposer = row.propose_par
    close_proposal(row, "perimer", motif, auteur=auteur, now=now)
    record("ecart_caduc", candidature, auteur=auteur, now=now, motif=motif, propose_par=proposer.nom_complet)
    if auteur is None or auteur.id != proposer.id:
        give_notice(proposer, notice_voided(row, lien), now=now)


def clear_proposal(candidature: Candidature, *, auteur: Utilisateur, now: datetime, lien: str) -> None:
    """Let a file be decided: a proposal that no longer holds is set aside, one that holds must be answered first.

    Raises:
        ActionRefusee: a proposal waits for an answer.
    """
    row = living_proposal(candidature.id)
    if row is None:
        return
    if not is_stale(row):
        raise ActionRefusee(
            f"{row.propose_par.nom_complet} propose un écart sur ce dossier : rien ne se décide avant qu’une autre "
            "personne l’ait confirmé ou refusé, ou que la proposition soit retirée."
        )
    void_proposal(candidature, DOSSIER_CHANGE, auteur=auteur, now=now, lien=lien)


def close_proposal(row: PropositionEcart, act: str, motif: str, *, auteur: Utilisateur | None, now: datetime) -> None:
    """End a proposal that waits.

    Raises:
        TransitionRefusee: somebody ended it already.
    """
    # Read before anything changes: reading somebody writes what has changed, and a state never goes without its date.
    who, state = auteur.id if auteur else None, PROPOSITION.next_state(EtatProposition(row.etat), act)
    row.etat, row.close_par_id, row.close_at, row.motif_cloture = state, who, now, motif
