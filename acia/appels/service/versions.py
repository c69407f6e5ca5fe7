"""Versions of the wording of a call's questions: copied with a call, and sealed by its publication."""

from __future__ import annotations

from datetime import datetime

from acia.appels.models import Appel, VersionQuestionnaire
from acia.appels.queries import questionnaire_of
from acia.appels.rules import as_stored
from acia.comptes.models import Utilisateur
from acia.core.db import db


def copy_questions(source: Appel, target: Appel, *, auteur: Utilisateur, now: datetime) -> None:
    """Give a new call the last wording of another one."""
    known = questionnaire_of(source.id)
    if known.numero:
        motif = f"Copie de l’appel {source.code}"
        db.session.add(
            VersionQuestionnaire(
                appel=target, numero=1, contenu=as_stored(known), motif=motif, auteur_id=auteur.id, cree_at=now
            )
        )


def freeze_questions(appel: Appel, *, auteur: Utilisateur, now: datetime) -> None:
    """Keep the wording of a call on the day it is published, even if it is that of the house."""
    known = questionnaire_of(appel.id)
    if not known.numero:
        db.session.add(
            VersionQuestionnaire(
                appel=appel,
                numero=1,
                contenu=as_stored(known),
                motif="Publication de l’appel",
                auteur_id=auteur.id,
                cree_at=now,
            )
        )
