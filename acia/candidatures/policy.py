"""Who may do what to a file. Access is a row: who signs also writes, who writes also reads."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from acia.candidatures.models import Candidature, Droit, EtatCandidature, NoteInterne, Section
from acia.candidatures.rules import FORCE
from acia.candidatures.workflow import CANDIDATURE
from acia.comptes.models import Utilisateur
from acia.core.errors import AccesRefuse
from acia.core.permissions import OUI, Decision, Permission, may, non

_EXAMINEES: Final = (EtatCandidature.DEPOSEE, EtatCandidature.EN_INSTRUCTION, EtatCandidature.CLOSE)


def holds(droit: Droit | None, voulu: Droit) -> bool:
    """True when a right contains another."""
    return droit is not None and FORCE[droit] >= FORCE[voulu]


def may_write(candidature: Candidature, droit: Droit | None, *, reprise: bool = False) -> Decision:
    """A draft, or the working copy of a deposited file, by those who write; the deposited content never changes."""
    if candidature.etat != EtatCandidature.BROUILLON and not reprise:
        return non("Cette candidature est déposée : ses réponses ne changent plus.")
    if not holds(droit, Droit.ECRIT):
        return non("Vous pouvez lire cette candidature, mais pas la modifier.")
    return OUI


def may_modify(candidature: Candidature, droit: Droit | None) -> Decision:
    """Those who write modify a deposited file until its examination begins; the deadline is the service's to check."""
    if not holds(droit, Droit.ECRIT):
        return non("Vous pouvez lire cette candidature, mais pas la modifier.")
    if candidature.etat != EtatCandidature.DEPOSEE:
        return non("Le service a commencé l’examen de cette candidature : elle ne se modifie plus ici. Écrivez-lui.")
    return OUI


def may_write_section(
    candidature: Candidature, droit: Droit | None, section: Section, rouvertes: Collection[Section], *, reprise: bool
) -> Decision:
    """A section of what is being written; while a correction is asked, those it names and no other."""
    if not rouvertes:
        return may_write(candidature, droit, reprise=reprise)
    if section not in rouvertes:
        return non("La correction demandée ne porte pas sur cette partie : elle ne change plus.")
    if not holds(droit, Droit.ECRIT):
        return non("Vous pouvez lire cette candidature, mais pas la modifier.")
    return OUI


def may_request_correction(person: Utilisateur, candidature: Candidature, droit: Droit | None) -> Decision:
    """An officer of the région, while the file waits for its decision; never the people of the file."""
    if droit is not None or not may_examine(person, candidature):
        return non("Les corrections sont demandées par les chargés de mission de la région.")
    if candidature.etat not in _EXAMINEES[:2]:
        return non("Cette candidature n’est plus examinée : il n’y a plus rien à corriger.")
    return OUI


def may_answer_correction(droit: Droit | None) -> Decision:
    """Who signs the file signs its corrections."""
    if not holds(droit, Droit.SIGNE):
        return non(
            "Seule la personne qui signe la candidature peut envoyer les corrections. Dites-lui qu’elles sont prêtes."
        )
    return OUI


def may_deposit(droit: Droit | None) -> Decision:
    """Only who signs deposits, and meets the receipt again."""
    if not holds(droit, Droit.SIGNE):
        return non("Seule la personne qui signe la candidature peut la déposer. Dites-lui qu’elle est prête.")
    return OUI


def may_withdraw(candidature: Candidature, droit: Droit | None) -> Decision:
    """Who signs withdraws, as long as the file is not closed."""
    if not holds(droit, Droit.SIGNE):
        return non("Seule la personne qui signe la candidature peut la retirer.")
    if not CANDIDATURE.allows(EtatCandidature(candidature.etat), "retirer"):
        return non("Cette candidature ne peut plus être retirée ici : écrivez au service de l’appel.")
    return OUI


def may_write_message(candidature: Candidature, droit: Droit | None, person: Utilisateur) -> Decision:
    """Those who write for the establishment and the officers of the région, once deposited and while it lives."""
    if candidature.etat not in _EXAMINEES:
        return non("Cette candidature n’est plus examinée : les messages restent lisibles, on n’y écrit plus.")
    if droit is None and may_examine(person, candidature):
        return OUI
    if not holds(droit, Droit.ECRIT):
        return non("Vous pouvez lire ces messages, mais pas y répondre.")
    return OUI


def may_relay(person: Utilisateur, candidature: Candidature, droit: Droit | None) -> Decision:
    """Who signs says who leaves a role and who takes it over; an officer of the région does when nobody is left to."""
    if candidature.etat not in _EXAMINEES:
        return non("Les représentants se suivent sur une candidature déposée, et tant qu’elle n’est pas retirée.")
    if holds(droit, Droit.SIGNE) or (droit is None and may_examine(person, candidature)):
        return OUI
    return non("Seule la personne qui signe pour l’établissement change les représentants. Prévenez-la.")


def may_manage_people(candidature: Candidature, droit: Droit | None) -> Decision:
    """Who signs invites, changes rights and hands over, as long as the file lives."""
    if not holds(droit, Droit.SIGNE):
        return non("Seule la personne qui signe la candidature gère les personnes du dossier.")
    return may_live(candidature)


def may_live(candidature: Candidature) -> Decision:
    """A withdrawn or replaced file keeps its people as they were."""
    if candidature.etat in (EtatCandidature.RETIREE, EtatCandidature.REMPLACEE):
        return non("Cette candidature est retirée : ses personnes ne changent plus.")
    return OUI


def may_request_deposit(candidature: Candidature, droit: Droit | None, *, reprise: bool = False) -> Decision:
    """Who writes without signing tells those who sign that the file is ready."""
    if holds(droit, Droit.SIGNE):
        return non("Vous signez cette candidature : déposez-la vous-même.")
    return may_write(candidature, droit, reprise=reprise)


def may_examine(person: Utilisateur, candidature: Candidature) -> bool:
    """An officer reads the deposited files of her territory; a draft belongs to those who write it."""
    return (
        may(person.role_enum, Permission.CANDIDATURE_INSTRUIRE)
        and person.covers_region(candidature.region_code)
        and candidature.numero is not None
    )


def may_derogate(person: Utilisateur, region_code: str) -> Decision:
    """The officers of the région let one establishment deposit late; whether the call allows it is a rule."""
    if may(person.role_enum, Permission.CANDIDATURE_INSTRUIRE) and person.covers_region(region_code):
        return OUI
    return non("Les dérogations sont accordées par les chargés de mission de la région.")


def may_change_note(person: Utilisateur, note: NoteInterne) -> Decision:
    """An internal note is changed or removed by who wrote it."""
    return OUI if note.auteur_id == person.id else non("Seule la personne qui a écrit cette note la modifie.")


def require(decision: Decision) -> None:
    """Stop the act with the reason of a refusal.

    Raises:
        AccesRefuse: the policy refuses.
    """
    if not decision:
        raise AccesRefuse(decision.motif)
