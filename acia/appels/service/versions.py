"""First versions of a call's questions and documents: copied with a call, and sealed by its publication."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from acia.appels.models import Appel, VersionPieces, VersionQuestionnaire
from acia.appels.queries import pieces_of, questionnaire_of
from acia.appels.rules import as_stored, list_as_stored
from acia.comptes.models import Utilisateur
from acia.core.db import db

MOTIF_PUBLICATION: Final = "Publication de l’appel"


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
                motif=MOTIF_PUBLICATION,
                auteur_id=auteur.id,
                cree_at=now,
            )
        )


def freeze_pieces(appel: Appel, *, auteur: Utilisateur | None, now: datetime) -> None:
    """Keep the documents a call asks for on the day it is published."""
    db.session.add(
        VersionPieces(
            appel=appel,
            numero=1,
            contenu=list_as_stored(pieces_of(appel)),
            changements=[],
            motif=MOTIF_PUBLICATION,
            auteur_id=auteur.id if auteur else None,
            cree_at=now,
        )
    )
