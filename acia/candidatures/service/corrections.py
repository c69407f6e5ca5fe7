"""Ask an applicant to correct named sections; answer, withdraw, or let the request expire (R27)."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.exc import IntegrityError

from acia.candidatures import mails
from acia.candidatures.models import (
    Candidature,
    DemandeCorrection,
    Droit,
    Ecrit,
    EtatCandidature,
    PieceReprise,
    PointCorrection,
    Reprise,
    Section,
)
from acia.candidatures.policy import may_answer_correction, may_request_correction, require
from acia.candidatures.queries import (
    EN_COURS,
    get_demande,
    get_own,
    get_readable,
    hold_candidature,
    known_pieces,
    limit_instant,
    living_pieces,
    may_still_deposit,
    officers_of,
    open_demande,
    people_of,
    reprise_of,
)
from acia.candidatures.rules import LIBELLES_MOTIF, LIBELLES_SECTION, MotifCorrection, limit_refusal
from acia.candidatures.service.reprise import CHAMPS_PERSONNE, open_copy, put_in_place
from acia.candidatures.workflow import DEMANDE, EtatDemande
from acia.comptes.avis import give_notice
from acia.comptes.models import Utilisateur
from acia.core.audit import declare_events, record
from acia.core.clock import date_in_words, local_day
from acia.core.db import db
from acia.core.errors import ActionRefusee, ConflitVersion

ENCORE_MODIFIABLE = (
    "La date limite n’est pas passée : l’établissement peut encore modifier sa candidature. Écrivez-lui dans les "
    "messages, ou commencez l’examen."
)
REPONSE_PAR_DEPOT = "La candidature a été déposée de nouveau."
DEJA_DEMANDEE = "Une correction est déjà demandée pour ce dossier : attendez la réponse, ou retirez la demande."

declare_events(
    {
        "correction_demandee": "Correction demandée avant le {limite} : {points}.",
        "correction_repondue": "Réponse à la demande de correction.",
        "correction_retiree": "Demande de correction retirée.",
        "correction_expiree": "Demande de correction restée sans réponse au {limite}.",
    },
    keys={"correction_demandee": ("limite", "points"), "correction_expiree": ("limite",)},
)


@dataclass(frozen=True)
class PointDemande:
    """What a section lacks."""

    section: Section
    motif: MotifCorrection
    precision: str = ""


@dataclass(frozen=True)
class NouvelleDemande:
    """A request to send: what to correct, and until which day."""

    points: tuple[PointDemande, ...]
    limite: date | None
    contenu: str = ""


def request_correction(
    candidature_id: uuid.UUID, command: NouvelleDemande, *, auteur: Utilisateur, now: datetime, lien: str
) -> DemandeCorrection:
    """Ask for a correction: the named sections open again, the clock of silence stops, its people are told.

    Raises:
        AccesRefuse: the author is not an officer of the région, or the file is no longer examined.
        ActionRefusee: nothing to correct, a day that does not suit, or a request already open.
    """
    hold_candidature(candidature_id)
    row, droit = get_readable(candidature_id, auteur)
    require(may_request_correction(auteur, row, droit))
    if row.etat == EtatCandidature.DEPOSEE and may_still_deposit(row, now):
        raise ActionRefusee(ENCORE_MODIFIABLE)
    limite = _checked_limit(row, command, now)
    demande = DemandeCorrection(
        candidature_id=row.id,
        etat=EtatDemande.OUVERTE,
        contenu=command.contenu,
        demandee_at=now,
        demandee_par_id=auteur.id,
        limite=limite,
        avant=snapshot_of(row),
        apres={},
    )
    demande.points = [
        PointCorrection(rang=rang, section=point.section, motif=point.motif, precision=point.precision)
        for rang, point in enumerate(command.points, 1)
    ]
    try:
        with db.session.begin_nested():
            db.session.add(demande)
    except IntegrityError as error:
        raise ActionRefusee(DEJA_DEMANDEE) from error
    _open_for_correction(row, demande, auteur, now)
    points = " ; ".join(f"{LIBELLES_SECTION[p.section]} ({LIBELLES_MOTIF[p.motif].lower()})" for p in command.points)
    jour = date_in_words(limite)
    record("correction_demandee", row, auteur=auteur, now=now, motif=command.contenu, limite=jour, points=points)
    for person in people_of(row.id):
        mails.mail_correction_requested(demande, row, person, lien, now)
    return demande


def _open_for_correction(row: Candidature, demande: DemandeCorrection, auteur: Utilisateur, now: datetime) -> None:
    """Open a working copy. What was begun before the deadline and never deposited is kept in the sections to correct,
    where it can still be sent; elsewhere it can no longer be, and gives way to what was deposited."""
    stale = reprise_of(row.id, hold=True)
    if stale is None:
        open_copy(row, auteur, now)
        return
    asked = [Section(point.section) for point in demande.points]
    asked_pieces = {piece.code for piece in known_pieces(row) if piece.section in asked}
    begun = _changed_sections(row, stale)
    sections, people = dict(stale.sections), dict(stale.personnes)
    joined = [(p.code, p.document, p.ajoutee_at) for p in living_pieces(stale) if p.code in asked_pieces]
    db.session.delete(stale)
    db.session.flush()
    copy = open_copy(row, auteur, now)
    copy.sections = {**copy.sections, **{s.value: sections[s] for s in asked if s in sections}}
    if Section.REPRESENTANTS in asked:
        copy.personnes = people
    copy.pieces = [p for p in copy.pieces if p.code not in asked_pieces] + [
        PieceReprise(code=code, document=document, ajoutee_at=at) for code, document, at in joined
    ]
    demande.non_depose = {
        "gardees": [s.value for s in Section if s in begun and s in asked],
        "ecartees": [s.value for s in Section if s in begun and s not in asked],
    }
    db.session.flush()


def _changed_sections(row: Candidature, copy: Reprise) -> set[Section]:
    """The sections in which a working copy is no longer what was deposited."""
    before, after = snapshot_of(row), snapshot_of(copy)
    asked = {piece.code: piece.section for piece in known_pieces(row)}
    found = {s for s in Section if before["sections"].get(s, {}) != after["sections"].get(s, {})}
    if before["representants"] != after["representants"]:
        found.add(Section.REPRESENTANTS)
    pieces = [{(document, code) for document, code, _ in snapshot["pieces"]} for snapshot in (before, after)]
    return found | {asked[code] for _, code in pieces[0] ^ pieces[1] if code in asked}


def _checked_limit(row: Candidature, command: NouvelleDemande, now: datetime) -> date:
    if not command.points:
        raise ActionRefusee("Choisissez au moins une partie à corriger.")
    if command.limite is None:
        raise ActionRefusee("Indiquez jusqu’à quel jour l’établissement peut répondre.", "limite")
    refusal = limit_refusal(command.limite, local_day(now, row.appel.fuseau))
    if refusal:
        raise ActionRefusee(refusal, "limite")
    return command.limite


def answer_correction(
    candidature_id: uuid.UUID,
    demande_id: uuid.UUID,
    texte: str,
    *,
    version: int | None,
    auteur: Utilisateur,
    now: datetime,
    lien: str,
) -> DemandeCorrection:
    """Send the corrections: the sections close again, the clock of silence runs again.

    Raises:
        AccesRefuse: the author does not sign.
        ActionRefusee: nothing was changed nor explained, or the last day is over.
        ConflitVersion: somebody else has answered otherwise.
    """
    row, droit = get_own(candidature_id, auteur)
    demande = get_demande(row.id, demande_id)
    require(may_answer_correction(droit))
    if demande.etat == EtatDemande.REPONDUE:
        if texte != demande.motif_cloture:
            # Somebody else answered first: her own words must not be believed sent.
            raise ConflitVersion()
        return demande
    demande.expect_version(version)
    if now >= limit_instant(demande):
        limite = date_in_words(demande.limite)
        raise ActionRefusee(f"Il fallait répondre au plus tard le {limite}. Écrivez au service dans les messages.")
    copy = reprise_of(row.id, hold=True)
    if not texte and (copy is None or snapshot_of(copy) == demande.avant):
        raise ActionRefusee("Rien n’a changé : corrigez les parties demandées, ou expliquez votre réponse.", "texte")
    if copy is not None:
        put_in_place(row, copy, now)
    row.modifiee_at = now
    _close(demande, "repondre", auteur, texte, snapshot_of(row), now)
    record("correction_repondue", row, auteur=auteur, now=now, motif=texte)
    mails.mail_correction_received(demande, row, auteur, lien, now)
    _tell_officers(demande, row, "a répondu à votre demande de correction", lien, now)
    return demande


def answer_by_deposit(row: Candidature, auteur: Utilisateur, now: datetime, lien: str) -> None:
    """A new deposit, when the deadline was moved meanwhile, answers the request that waits."""
    demande = open_demande(row.id)
    if demande is None:
        return
    _close(demande, "repondre", auteur, REPONSE_PAR_DEPOT, snapshot_of(row), now)
    record("correction_repondue", row, auteur=auteur, now=now, motif=REPONSE_PAR_DEPOT)
    _tell_officers(demande, row, "a répondu à votre demande de correction par un nouveau dépôt", lien, now)


def withdraw_correction(
    candidature_id: uuid.UUID,
    demande_id: uuid.UUID,
    motif: str,
    *,
    version: int | None,
    auteur: Utilisateur,
    now: datetime,
    lien: str,
) -> DemandeCorrection:
    """Withdraw a request: the file is again what was deposited, and the clock of silence runs again."""
    row, droit = get_readable(candidature_id, auteur)
    require(may_request_correction(auteur, row, droit))
    demande = get_demande(row.id, demande_id)
    demande.expect_version(version)
    _close(demande, "retirer", auteur, motif, _drop_copy(row), now)
    record("correction_retiree", row, auteur=auteur, now=now, motif=motif)
    phrase = "Le service a retiré sa demande de correction : vous n’avez plus rien à faire."
    for person in people_of(row.id):
        mails.mail_correction_ended(demande, row, person, phrase, lien, now)
    return demande


def expire_correction(demande_id: uuid.UUID, *, now: datetime, lien: str) -> bool:
    """Close a request whose last day is over; what was typed and never sent is no part of the file."""
    demande = db.session.get_one(DemandeCorrection, demande_id)
    if demande.etat != EtatDemande.OUVERTE or now < limit_instant(demande):
        return False
    row = demande.candidature
    if row.etat not in EN_COURS:
        # The file was withdrawn or decided meanwhile: nobody waits for anything any more.
        _close(demande, "retirer", None, "", _drop_copy(row), now)
        return True
    jour = date_in_words(demande.limite)
    _close(demande, "expirer", None, "", _drop_copy(row), now)
    record("correction_expiree", row, auteur=None, now=now, limite=jour)
    phrase = f"Le {jour}, nous n’avions pas reçu votre réponse : la candidature est examinée comme elle a été déposée."
    for person in people_of(row.id):
        mails.mail_correction_ended(demande, row, person, phrase, lien, now)
    _tell_officers(demande, row, "n’a pas répondu à votre demande de correction", lien, now)
    return True


def remind_correction(demande_id: uuid.UUID, jours: int, *, now: datetime, lien: str) -> int:
    """Remind those who can still write that the last day comes; the same day of the same request reminds once."""
    demande = db.session.get_one(DemandeCorrection, demande_id)
    if demande.etat != EtatDemande.OUVERTE or demande.candidature.etat not in EN_COURS:
        return 0
    people = people_of(demande.candidature_id, droits=(Droit.ECRIT, Droit.SIGNE))
    for person in people:
        mails.mail_correction_reminder(demande, demande.candidature, person, jours, lien, now)
    return len(people)


def _close(
    demande: DemandeCorrection, act: str, auteur: Utilisateur | None, texte: str, apres: dict[str, Any], now: datetime
) -> None:
    demande.etat = DEMANDE.next_state(EtatDemande(demande.etat), act)
    demande.close_at, demande.close_par_id = now, auteur.id if auteur else None
    demande.motif_cloture, demande.apres = texte, apres
    db.session.flush()


def _tell_officers(demande: DemandeCorrection, row: Candidature, verb: str, lien: str, now: datetime) -> None:
    for person in officers_of(row):
        give_notice(person, mails.notice_correction(demande, row, f"{row.nom} {verb}.", lien), now=now)


def snapshot_of(row: Ecrit) -> dict[str, Any]:
    """Answers, representatives and documents of a file, or of its working copy, as plain data."""
    people: list[Any] = list(row.representants)
    return {
        "sections": {nom: valeur for nom, valeur in row.sections.items() if nom != "enregistrees"},
        "representants": {r.role: {champ: getattr(r, champ) for champ in CHAMPS_PERSONNE} for r in people},
        "pieces": [[str(p.document_id or p.document.id), p.code, p.document.nom] for p in living_pieces(row)],
    }


def _drop_copy(row: Candidature) -> dict[str, Any]:
    """Throw the working copy away and return what was typed in it: the deposited content has never moved."""
    copy = reprise_of(row.id, hold=True)
    if copy is None:
        return {}
    typed = snapshot_of(copy)
    db.session.delete(copy)
    db.session.flush()
    return typed
