"""Who may examine a file, and until when its findings may change."""

from __future__ import annotations

from acia.candidatures.models import Candidature, EtatCandidature
from acia.comptes.models import Utilisateur
from acia.core.permissions import OUI, Decision, Permission, may, non
from acia.core.rules import Resultat
from acia.eligibilite.models import ConstatEligibilite, DecisionEligibilite, IssueEligibilite, PropositionEcart

EXAMINABLES = (EtatCandidature.DEPOSEE, EtatCandidature.EN_INSTRUCTION)


def may_examine(person: Utilisateur, candidature: Candidature) -> Decision:
    """The officers of the region, and the national pilot."""
    if may(person.role_enum, Permission.ELIGIBILITE_TRANCHER) and person.covers_region(candidature.region_code):
        return OUI
    return non("L’éligibilité est examinée par les chargés de mission de la région.")


def may_change(candidature: Candidature, decision: DecisionEligibilite | None) -> Decision:
    """Findings, judgements and decision only change on a deposited file that is not decided yet."""
    if decision is not None:
        return non("L’éligibilité de ce dossier est déjà décidée : les constats ne changent plus.")
    if candidature.etat not in EXAMINABLES:
        return non("Ce dossier n’est pas déposé, ou ne l’est plus : son éligibilité ne s’examine pas.")
    return OUI


def may_judge(constat: ConstatEligibilite) -> Decision:
    """A person judges what the rule could not settle; what it has settled is contested in the decision."""
    if constat.resultat in (Resultat.A_VERIFIER, Resultat.INCONNU):
        return OUI
    return non("Cette règle est tranchée par le calcul. Si vous n’êtes pas d’accord, dites-le dans votre décision.")


def may_write_letter(candidature: Candidature, decision: DecisionEligibilite | None) -> Decision:
    """A notice of ineligibility follows a decision of ineligibility, on a file that still waits for its answer."""
    if decision is None or decision.issue != IssueEligibilite.INELIGIBLE:
        return non("La lettre d’inéligibilité s’écrit quand le dossier est déclaré inéligible.")
    if candidature.etat not in EXAMINABLES:
        return non("Ce dossier n’attend plus de réponse : la lettre ne s’envoie plus.")
    return OUI


def may_answer_proposal(person: Utilisateur, proposal: PropositionEcart) -> Decision:
    """A departure is confirmed or refused by another person than the one who proposes it, with the right to decide."""
    if person.id == proposal.propose_par_id:
        return non("Vous proposez cet écart : une autre personne le confirme ou le refuse.")
    return may_examine(person, proposal.candidature)


def may_withdraw_proposal(person: Utilisateur, proposal: PropositionEcart) -> Decision:
    """Only its author takes a proposal back; the others refuse it, with a reason."""
    if person.id == proposal.propose_par_id:
        return OUI
    return non("Seul l’auteur d’une proposition la retire. Vous pouvez la refuser, en disant pourquoi.")


def may_ask_opinion(candidature: Candidature) -> Decision:
    """An outside opinion is asked on a file that still waits for its answer."""
    if candidature.etat in EXAMINABLES:
        return OUI
    return non("Ce dossier n’attend plus de réponse : on ne demande plus d’avis sur lui.")
