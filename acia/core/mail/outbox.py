"""Outbox: rows written in the act's transaction, sent by the worker after the commit."""

from __future__ import annotations

import re
import socket
import ssl
import uuid
from copy import copy
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any

from flask import current_app, render_template
from flask_mail import Attachment, Connection, Mail, Message
from sqlalchemy import ForeignKey, String, Text, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from acia.core.db import Base, announce_work, db, enum_check, transaction
from acia.core.documents import Document, read_document
from acia.core.leases import EN_ATTENTE, Leased, due_rows, lease

MAX_TRIES = 5
LEASE = timedelta(minutes=5)
SMTP_TIMEOUT_S = 30


class _PatientConnection(Connection):
    """An SMTP connection that gives up on a silent server, and checks the server's certificate."""

    def configure_host(self) -> Any:
        plain: Any = copy(self.mail)
        plain.use_tls, plain.username = False, None
        before = socket.getdefaulttimeout()
        # The library gives no other way to say how long to wait.
        socket.setdefaulttimeout(SMTP_TIMEOUT_S)
        try:
            host = Connection(plain).configure_host()
        finally:
            socket.setdefaulttimeout(before)
        if self.mail.use_tls:
            host.starttls(context=ssl.create_default_context())
        if self.mail.username and self.mail.password:
            host.login(self.mail.username, self.mail.password)
        return host


class _PatientMail(Mail):
    def connect(self) -> Connection:
        return _PatientConnection(current_app.extensions["mail"])


mail = _PatientMail()


class EtatCourriel(StrEnum):
    """A held mail waits for a person to release it; a pending one waits for the worker."""

    PREPARE = "prepare"
    EN_ATTENTE = EN_ATTENTE
    ENVOYE = "envoye"
    ECHEC = "echec"


class Courriel(Leased, Base):
    """One message to one person, kept as it was written."""

    __tablename__ = "courriel"
    modele: Mapped[str] = mapped_column(String(60))
    destinataire: Mapped[str] = mapped_column(String(254), index=True)
    nom: Mapped[str] = mapped_column(String(160), default="")
    sujet: Mapped[str] = mapped_column(String(250))
    texte: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    calendrier: Mapped[str] = mapped_column(Text, default="")
    """iCalendar text, sent as an invitation."""
    calendrier_methode: Mapped[str] = mapped_column(String(10), default="")
    document_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("document.id"))
    objet_type: Mapped[str] = mapped_column(String(60), default="")
    objet_id: Mapped[str] = mapped_column(String(60), default="", index=True)
    envoye_at: Mapped[datetime | None]
    erreur: Mapped[str] = mapped_column(Text, default="")
    document: Mapped[Document | None] = relationship()

    __table_args__ = (enum_check("etat", EtatCourriel, "etat_connu"),)


def prepare_mail(
    modele: str,
    *,
    cle: str,
    destinataire: str,
    nom: str,
    now: datetime,
    objet: Any = None,
    contexte: dict[str, Any] | None = None,
    document: Document | None = None,
    calendrier: str = "",
    calendrier_methode: str = "",
    retenu: bool = False,
) -> Courriel:
    """Write a mail from `templates/courriels/<modele>/{sujet.txt,corps.txt,corps.html}` in the current transaction.

    A mail with the same `cle` is returned unchanged. `retenu` holds it until `release_mail`. Templates receive
    `contexte`, `nom` and `lien(chemin)` is done by the caller: give absolute addresses made from BASE_URL.
    """
    known = db.session.execute(select(Courriel).where(Courriel.cle == cle)).scalar_one_or_none()
    if known is not None:
        return known
    folder = f"courriels/{modele}"
    data = {"nom": nom, **(contexte or {})}
    row = Courriel(
        id=uuid.uuid4(),
        cle=cle,
        modele=modele,
        destinataire=destinataire,
        nom=_one_line(nom),
        sujet=_one_line(render_template(f"{folder}/sujet.txt", **data))[:250],
        texte=render_template(f"{folder}/corps.txt", **data).strip() + "\n",
        html=render_template(f"{folder}/corps.html", **data),
        calendrier=calendrier,
        calendrier_methode=calendrier_methode,
        document_id=document.id if document else None,
        objet_type=objet.__tablename__ if objet is not None else "",
        objet_id=str(objet.id) if objet is not None else "",
        etat=EtatCourriel.PREPARE if retenu else EtatCourriel.EN_ATTENTE,
        prochain_essai_at=now,
        cree_at=now,
    )
    db.session.add(row)
    db.session.flush()
    announce_work()
    return row


def release_mail(row: Courriel, *, now: datetime) -> None:
    """Let a held mail go."""
    if row.etat == EtatCourriel.PREPARE:
        row.etat, row.prochain_essai_at = EtatCourriel.EN_ATTENTE, now
        announce_work()


def send_pending(now: datetime, limit: int = 200) -> int:
    """Send what is due, one transaction a message; a failing message waits and never blocks the others.

    Returns the number of messages sent.
    """
    return sum(_send_one(mail_id, now) for mail_id in due_rows(Courriel, now, limit))


def _send_one(mail_id: uuid.UUID, now: datetime) -> bool:
    if not lease(Courriel, mail_id, now, LEASE):
        return False
    failure = _attempt(mail_id)
    with transaction():
        row = db.session.get_one(Courriel, mail_id)
        row.erreur = failure
        if not failure:
            row.etat, row.envoye_at = EtatCourriel.ENVOYE, now
        elif row.essais >= MAX_TRIES:
            row.etat = EtatCourriel.ECHEC
    return not failure


def _attempt(mail_id: uuid.UUID) -> str:
    """Send one message, with no transaction open meanwhile (S64); return what went wrong, or an empty text."""
    row = db.session.get_one(Courriel, mail_id)
    if row.essais > MAX_TRIES:
        return "Envoi interrompu à chaque essai."
    try:
        message = _as_message(row)
        db.session.rollback()
        mail.send(message)
    except Exception as error:
        # Any failure of the network or of this one message must not stop the others.
        current_app.logger.warning("mail %s not sent: %s", mail_id, type(error).__name__)
        return f"{type(error).__name__} : {error}"[:500]
    return ""


def _as_message(row: Courriel) -> Message:
    message = Message(
        subject=row.sujet,
        recipients=[(row.nom, row.destinataire)] if row.nom else [row.destinataire],
        body=row.texte,
        html=row.html,
    )
    message.msgId = f"<{row.id}@{current_app.config['MAIL_DOMAIN']}>"
    if row.calendrier:
        kind = f"text/calendar; method={row.calendrier_methode}; charset=utf-8"
        message.alts[f"calendar; method={row.calendrier_methode}"] = row.calendrier
        message.attachments.append(Attachment("invitation.ics", kind, row.calendrier.encode()))
    if row.document:
        message.attachments.append(Attachment(row.document.nom, row.document.type_mime, read_document(row.document)))
    return message


def _one_line(text: str) -> str:
    """No line break can reach a header (S94)."""
    return re.sub(r"\s+", " ", text).strip()


def template_folder(modele: str) -> Path:
    """Folder of a mail template, for the tests that refuse an incomplete one."""
    return Path(current_app.root_path).parent / "templates" / "courriels" / modele
