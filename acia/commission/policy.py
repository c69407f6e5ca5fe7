"""Who may do what to a commission, a file in it, a sheet: the answer and the sentence to show."""

from __future__ import annotations

from datetime import date, datetime

from acia import cadre
from acia.candidatures.policy import holds
from acia.candidatures.rules import Droit
from acia.commission.models import Commission, Deport, MembreCommission, Notation
from acia.commission.rules.lus import CommissionLue, DeportLu, FeuilleLue, SiegeLu
from acia.commission.workflow import EtatCommission, EtatNotation, Qualite, ReponseInvitation
from acia.comptes.models import Utilisateur
from acia.core.clock import add_months
from acia.core.permissions import OUI, Decision, Permission, may, non
from acia.core.present import present


def may_manage(person: Utilisateur, region_code: str) -> Decision:
    """The officers of the région and the national pilot convene, record and notify."""
    if may(person.role_enum, Permission.COMMISSION_GERER) and person.covers_region(region_code):
        return OUI
    return non("Cette commission est tenue par les chargés de mission de sa région.")


def may_speak_for(person: Utilisateur, droit: Droit | None, region_code: str) -> Decision:
    """Who signs the file answers for the establishment; an officer of the région records what she was told."""
    if holds(droit, Droit.SIGNE) or may_manage(person, region_code):
        return OUI
    return non("Seule la personne qui signe la candidature répond pour l’établissement.")


def may_compose(commission: Commission) -> Decision:
    """Members may join until scoring is closed."""
    if commission.etat in (EtatCommission.PREPARATION, EtatCommission.NOTATION):
        return OUI
    return non("La notation est close : la composition de la commission ne change plus.")


def may_remove_member(commission: Commission) -> Decision:
    """Members may leave before scoring opens; later they are recused, file by file."""
    if commission.etat == EtatCommission.PREPARATION:
        return OUI
    return non("La notation est ouverte : un membre qui ne peut plus siéger se déporte, il n’est plus retiré.")


def may_see_marks(commission: Commission) -> Decision:
    """Officers read marks once scoring is over (R45); before, they see how many sheets are in."""
    if commission.etat in (EtatCommission.DELIBERATION, EtatCommission.CLOSE):
        return OUI
    return non("Les notes se lisent une fois la notation close. Avant, seul l’avancement est visible.")


def in_office(membre: MembreCommission | SiegeLu, at: datetime, day: date) -> bool:
    """True when the member has accepted and her mandate runs at this instant, on this day of the commission's zone."""
    if membre.reponse != ReponseInvitation.ACCEPTEE or (membre.sortie_at is not None and membre.sortie_at <= at):
        return False
    begun = membre.mandat_debut is None or membre.mandat_debut <= day
    return begun and (membre.mandat_fin is None or day <= membre.mandat_fin)


def is_declared(membre: MembreCommission | SiegeLu) -> bool:
    """True when her declaration of interests is signed and still valid; for a past sitting, valid on that day (S8)."""
    if membre.declaration_at is None:
        return False
    at = min(present(), membre.commission.seance_at)
    return at.date() <= add_months(membre.declaration_at.date(), cadre.DECLARATION_INTERETS_MOIS.valeur)


def conducts(membre: MembreCommission) -> bool:
    """True for the secretary, who conducts the sittings from her own seat."""
    return membre.qualite == Qualite.SECRETAIRE


def may_score(membre: MembreCommission | SiegeLu) -> Decision:
    """A consultative member reads the files and speaks; she neither marks nor votes."""
    if membre.vote:
        return OUI
    return non("Vous siégez avec voix consultative : vous lisez les dossiers et prenez part aux débats, sans noter.")


def may_answer_invitation(membre: MembreCommission, at: datetime) -> Decision:
    """An invitation is answered once, before it expires."""
    if membre.reponse != ReponseInvitation.ATTENTE:
        return non("Vous avez déjà répondu à cette invitation.")
    if membre.invitation_expire_at is not None and membre.invitation_expire_at <= at:
        return non("Cette invitation a expiré : demandez au service de vous l’envoyer de nouveau.")
    return OUI


def may_change_mandate(commission: Commission) -> Decision:
    """Mandates change until the minutes are closed."""
    if commission.etat == EtatCommission.CLOSE:
        return non("Le procès-verbal est clos : la composition de la commission ne change plus.")
    return OUI


def may_set_rules(commission: Commission) -> Decision:
    """The règlement intérieur is settled before anybody marks."""
    if commission.etat == EtatCommission.PREPARATION:
        return OUI
    return non("La notation est ouverte : le règlement intérieur ne change plus.")


