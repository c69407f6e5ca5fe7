"""Questions about a call: asked by anybody, answered by its officers, published to all without who asked."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select

from acia.appels.mails import mail_question_answered, mail_question_asked
from acia.appels.models import Appel, EtatAppel, QuestionAppel
from acia.appels.rules import CONSERVATION, QUESTIONS_EN_ATTENTE_MAX
from acia.appels.service.appel import open_appel
from acia.comptes.models import Utilisateur
from acia.core.audit import declare_events, record
from acia.core.db import db
from acia.core.errors import ActionRefusee, Introuvable
from acia.core.mail import Courriel

declare_events(
    {
        "question_posee": "Question posée sur l’appel {appel}.",
        "question_repondue": "Réponse publiée sur l’appel {appel}.",
        "question_ecartee": "Question sur l’appel {appel} écartée sans publication.",
        "questions_adresses_effacees": "Adresses de {nombre} questions répondues ou écartées effacées.",
    },
    keys={
        "question_posee": ("appel",),
        "question_repondue": ("appel",),
        "question_ecartee": ("appel",),
        "questions_adresses_effacees": ("nombre",),
    },
)


@dataclass(frozen=True)
class QuestionPosee:
    """What a visitor asks, and where she wants her answer; an empty address wants none."""

    texte: str
    courriel: str


@dataclass(frozen=True)
class ReponsePubliee:
    """The question as it is published, and its answer."""

    question: str
    reponse: str


def ask_question(appel_id: uuid.UUID, command: QuestionPosee, *, lien: str, now: datetime) -> QuestionAppel:
    """Keep a question and tell the service; `lien` is the officers' page, for the mail.

    Raises:
        ActionRefusee: too many questions wait already.
    """
    appel = db.session.get(Appel, appel_id)
    if appel is None or appel.etat != EtatAppel.PUBLIE:
        raise Introuvable()
    waiting = select(func.count()).where(
        QuestionAppel.appel_id == appel_id, QuestionAppel.repondue_at.is_(None), QuestionAppel.ecartee_at.is_(None)
    )
    if db.session.execute(waiting).scalar_one() >= QUESTIONS_EN_ATTENTE_MAX:
        raise ActionRefusee(f"Beaucoup de questions attendent déjà une réponse : écrivez à {appel.contact_courriel}.")
    row = QuestionAppel(id=uuid.uuid4(), appel=appel, texte=command.texte, courriel=command.courriel, posee_at=now)
    db.session.add(row)
    record("question_posee", appel, auteur=None, now=now, appel=appel.code)
    mail_question_asked(row, lien=lien, now=now)
    return row


def answer_question(
    appel_id: uuid.UUID,
    question_id: uuid.UUID,
    command: ReponsePubliee,
    *,
    lien: str,
    auteur: Utilisateur,
    now: datetime,
) -> None:
    """Publish an answer, or correct a published one; the person who asked is told once.

    Raises:
        ActionRefusee: an address that asked would be published with the question.
    """
    row = _of_call(appel_id, question_id, auteur)
    if row.courriel and row.courriel in f"{command.question} {command.reponse}".casefold():
        raise ActionRefusee("L’adresse de la personne figure dans ce texte : retirez-la avant de publier.", "question")
    first = row.repondue_at is None
    row.question_publiee, row.reponse = command.question, command.reponse
    row.repondue_at, row.ecartee_at, row.traitee_par_id = now, None, auteur.id
    record("question_repondue", row.appel, auteur=auteur, now=now, appel=row.appel.code)
    if first and row.courriel:
        mail_question_answered(row, lien=lien, now=now)


def dismiss_question(appel_id: uuid.UUID, question_id: uuid.UUID, *, auteur: Utilisateur, now: datetime) -> None:
    """Set a question aside: nothing is published, nobody is told.

    Raises:
        ActionRefusee: it is answered already.
    """
    row = _of_call(appel_id, question_id, auteur)
    if row.repondue_at is not None:
        raise ActionRefusee("Cette question a déjà sa réponse publiée : corrigez-la plutôt.")
    if row.ecartee_at is not None:
        return
    row.ecartee_at, row.traitee_par_id = now, auteur.id
    record("question_ecartee", row.appel, auteur=auteur, now=now, appel=row.appel.code)


def _of_call(appel_id: uuid.UUID, question_id: uuid.UUID, auteur: Utilisateur) -> QuestionAppel:
    appel = open_appel(appel_id, None, auteur)
    row = db.session.get(QuestionAppel, question_id, with_for_update=True, populate_existing=True)
    if row is None or row.appel_id != appel.id:
        raise Introuvable()
    return row


def erase_askers(*, now: datetime) -> int:
    """Erase the addresses of questions dealt with for long enough, and the mails that bore them."""
    done_before = now - CONSERVATION
    rows = (
        db.session.execute(
            select(QuestionAppel)
            .where(
                QuestionAppel.courriel != "",
                func.coalesce(QuestionAppel.repondue_at, QuestionAppel.ecartee_at) <= done_before,
            )
            .order_by(QuestionAppel.id)
        )
        .scalars()
        .all()
    )
    for row in rows:
        db.session.execute(
            delete(Courriel).where(
                Courriel.objet_type == QuestionAppel.__tablename__,
                Courriel.objet_id == str(row.id),
                Courriel.destinataire == row.courriel,
            )
        )
        row.courriel = ""
    if rows:
        record("questions_adresses_effacees", rows[0].appel, auteur=None, now=now, nombre=len(rows))
    return len(rows)
