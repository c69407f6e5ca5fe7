"""The authority decides all files at once; notices are prepared, read, then released in one act."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from acia.candidatures.models import Candidature, EtatCandidature
from acia.candidatures.workflow import CANDIDATURE
from acia.commission.documents import produce_letter
from acia.commission.mails import prepare_notice, tell_departures
from acia.commission.models import Commission, Selection
from acia.commission.queries import (
    HORS_COMMISSION,
    decisions_for_member,
    get_commission,
    holds_office,
    ranking_of,
    selections_of,
)
from acia.commission.service.composition import touch
from acia.commission.workflow import EtatCommission, IssueSelection
from acia.comptes.models import Utilisateur
from acia.core.audit import declare_events, record
from acia.core.db import db
from acia.core.errors import ActionRefusee
from acia.core.mail import Courriel, EtatCourriel, release_mail

declare_events(
    {
        "commission_decidee": "Décisions de la commission « {nom} » prises au nom de {signataire} : {dossiers}.",
        "commission_decision": "Décision sur le dossier {numero} : {issue}.",
        "commission_notifications_preparees": "Notifications de la commission « {nom} » préparées : {dossiers}.",
        "commission_envoi_demande": "Envoi des notifications de la commission « {nom} » demandé, à confirmer par une "
        "autre personne.",
        "commission_notifications_envoyees": "Notifications de la commission « {nom} » envoyées : {dossiers}.",
    },
    keys={
        "commission_decidee": ("nom", "signataire", "dossiers"),
        "commission_decision": ("numero", "issue"),
        "commission_notifications_preparees": ("nom", "dossiers"),
        "commission_envoi_demande": ("nom",),
        "commission_notifications_envoyees": ("nom", "dossiers"),
    },
)


@dataclass(frozen=True)
class DecisionDossier:
    """What the authority decides on a file, and why when it departs from the proposal."""

    issue: str
    motif: str = ""


class DecisionsIncompletes(ActionRefusee):
    """One or more files lack a decision or its reason: `manques` gives the field and the sentence by proposal."""

    def __init__(self, manques: Mapping[uuid.UUID, tuple[str, str]]) -> None:
        super().__init__("Les décisions ne sont pas complètes.")
        self.manques = manques


def living(selections: list[Selection]) -> list[Selection]:
    """The proposals whose file has not been withdrawn since."""
    return [row for row in selections if row.candidature.etat not in HORS_COMMISSION]


def decide_selections(
    commission_id: uuid.UUID,
    decisions: Mapping[uuid.UUID, DecisionDossier],
    *,
    version: int | None,
    auteur: Utilisateur,
    now: datetime,
) -> list[Selection]:
    """Record the authority's decision on every file of the commission, in one act (R43).

    Raises:
        ActionRefusee: minutes not closed, or decided already (S57).
        DecisionsIncompletes: a file lacks its decision, or departs from the proposal without a reason.
    """
    commission = get_commission(commission_id, auteur)
    commission.expect_version(version)
    if commission.etat != EtatCommission.CLOSE:
        raise ActionRefusee("Le procès-verbal doit être clos avant la décision.")
    rows = living(selections_of(commission))
    if any(row.issue is not None for row in rows):
        raise ActionRefusee("Les décisions sont déjà prises.")
    missing = {row.id: gap for row in rows if (gap := _gap(row, decisions.get(row.id)))}
    if missing:
        raise DecisionsIncompletes(missing)
    for row in rows:
        _decide(row, decisions[row.id], auteur, now)
    touch(commission)
    record(
        "commission_decidee",
        commission,
        auteur=auteur,
        now=now,
        nom=commission.nom,
        signataire=f"{commission.appel.signataire_nom}, {commission.appel.signataire_qualite}",
        dossiers=len(rows),
    )
    return rows


def _gap(row: Selection, decision: DecisionDossier | None) -> tuple[str, str] | None:
    if decision is None or decision.issue not in set(IssueSelection):
        return "issue", "Choisissez la décision sur ce dossier."
    if decision.issue != row.proposition and not decision.motif.strip():
        return "motif", "La décision s’écarte de la proposition de la commission : dites pourquoi."
    return None


def _decide(row: Selection, decision: DecisionDossier, auteur: Utilisateur, now: datetime) -> None:
    row.issue, row.decidee_at, row.decidee_par_id = decision.issue, now, auteur.id
    row.motif_decision = decision.motif.strip() if decision.issue != row.proposition else ""
    record(
        "commission_decision",
        row,
        auteur=auteur,
        now=now,
        motif=row.motif_decision,
        numero=row.candidature.numero,
        issue=decision.issue,
    )


def prepare_notices(
    commission_id: uuid.UUID,
    *,
    lien: Callable[[Candidature], str],
    version: int | None,
    auteur: Utilisateur,
    now: datetime,
) -> int:
    """Compose the letter and the held mail of every decided file; prepared again, they replace the held ones.

    Raises:
        ActionRefusee: nothing decided, notices already sent, or a letter would lack what R44 asks for.
    """
    commission = get_commission(commission_id, auteur)
    commission.expect_version(version)
    touch(commission)
    # The version moves first: whoever prepares at the same instant is told before she removes what is held here.
    db.session.flush()
    rows = _decided(commission)
    # Letters made again have been read by nobody: who asked for their release asks again.
    commission.envoi_demande_at = commission.envoi_demande_par_id = None
    ranking = ranking_of(commission)
    for row in rows:
        _drop_held(row)
    for row in rows:
        row.document = produce_letter(row, ranking, rows, auteur=auteur, now=now)
        row.courriel = prepare_notice(row, row.document, lien=lien, now=now)
    record(
        "commission_notifications_preparees",
        commission,
        auteur=auteur,
        now=now,
        nom=commission.nom,
        dossiers=len(rows),
    )
    return len(rows)


def _decided(commission: Commission) -> list[Selection]:
    rows = living(selections_of(commission))
    if not rows or any(row.issue is None for row in rows):
        raise ActionRefusee("Les décisions ne sont pas prises : il n’y a rien à notifier.")
    if any(row.notifiee_at is not None for row in rows):
        raise ActionRefusee("Les notifications sont déjà envoyées.")
    return rows


def _drop_held(row: Selection) -> None:
    held = row.courriel
    if held is not None and held.etat == EtatCourriel.PREPARE:
        row.courriel = None
        db.session.flush()
        db.session.delete(held)
        db.session.flush()


def ask_release(
    commission_id: uuid.UUID, motif: str, *, version: int | None, auteur: Utilisateur, now: datetime
) -> Commission:
    """Say that the notices are read and may leave; another person releases them (S18).

    Raises:
        ActionRefusee: no reason given, a notice is not prepared, or they are already sent.
    """
    commission = get_commission(commission_id, auteur)
    commission.expect_version(version)
    _prepared(_decided(commission))
    _reasoned(motif)
    commission.envoi_demande_at, commission.envoi_demande_par_id = now, auteur.id
    touch(commission)
    record("commission_envoi_demande", commission, auteur=auteur, now=now, motif=motif.strip(), nom=commission.nom)
    return commission


def _reasoned(motif: str) -> None:
    if not motif.strip():
        raise ActionRefusee("Dites ce qui a été vérifié avant l’envoi : le journal le garde.", "motif")


def _prepared(rows: list[Selection]) -> list[tuple[Selection, Courriel]]:
    """Each decision with its held mail."""
    prepared = []
    for row in rows:
        if row.courriel is None or row.document is None:
            raise ActionRefusee(f"La notification de {row.candidature.nom} n’est pas préparée.")
        prepared.append((row, row.courriel))
    return prepared


def send_notices(
    commission_id: uuid.UUID, motif: str, *, lien_membre: str, version: int | None, auteur: Utilisateur, now: datetime
) -> int:
    """Release every notice and publish every decision in one transaction: all or none (S20), by a second person (S18).

    Each member is told, at `lien_membre`, where the authority departs from the proposals on files she may see (E44).

    Raises:
        ActionRefusee: a notice is not prepared, nobody asked for the release, the same person asked for it, no reason
            given, or they are already sent.
    """
    commission = get_commission(commission_id, auteur)
    commission.expect_version(version)
    rows = _decided(commission)
    prepared = _prepared(rows)
    if commission.envoi_demande_par_id is None:
        raise ActionRefusee("Demandez d’abord l’envoi : une deuxième personne le confirmera.")
    if commission.envoi_demande_par_id == auteur.id:
        raise ActionRefusee("Vous avez demandé cet envoi : une autre personne le confirme.")
    _reasoned(motif)
    for row, courriel in prepared:
        release_mail(courriel, now=now)
        row.notifiee_at = now
        _close_file(row.candidature)
    db.session.flush()
    _tell_members(commission, lien_membre, now)
    touch(commission)
    record(
        "commission_notifications_envoyees",
        commission,
        auteur=auteur,
        now=now,
        motif=motif.strip(),
        nom=commission.nom,
        dossiers=len(rows),
    )
    return len(rows)


def _tell_members(commission: Commission, lien: str, now: datetime) -> None:
    """Write once to each member in office who may see a file decided otherwise, and to nobody about a recused one."""
    for membre in commission.membres:
        if holds_office(membre) and membre.utilisateur.actif:
            ecarts = [row for row in decisions_for_member(membre) if row.ecart]
            if ecarts:
                tell_departures(membre, ecarts, lien=lien, now=now)


def _close_file(candidature: Candidature) -> None:
    """The examination of a file ends with its notice: it is no longer withdrawn by itself."""
    candidature.etat = CANDIDATURE.next_state(EtatCandidature(candidature.etat), "clore")
