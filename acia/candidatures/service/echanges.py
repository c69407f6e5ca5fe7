"""Write to the other side inside a file, and say that one has read what it wrote."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from acia.candidatures.mails import notice_message
from acia.candidatures.models import Candidature, Cote, LectureMessage, MessageDossier, PieceMessage
from acia.candidatures.policy import may_write_message, require
from acia.candidatures.queries import (
    capacity_of,
    get_readable,
    message_of_form,
    officers_of,
    people_of,
    side_of,
    thread_of,
    unread_messages,
)
from acia.comptes.avis import give_notice
from acia.comptes.models import Utilisateur
from acia.core.audit import declare_events, record
from acia.core.db import db
from acia.core.documents import store_document
from acia.core.errors import ActionRefusee

PIECES_MESSAGE_MAX: Final = 5
"""Documents joined to one message, at most."""

declare_events(
    {
        "message_envoye": "Message {cote}, {pieces} fichier(s) joint(s).",
        "messages_lus": "{nombre} message(s) {cote} marqué(s) comme lu(s).",
    },
    keys={"message_envoye": ("cote", "pieces"), "messages_lus": ("cote", "nombre")},
)
_DE: Final = {Cote.ETABLISSEMENT: "de l’établissement", Cote.SERVICE: "du service"}


@dataclass(frozen=True)
class EnvoiMessage:
    """A message to send: `envoi` was drawn with the form, `dernier` is the last message the page showed."""

    envoi: uuid.UUID
    contenu: str
    fichiers: tuple[tuple[str, bytes], ...] = ()
    dernier: uuid.UUID | None = None


def send_message(
    candidature_id: uuid.UUID, command: EnvoiMessage, *, auteur: Utilisateur, now: datetime, lien: str
) -> MessageDossier:
    """Write to the other side of a file, and tell its people by a notice that does not say what is written.

    The same form sent twice is one message. What the page showed of the other side is read.

    Raises:
        AccesRefuse: the author only reads, or the file is no longer examined.
        TypeRefuse: a document is not accepted.
    """
    row, droit = get_readable(candidature_id, auteur)
    require(may_write_message(row, droit, auteur))
    known = message_of_form(row.id, command.envoi, auteur)
    if known is not None:
        return known
    cote = side_of(row, auteur)
    message = MessageDossier(
        candidature_id=row.id,
        envoi=command.envoi,
        cote=cote,
        auteur_id=auteur.id,
        qualite=capacity_of(row, auteur, cote),
        contenu=command.contenu,
        ecrit_at=now,
    )
    message.pieces = _joined(command, auteur, now)
    db.session.add(message)
    db.session.flush()
    _mark(row, command.dernier, auteur, now)
    record("message_envoye", row, auteur=auteur, now=now, cote=_DE[cote], pieces=len(message.pieces))
    _tell_other_side(row, message, auteur, lien, now)
    return message


def _joined(command: EnvoiMessage, auteur: Utilisateur, now: datetime) -> list[PieceMessage]:
    if len(command.fichiers) > PIECES_MESSAGE_MAX:
        raise ActionRefusee(f"Joignez {PIECES_MESSAGE_MAX} fichiers au plus à un message.", "fichiers")
    pieces = []
    for rang, (nom, contenu) in enumerate(command.fichiers, 1):
        try:
            document = store_document(nom, contenu, now=now, auteur_id=auteur.id)
        except ActionRefusee as refusal:
            refusal.champ = "fichiers"
            raise
        pieces.append(PieceMessage(document=document, rang=rang))
    return pieces


def _tell_other_side(row: Candidature, message: MessageDossier, auteur: Utilisateur, lien: str, now: datetime) -> None:
    """One notice until it is read: its key is the first message that the person has not read yet."""
    cote = Cote(message.cote)
    readers = officers_of(row) if cote is Cote.ETABLISSEMENT else people_of(row.id)
    other = Cote.SERVICE if cote is Cote.ETABLISSEMENT else Cote.ETABLISSEMENT
    for person in readers:
        waiting = unread_messages(row.id, person, other)
        if person.id != auteur.id and waiting:
            give_notice(person, notice_message(row, cote, waiting[0], lien), now=now)


def mark_messages_read(
    candidature_id: uuid.UUID, dernier: uuid.UUID | None, *, auteur: Utilisateur, now: datetime
) -> int:
    """Say that one has read the other side's messages up to the last one shown; return how many were new."""
    row, _ = get_readable(candidature_id, auteur)
    return _mark(row, dernier, auteur, now)


def _mark(row: Candidature, dernier: uuid.UUID | None, auteur: Utilisateur, now: datetime) -> int:
    shown = [message.id for message in thread_of(row.id)]
    if dernier not in shown:
        return 0
    seen = set(shown[: shown.index(dernier) + 1])
    cote = side_of(row, auteur)
    waiting = [message for message in unread_messages(row.id, auteur, cote) if message.id in seen]
    qualite = capacity_of(row, auteur, cote)
    for message in waiting:
        db.session.add(LectureMessage(message_id=message.id, utilisateur_id=auteur.id, qualite=qualite, lue_at=now))
    if waiting:
        de = _DE[Cote(waiting[0].cote)]
        record("messages_lus", row, auteur=auteur, now=now, cote=de, nombre=len(waiting))
    db.session.flush()
    return len(waiting)
