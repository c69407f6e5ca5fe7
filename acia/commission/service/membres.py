"""Members: named, invited, answering; mandates that begin and end; whoever stands in for them."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from acia import cadre
from acia.commission.mails import send_invitation
from acia.commission.models import Commission, MembreCommission
from acia.commission.policy import may_answer_invitation, may_change_mandate, may_compose, may_remove_member
from acia.commission.queries import (
    get_commission,
    list_outside_alternates,
    list_possible_members,
    mandate_words,
    own_seat,
)
from acia.commission.service.composition import require, touch
from acia.commission.workflow import Qualite, ReponseInvitation, Voix
from acia.comptes.models import Utilisateur
from acia.core.audit import declare_events, record
from acia.core.db import db
from acia.core.errors import ActionRefusee, Introuvable

declare_events(
    {
        "commission_membre_ajoute": "{membre} est invité à siéger à la commission « {nom} » ({qualite}).",
        "commission_membre_retire": "{membre} quitte la commission « {nom} ».",
        "commission_invitation_renvoyee": "Invitation à siéger renvoyée à {membre}.",
        "commission_invitation_acceptee": "{membre} accepte de siéger ({qualite}).",
        "commission_invitation_declinee": "{membre} décline l’invitation à siéger.",
        "commission_mandat_modifie": "Mandat de {membre} : {debut} – {fin}.",
        "commission_mandat_termine": "Fin du mandat de {membre}.",
        "commission_membre_empeche": "{membre} est empêché de siéger.",
        "commission_empechement_leve": "{membre} peut de nouveau siéger.",
    },
    keys={
        "commission_membre_ajoute": ("nom", "membre", "qualite"),
        "commission_membre_retire": ("nom", "membre"),
        "commission_invitation_renvoyee": ("membre",),
        "commission_invitation_acceptee": ("membre", "qualite"),
        "commission_invitation_declinee": ("membre",),
        "commission_mandat_modifie": ("membre", "debut", "fin"),
        "commission_mandat_termine": ("membre",),
        "commission_membre_empeche": ("membre",),
        "commission_empechement_leve": ("membre",),
    },
)


@dataclass(frozen=True)
class CommandeMembre:
    """A person to name and her mandate. `decision_presidence` is needed for a person of another région (E40)."""

    utilisateur_id: uuid.UUID
    qualite: Qualite = Qualite.MEMBRE
    voix: Voix = Voix.DELIBERATIVE
    titulaire_id: uuid.UUID | None = None
    mandat_debut: date | None = None
    mandat_fin: date | None = None
    decision_presidence: str = ""


def add_member(
    commission_id: uuid.UUID,
    command: CommandeMembre,
    *,
    lien: str,
    auteur: Utilisateur,
    now: datetime,
) -> MembreCommission:
    """Name a person and invite her: she sits once she has accepted.

    Raises:
        ActionRefusee: not a person who may sit here, the chair is taken or without vote, dates out of order.
    """
    commission = get_commission(commission_id, auteur)
    require(may_compose(commission))
    return _seat(commission, command, None, lien=lien, auteur=auteur, now=now)


def _seat(
    commission: Commission,
    command: CommandeMembre,
    remplace_id: uuid.UUID | None,
    *,
    lien: str,
    auteur: Utilisateur,
    now: datetime,
) -> MembreCommission:
    person = _candidate(commission, command)
    command = _settled(commission, command)
    row = MembreCommission(
        utilisateur_id=person.id,
        utilisateur=person,
        ordre=max((m.ordre for m in commission.membres), default=0) + 1,
        qualite=command.qualite,
        voix=command.voix,
        titulaire_id=command.titulaire_id,
        remplace_id=remplace_id,
        decision_presidence=command.decision_presidence,
        mandat_debut=command.mandat_debut,
        mandat_fin=command.mandat_fin,
    )
    commission.membres.append(row)
    touch(commission)
    _invite(row, lien, now)
    record(
        "commission_membre_ajoute",
        commission,
        auteur=auteur,
        now=now,
        motif=command.decision_presidence,
        nom=commission.nom,
        membre=person.nom_complet,
        qualite=mandate_words(row),
    )
    return row


def _candidate(commission: Commission, command: CommandeMembre) -> Utilisateur:
    here = {p.id: p for p in list_possible_members(commission)}
    if command.utilisateur_id in here:
        return here[command.utilisateur_id]
    outside = {p.id: p for p in list_outside_alternates(commission)}
    person = outside.get(command.utilisateur_id)
    if person is None:
        raise ActionRefusee("Choisissez une personne de la liste.", "utilisateur")
    if command.titulaire_id is None:
        raise ActionRefusee("Une personne d’une autre région ne siège que comme suppléante.", "titulaire")
    if not command.decision_presidence.strip():
        raise ActionRefusee(
            "Écrivez la décision de la présidence : elle seule fait appel à une autre région.", "decision_presidence"
        )
    return person


def _settled(commission: Commission, command: CommandeMembre) -> CommandeMembre:
    """The command with what an alternate takes from the member she stands in for."""
    if command.mandat_debut and command.mandat_fin and command.mandat_fin < command.mandat_debut:
        raise ActionRefusee("La fin du mandat vient avant son début.", "mandat_fin")
    if command.titulaire_id is not None:
        held = next((m for m in commission.membres if m.id == command.titulaire_id), None)
        if held is None or held.titulaire_id is not None:
            raise ActionRefusee("Choisissez un membre titulaire de la liste.", "titulaire")
        return replace(command, qualite=Qualite.MEMBRE, voix=Voix(held.voix))
    if command.qualite == Qualite.PRESIDENT:
        if command.voix == Voix.CONSULTATIVE:
            raise ActionRefusee("La présidence a voix délibérative : sa voix peut être prépondérante.", "voix")
        if any(_presides(m) for m in commission.membres):
            raise ActionRefusee("La présidence est déjà confiée à une autre personne.", "qualite")
    return command


def _presides(membre: MembreCommission) -> bool:
    gone = membre.sortie_at is not None or membre.reponse == ReponseInvitation.DECLINEE
    return membre.qualite == Qualite.PRESIDENT and not gone


def _invite(row: MembreCommission, lien: str, now: datetime) -> None:
    row.reponse, row.invitee_at, row.repondue_at, row.motif_refus = ReponseInvitation.ATTENTE, now, None, ""
    row.invitation_expire_at = now + timedelta(days=cadre.REPONSE_INVITATION_JOURS.valeur)
    db.session.flush()
    send_invitation(row, lien=lien, now=now)


def remove_member(commission_id: uuid.UUID, membre_id: uuid.UUID, *, auteur: Utilisateur, now: datetime) -> Commission:
    """Take a member out before scoring opens.

    Raises:
        ActionRefusee: somebody stands in for her.
    """
    commission = get_commission(commission_id, auteur)
    require(may_remove_member(commission))
    row = _member(commission, membre_id)
    if any(row.id in (m.titulaire_id, m.remplace_id) for m in commission.membres):
        raise ActionRefusee("Une autre personne la supplée ou la remplace : retirez d’abord cette personne.")
    name = row.utilisateur.nom_complet
    touch(commission)
    for proxy in [p for p in commission.procurations if row.id in (p.mandant_id, p.mandataire_id)]:
        commission.procurations.remove(proxy)
    db.session.flush()
    commission.membres.remove(row)
    record("commission_membre_retire", commission, auteur=auteur, now=now, nom=commission.nom, membre=name)
    return commission


def _member(commission: Commission, membre_id: uuid.UUID) -> MembreCommission:
    row = next((m for m in commission.membres if m.id == membre_id), None)
    if row is None:
        raise Introuvable()
    return row


def resend_invitation(
    commission_id: uuid.UUID,
    membre_id: uuid.UUID,
    *,
    lien: str,
    version: int | None,
    auteur: Utilisateur,
    now: datetime,
) -> MembreCommission:
    """Ask again a person who has not answered, or who declined.

    Raises:
        ActionRefusee: she has accepted.
    """
    commission, row = _held(commission_id, membre_id, version, auteur)
    if row.reponse == ReponseInvitation.ACCEPTEE:
        raise ActionRefusee("Cette personne a déjà accepté de siéger.")
    touch(commission)
    _invite(row, lien, now)
    record("commission_invitation_renvoyee", row, auteur=auteur, now=now, membre=row.utilisateur.nom_complet)
    return row


def answer_invitation(
    commission_id: uuid.UUID, *, accepte: bool, motif: str, auteur: Utilisateur, now: datetime
) -> MembreCommission:
    """Accept to sit, or decline with a reason.

    Raises:
        AccesRefuse: already answered, or expired.
        ActionRefusee: declined without a reason.
    """
    row = own_seat(commission_id, auteur)
    db.session.refresh(row, ["reponse"], with_for_update=True)
    require(may_answer_invitation(row, now))
    if not accepte and not motif.strip():
        raise ActionRefusee("Dites en quelques mots pourquoi vous déclinez.", "motif")
    row.reponse = ReponseInvitation.ACCEPTEE if accepte else ReponseInvitation.DECLINEE
    row.repondue_at, row.motif_refus = now, "" if accepte else motif.strip()
    if accepte:
        words = mandate_words(row)
        record("commission_invitation_acceptee", row, auteur=auteur, now=now, membre=auteur.nom_complet, qualite=words)
    else:
        record(
            "commission_invitation_declinee",
            row,
            auteur=auteur,
            now=now,
            motif=row.motif_refus,
            membre=auteur.nom_complet,
        )
    return row


def _held(
    commission_id: uuid.UUID, membre_id: uuid.UUID, version: int | None, auteur: Utilisateur
) -> tuple[Commission, MembreCommission]:
    commission = get_commission(commission_id, auteur)
    commission.expect_version(version)
    require(may_change_mandate(commission))
    return commission, _member(commission, membre_id)


def set_mandate(
    commission_id: uuid.UUID,
    membre_id: uuid.UUID,
    debut: date | None,
    fin: date | None,
    *,
    version: int | None,
    auteur: Utilisateur,
    now: datetime,
) -> MembreCommission:
    """Set the days of a mandate; out of them, nothing opens for the member from her next request on (S13).

    Raises:
        ActionRefusee: the end comes before the beginning.
    """
    commission, row = _held(commission_id, membre_id, version, auteur)
    if debut and fin and fin < debut:
        raise ActionRefusee("La fin du mandat vient avant son début.", "fin")
    row.mandat_debut, row.mandat_fin = debut, fin
    touch(commission)
    record(
        "commission_mandat_modifie",
        row,
        auteur=auteur,
        now=now,
        membre=row.utilisateur.nom_complet,
        debut=debut.isoformat() if debut else "sans début",
        fin=fin.isoformat() if fin else "sans fin",
    )
    return row


def end_mandate(
    commission_id: uuid.UUID,
    membre_id: uuid.UUID,
    motif: str,
    remplacant_id: uuid.UUID | None = None,
    *,
    lien: str,
    version: int | None,
    auteur: Utilisateur,
    now: datetime,
) -> MembreCommission:
    """Record a resignation or a loss of capacity; whoever replaces the member does it for the remaining term.

    Raises:
        ActionRefusee: no reason, already gone, or a replacement who may not sit.
    """
    commission, row = _held(commission_id, membre_id, version, auteur)
    if row.sortie_at is not None:
        raise ActionRefusee("Le mandat de cette personne a déjà pris fin.")
    if not motif.strip():
        raise ActionRefusee("Dites pourquoi le mandat prend fin.", "motif")
    row.sortie_at, row.motif_sortie = now, motif.strip()
    touch(commission)
    record(
        "commission_mandat_termine",
        row,
        auteur=auteur,
        now=now,
        motif=row.motif_sortie,
        membre=row.utilisateur.nom_complet,
    )
    if remplacant_id is not None:
        require(may_compose(commission))
        command = CommandeMembre(
            remplacant_id, Qualite(row.qualite), Voix(row.voix), row.titulaire_id, mandat_fin=row.mandat_fin
        )
        _seat(commission, command, row.id, lien=lien, auteur=auteur, now=now)
    return row


def hinder(
    commission_id: uuid.UUID,
    membre_id: uuid.UUID,
    motif: str,
    *,
    empeche: bool,
    version: int | None,
    auteur: Utilisateur,
    now: datetime,
) -> MembreCommission:
    """Note that a member cannot sit, so that her alternate acts on every file; or that she can again.

    Raises:
        ActionRefusee: no reason, or nothing changes.
    """
    commission, row = _held(commission_id, membre_id, version, auteur)
    if empeche == (row.empechee_at is not None):
        raise ActionRefusee("L’empêchement est déjà enregistré." if empeche else "Cette personne n’est pas empêchée.")
    if empeche and not motif.strip():
        raise ActionRefusee("Dites ce qui l’empêche de siéger.", "motif")
    row.empechee_at, row.motif_empechement = (now, motif.strip()) if empeche else (None, "")
    touch(commission)
    record(
        "commission_membre_empeche" if empeche else "commission_empechement_leve",
        row,
        auteur=auteur,
        now=now,
        motif=row.motif_empechement,
        membre=row.utilisateur.nom_complet,
    )
    return row