def may_give_proxy(commission: Commission, procurations: bool, at: datetime) -> Decision:
    """A proxy is given before the sitting, where the règlement allows any."""
    if not procurations:
        return non("Le règlement intérieur de cette commission n’admet pas de procuration.")
    if at >= commission.seance_at or commission.etat == EtatCommission.CLOSE:
        return non("La séance a commencé : les procurations se donnent avant.")
    return OUI


def is_cleared(membre: MembreCommission | SiegeLu, deport: Deport | DeportLu | None) -> bool:
    """True when the member may read the file: interests declared, and « pas de conflit » said on this one (R36).

    No row is unknown, and unknown is a conflict.
    """
    return is_declared(membre) and deport is not None and deport.conflit is False


def may_mark(commission: Commission | CommissionLue, notation: Notation | FeuilleLue | None) -> Decision:
    """A sheet is written while scoring is open, until it is final (R40)."""
    if notation is not None and notation.etat == EtatNotation.RENDUE:
        return non("Votre notation est rendue : elle ne se modifie plus.")
    if notation is not None and notation.etat == EtatNotation.ABSTENTION:
        return non("Vous vous abstenez sur ce dossier.")
    if commission.etat == EtatCommission.NOTATION or (notation is not None and notation.rouverte_at is not None):
        return OUI
    return non("La notation n’est pas ouverte.")


def may_abstain(commission: Commission, notation: Notation | None) -> Decision:
    """A member may say that she does not mark a file, until her sheet on it is final."""
    return may_mark(commission, notation)


def may_resume(commission: Commission, notation: Notation | None) -> Decision:
    """A member who abstained may mark after all while scoring is open."""
    if notation is None or notation.etat != EtatNotation.ABSTENTION:
        return non("Vous ne vous êtes pas abstenu sur ce dossier.")
    if commission.etat != EtatCommission.NOTATION:
        return non("La notation est close : votre abstention est définitive.")
    return OUI


def may_reopen(commission: Commission, notation: Notation, propositions_arretees: bool) -> Decision:
    """The chair may reopen a final sheet until the proposals are settled (R40)."""
    if propositions_arretees:
        return non("Les propositions sont arrêtées : les notations ne se rouvrent plus.")
    if notation.etat != EtatNotation.RENDUE:
        return non("Seule une notation rendue se rouvre.")
    if commission.etat not in (EtatCommission.NOTATION, EtatCommission.DELIBERATION):
        return non("Les notations ne se rouvrent qu’entre l’ouverture de la notation et les propositions.")
    return OUI


def may_share_out(commission: Commission) -> Decision:
    """Files are given to members until scoring is closed."""
    if commission.etat in (EtatCommission.PREPARATION, EtatCommission.NOTATION):
        return OUI
    return non("La notation est close : la répartition des dossiers ne change plus.")


def may_refuse(commission: Commission, notation: Notation | None) -> Decision:
    """A member may refuse a file she was given while scoring is open, until her sheet on it is final."""
    if commission.etat != EtatCommission.NOTATION:
        return non("Un dossier se refuse tant que la notation est ouverte.")
    if notation is not None and notation.etat == EtatNotation.RENDUE:
        return non("Votre notation de ce dossier est rendue : il ne se refuse plus.")
    return OUI


def chair_reads_marks(commission: Commission, own: Notation | None) -> bool:
    """The chair reads the others' marks as any member does, or once scoring is over (S5)."""
    return sees_others_marks(own) or bool(may_see_marks(commission))


def may_read_own_habit(membre: MembreCommission) -> Decision:
    """A member who marks reads her own habit once the minutes are closed: before, it would weigh on the marks."""
    if not membre.vote:
        return non("Vous siégez sans noter : il n’y a pas de façon de noter à vous montrer.")
    if membre.commission.etat != EtatCommission.CLOSE:
        return non("Cette page s’ouvre une fois le procès-verbal clos, pour ne pas peser sur les notes.")
    return OUI


def may_recuse(commission: Commission, propositions_arretees: bool) -> Decision:
    """A member may step back from a file until the proposals are settled."""
    if commission.etat in (EtatCommission.NOTATION, EtatCommission.DELIBERATION) and not propositions_arretees:
        return OUI
    return non("Les propositions sont arrêtées : le déport n’est plus possible ici, prévenez le secrétariat.")


def sees_others_marks(notation: Notation | None) -> bool:
    """A member reads the others' marks on a file once her own sheet on it is final (R40)."""
    return notation is not None and notation.etat == EtatNotation.RENDUE
