"""Appeals: lodged by the establishment or recorded by the officer, then answered (E45)."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from acia.candidatures.models import Candidature
from acia.commission.mails import send_appeal_receipt
from acia.commission.models import Recours
from acia.commission.queries import decided_file, get_appeal, notice_of_file, people_to_write
from acia.commission.queries.fermetures import closed_since, closed_words
from acia.commission.rules.recours import (
    LIBELLES_GENRE_RECOURS,
    LIBELLES_ISSUE_RECOURS,
    GenreRecours,
    IssueRecours,
    MoyenRecours,
    issues_of,
)
from acia.comptes.models import Utilisateur
from acia.core.audit import declare_events, record
from acia.core.clock import date_in_words, local_day
from acia.core.db import db
from acia.core.documents import Document, store_document
from acia.core.errors import AccesRefuse, ActionRefusee, Introuvable

declare_events(
    {
        "recours_recu": "{genre} sur le dossier {numero}, reçu le {jour}.",
        "recours_repondu": "{genre} sur le dossier {numero} : {issue} le {jour}.",
    },
    keys={"recours_recu": ("genre", "numero", "jour"), "recours_repondu": ("genre", "numero", "issue", "jour")},
)
Fichier = tuple[str, bytes]


@dataclass(frozen=True)
class RecoursEcrit:
    """What an establishment writes: its request, and a document."""

    envoi: uuid.UUID
    objet: str
    fichier: Fichier | None = None


@dataclass(frozen=True)
class RecoursRecu:
    """What an officer records of an appeal that came another way."""

    envoi: uuid.UUID
    numero: str
    genre: GenreRecours
    moyen: MoyenRecours
    auteur_nom: str
    objet: str
    recu_le: date
    fichier: Fichier | None = None


@dataclass(frozen=True)
class ReponseRecours:
    """How an appeal ended, when, why, and the letter that says so."""

    issue: IssueRecours
    repondu_le: date
    motif: str
    fichier: Fichier | None = None


def file_appeal(
    candidature: Candidature, command: RecoursEcrit, *, lien: str, auteur: Utilisateur, now: datetime
) -> Recours:
    """Lodge a gracious appeal, for the establishment, until its delay ends; its receipt leaves by mail.

    Raises:
        Introuvable: nothing is notified.
        AccesRefuse: she only reads the file.
        ActionRefusee: the delay is over, or the document is not accepted.
    """
    notice = notice_of_file(candidature, now)
    if notice is None:
        raise Introuvable()
    if auteur.id not in {person.id for person in people_to_write(candidature)}:
        raise AccesRefuse("Une personne qui écrit ou signe ce dossier forme le recours pour l’établissement.")
    known = _known(command.envoi, candidature)
    if known is not None:
        return known
    fin = notice.delai.jusqua
    if fin is not None and notice.today > fin:
        raise ActionRefusee(f"Le délai de recours est passé depuis le {date_in_words(fin)}.")
    row = Recours(
        envoi=command.envoi,
        candidature=candidature,
        genre=GenreRecours.GRACIEUX,
        moyen=MoyenRecours.ACIA,
        auteur_nom=auteur.nom_complet,
        objet=command.objet,
        recu_le=notice.today,
        document=_stored(command.fichier, auteur, now),
    )
    _keep(row, auteur, now)
    send_appeal_receipt(row, auteur, lien=lien, now=now)
    return row


def record_appeal(command: RecoursRecu, *, auteur: Utilisateur, now: datetime) -> Recours:
    """Record an appeal that came by another way; whether it is in time is said, and never blocks.

    Raises:
        ActionRefusee: no decided file of her territory has this number, or it came in the future.
    """
    candidature = decided_file(command.numero, auteur)
    if candidature is None:
        raise ActionRefusee("Aucun dossier de votre territoire, décidé et notifié, n’a ce numéro.", "numero")
    closed = closed_since(candidature.appel_id)
    if closed is not None:
        raise ActionRefusee(closed_words(closed), "numero")
    known = _known(command.envoi, candidature)
    if known is not None:
        return known
    if command.recu_le > local_day(now, candidature.appel.fuseau):
        raise ActionRefusee("Un recours n’est pas reçu demain.", "recu_le")
    row = Recours(
        envoi=command.envoi,
        candidature=candidature,
        genre=command.genre,
        moyen=command.moyen,
        auteur_nom=command.auteur_nom,
        objet=command.objet,
        recu_le=command.recu_le,
        document=_stored(command.fichier, auteur, now),
    )
    _keep(row, auteur, now)
    return row


def answer_appeal(
    recours_id: uuid.UUID, command: ReponseRecours, *, version: int | None, auteur: Utilisateur, now: datetime
) -> Recours:
    """Keep how an appeal ended. The decision it contests stays as it is.

    Raises:
        ActionRefusee: answered already, an end that this kind has not, no reason, or a day out of reach.
    """
    seen = get_appeal(recours_id, auteur, now)
    row, genre = seen.recours, GenreRecours(seen.recours.genre)
    row.expect_version(version)
    if row.issue is not None:
        raise ActionRefusee("Ce recours a déjà sa réponse.")
    if command.issue not in issues_of(genre):
        raise ActionRefusee("Cette fin n’est pas celle d’un recours de cette sorte.", "issue")
    if command.issue is not IssueRecours.RETIRE and not command.motif.strip():
        raise ActionRefusee("Écrivez les motifs de la réponse.", "motif")
    if not row.recu_le <= command.repondu_le <= seen.today:
        raise ActionRefusee("La réponse est donnée entre le jour du recours et aujourd’hui.", "repondu_le")
    row.issue, row.repondu_le, row.motif_reponse = command.issue, command.repondu_le, command.motif.strip()
    row.reponse, row.repondu_par_id = _stored(command.fichier, auteur, now), auteur.id
    db.session.flush()
    record(
        "recours_repondu",
        row.candidature,
        auteur=auteur,
        now=now,
        motif=row.motif_reponse,
        genre=LIBELLES_GENRE_RECOURS[genre],
        numero=row.candidature.numero,
        issue=LIBELLES_ISSUE_RECOURS[command.issue].lower(),
        jour=date_in_words(command.repondu_le),
    )
    return row


def _known(envoi: uuid.UUID, candidature: Candidature) -> Recours | None:
    rows = select(Recours).where(Recours.envoi == envoi, Recours.candidature_id == candidature.id)
    return db.session.execute(rows).scalar_one_or_none()


def _stored(fichier: Fichier | None, auteur: Utilisateur, now: datetime) -> Document | None:
    if fichier is None:
        return None
    try:
        return store_document(*fichier, now=now, auteur_id=auteur.id)
    except ActionRefusee as refusal:
        refusal.champ = "fichier"
        raise


def _keep(row: Recours, auteur: Utilisateur, now: datetime) -> None:
    row.enregistre_par, row.enregistre_at = auteur, now
    db.session.add(row)
    db.session.flush()
    record(
        "recours_recu",
        row.candidature,
        auteur=auteur,
        now=now,
        genre=LIBELLES_GENRE_RECOURS[GenreRecours(row.genre)],
        numero=row.candidature.numero,
        jour=date_in_words(row.recu_le),
    )
