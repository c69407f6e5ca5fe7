"""Reads of what visitors send: questions waiting, answered, set aside; how many signed up to a webinar."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select

from acia.appels.models import InscriptionWebinaire, QuestionAppel
from acia.core.db import db
from acia.core.errors import Introuvable


def list_answers(appel_id: uuid.UUID) -> Sequence[QuestionAppel]:
    """Return the questions published with their answers, the latest first."""
    rows = select(QuestionAppel).where(QuestionAppel.appel_id == appel_id, QuestionAppel.repondue_at.is_not(None))
    return list(db.session.execute(rows.order_by(QuestionAppel.repondue_at.desc(), QuestionAppel.id)).scalars())


def list_questions(appel_id: uuid.UUID) -> Sequence[QuestionAppel]:
    """Return every question of a call: those that wait first, the oldest first."""
    rows = select(QuestionAppel).where(QuestionAppel.appel_id == appel_id)
    settled = func.coalesce(QuestionAppel.repondue_at, QuestionAppel.ecartee_at).is_not(None)
    return list(db.session.execute(rows.order_by(settled, QuestionAppel.posee_at, QuestionAppel.id)).scalars())


def get_question(appel_id: uuid.UUID, question_id: uuid.UUID) -> QuestionAppel:
    """Return a question of this very call.

    Raises:
        Introuvable: unknown, or of another call.
    """
    row = db.session.get(QuestionAppel, question_id)
    if row is None or row.appel_id != appel_id:
        raise Introuvable()
    return row


def count_waiting(appel_id: uuid.UUID) -> int:
    """Return how many questions wait for an answer."""
    return db.session.execute(
        select(func.count()).where(
            QuestionAppel.appel_id == appel_id, QuestionAppel.repondue_at.is_(None), QuestionAppel.ecartee_at.is_(None)
        )
    ).scalar_one()


def count_sign_ups(appel_id: uuid.UUID) -> int:
    """Return how many people have signed up to the webinar."""
    return db.session.execute(select(func.count()).where(InscriptionWebinaire.appel_id == appel_id)).scalar_one()


def waiting_questions(appel_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, tuple[int, datetime]]:
    """Return, for each call that has some, how many questions wait and since when."""
    rows = (
        select(QuestionAppel.appel_id, func.count(), func.min(QuestionAppel.posee_at))
        .where(
            QuestionAppel.appel_id.in_(appel_ids),
            QuestionAppel.repondue_at.is_(None),
            QuestionAppel.ecartee_at.is_(None),
        )
        .group_by(QuestionAppel.appel_id)
        .order_by(QuestionAppel.appel_id)
    )
    return {appel_id: (count, since) for appel_id, count, since in db.session.execute(rows)}
