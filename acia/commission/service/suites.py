"""After the notices are sent: the establishment reads, the officer sends again or posts a registered letter (E47).

A notice is named by its commission and its decision, or, without a commission, by its letter of ineligibility.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from acia.candidatures.models import Candidature
from acia.commission.mails import send_notice_again
from acia.commission.models import LectureDecision, Selection, SuiteNotification
from acia.commission.queries import (
    NoticeSuivie,
    get_commission,
    get_letter_sent,
    get_selection,
    notice_of,
    notice_of_file,
    people_to_write,
)
from acia.commission.queries.suites import Decision, get_ineligibility
from acia.commission.rules.suites import LIBELLES_ISSUE_RECOMMANDE, GenreSuite, IssueRecommande
from acia.comptes.models import Utilisateur
from acia.core.audit import declare_events, record
from acia.core.clock import date_in_words
from acia.core.db import db
from acia.core.errors import AccesRefuse, ActionRefusee, ConflitVersion, Introuvable
from acia.core.mail import Courriel
from acia.eligibilite.mails import mail_ineligibility

declare_events(
    {
        "commission_decision_lue": "Décision sur le dossier {numero} lue par l’établissement.",
        "commission_notification_renvoyee": "Notification du dossier {numero} renvoyée par courriel à {destinataire}.",
        "commission_notification_revenue": "Courriel de notification du dossier {numero} noté comme revenu.",
        "commission_recommande_envoye": "Décision sur le dossier {numero} envoyée en recommandé n° {suivi} le {jour}.",
        "commission_recommande_issue": "Recommandé n° {suivi} du dossier {numero} : {issue} le {jour}.",
    },
    keys={
        "commission_decision_lue": ("numero",),
        "commission_notification_renvoyee": ("numero", "destinataire"),
        "commission_notification_revenue": ("numero",),
        "commission_recommande_envoye": ("numero", "suivi", "jour"),
        "commission_recommande_issue": ("numero", "suivi", "issue", "jour"),
    },
)


@dataclass(frozen=True)
class Recommande:
    """A registered letter posted: the day, and the number that follows it."""

    expedie_le: date
    numero_suivi: str


def take_note(candidature: Candidature, *, auteur: Utilisateur, now: datetime) -> LectureDecision:
    """Keep who first said, for the establishment, that she has read the decision: the remedies run from that day.

    Raises:
        Introuvable: nothing is notified.
        AccesRefuse: she only reads the file.
    """
    notice = notice_of_file(candidature, now)
    if notice is None:
        raise Introuvable()
    if auteur.id not in {person.id for person in people_to_write(candidature)}:
        raise AccesRefuse("Une personne qui écrit ou signe ce dossier le dit pour l’établissement.")
    if notice.lecture is not None:
        return notice.lecture
    row = LectureDecision(**_of(notice), utilisateur_id=auteur.id, lue_at=now)
    db.session.add(row)
    db.session.flush()
    record("commission_decision_lue", notice.decision, auteur=auteur, now=now, numero=candidature.numero)
    return row


def send_again(
    commission_id: uuid.UUID | None,
    selection_id: uuid.UUID,
    destinataire_id: uuid.UUID,
    *,
    motif: str,
    lien: Callable[[Candidature], str],
    version: int | None,
    auteur: Utilisateur,
    now: datetime,
) -> SuiteNotification:
    """Send the notice once more by mail, with the same letter byte for byte, to a person of the file.

    Raises:
        ActionRefusee: somebody else acted meanwhile, or the person is not of the file.
    """
    notice = _seen(commission_id, selection_id, version, auteur, now)
    person = next((p for p in people_to_write(notice.candidature) if p.id == destinataire_id), None)
    if person is None:
        raise ActionRefusee("Choisissez une personne de ce dossier.", "destinataire")
    row = _next(notice, GenreSuite.RENVOI, auteur, now)
    row.motif = motif
    row.courriel = _send(notice, person, row.rang, lien, now)
    return _keep(row, "commission_notification_renvoyee", notice, destinataire=person.courriel)


def note_return(
    commission_id: uuid.UUID | None,
    selection_id: uuid.UUID,
    *,
    motif: str,
    version: int | None,
    auteur: Utilisateur,
    now: datetime,
) -> SuiteNotification:
    """Keep that the last mail came back, and what the server said of it."""
    notice = _seen(commission_id, selection_id, version, auteur, now)
    row = _next(notice, GenreSuite.RETOUR, auteur, now)
    row.motif = motif
    return _keep(row, "commission_notification_revenue", notice)


def note_registered_letter(
    commission_id: uuid.UUID | None,
    selection_id: uuid.UUID,
    command: Recommande,
    *,
    version: int | None,
    auteur: Utilisateur,
    now: datetime,
) -> SuiteNotification:
    """Keep that the letter was posted, registered.

    Raises:
        ActionRefusee: posted before the decision was sent, or later than today.
    """
    notice = _seen(commission_id, selection_id, version, auteur, now)
    if not notice.disponible <= command.expedie_le <= notice.today:
        raise ActionRefusee("La lettre part entre l’envoi des notifications et aujourd’hui.", "expedie_le")
    row = _next(notice, GenreSuite.RECOMMANDE, auteur, now)
    row.expedie_le, row.numero_suivi = command.expedie_le, command.numero_suivi
    jour = date_in_words(command.expedie_le)
    return _keep(row, "commission_recommande_envoye", notice, suivi=command.numero_suivi, jour=jour)


def note_letter_issue(
    commission_id: uuid.UUID | None,
    selection_id: uuid.UUID,
    suite_id: uuid.UUID,
    issue: IssueRecommande,
    jour: date,
    *,
    version: int | None,
    auteur: Utilisateur,
    now: datetime,
) -> SuiteNotification:
    """Keep what became of a registered letter, and when.

    Raises:
        ActionRefusee: said already, before it was posted, or later than today.
    """
    notice = notice_of(_decision(commission_id, selection_id, auteur), now)
    row = get_letter_sent(notice.decision, suite_id)
    row.expect_version(version)
    if row.issue is not None:
        raise ActionRefusee("Ce que cette lettre est devenue est déjà noté.")
    if row.expedie_le is None or not row.expedie_le <= jour <= notice.today:
        raise ActionRefusee("Ce jour est entre l’envoi de la lettre et aujourd’hui.", "jour")
    row.issue, row.issue_le = issue, jour
    db.session.flush()
    record(
        "commission_recommande_issue",
        notice.decision,
        auteur=auteur,
        now=now,
        numero=notice.candidature.numero,
        suivi=row.numero_suivi,
        issue=LIBELLES_ISSUE_RECOMMANDE[issue].lower(),
        jour=date_in_words(jour),
    )
    return row


def _decision(commission_id: uuid.UUID | None, decision_id: uuid.UUID, auteur: Utilisateur) -> Decision:
    if commission_id is None:
        return get_ineligibility(decision_id, auteur)
    return get_selection(get_commission(commission_id, auteur), decision_id)


def _of(notice: NoticeSuivie) -> dict[str, uuid.UUID]:
    """The key of what is told, for a row about it."""
    return {"selection_id" if notice.commission_id else "lettre_id": notice.decision.id}


def _send(
    notice: NoticeSuivie, person: Utilisateur, rang: int, lien: Callable[[Candidature], str], now: datetime
) -> Courriel:
    if isinstance(notice.decision, Selection):
        return send_notice_again(notice.decision, person, rang=rang, lien=lien, now=now)
    lettre = notice.decision
    cle, address = f"ineligibilite:{lettre.decision_id}:{rang}", lien(notice.candidature)
    return mail_ineligibility(notice.candidature, person, lettre.document, cle=cle, lien=address, now=now)


def _seen(
    commission_id: uuid.UUID | None,
    selection_id: uuid.UUID,
    version: int | None,
    auteur: Utilisateur,
    now: datetime,
) -> NoticeSuivie:
    notice = notice_of(_decision(commission_id, selection_id, auteur), now)
    if version is not None and version != notice.version:
        raise ConflitVersion()
    return notice


def _next(notice: NoticeSuivie, genre: GenreSuite, auteur: Utilisateur, now: datetime) -> SuiteNotification:
    # Two acts at the same instant want the same rank: the second is told, as for any conflict.
    return SuiteNotification(
        **_of(notice),
        rang=notice.version + 1,
        genre=genre,
        fait_par_id=auteur.id,
        fait_at=now,
        fait_par=auteur,
    )


def _keep(row: SuiteNotification, code: str, notice: NoticeSuivie, **donnees: str) -> SuiteNotification:
    db.session.add(row)
    db.session.flush()
    numero = notice.candidature.numero
    record(code, notice.decision, auteur=row.fait_par, now=row.fait_at, motif=row.motif, numero=numero, **donnees)
    return row
