"""The wording of a call's questions: freely changed in a draft, by a reasoned new version once published."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm.attributes import flag_modified

from acia.appels.models import Appel, EtatAppel, VersionQuestionnaire
from acia.appels.queries import list_versions, questionnaire_of
from acia.appels.rules import Question, Questionnaire, as_stored, reworded, with_changes
from acia.appels.service.appel import open_appel
from acia.comptes.models import Utilisateur
from acia.core.audit import declare_events, record
from acia.core.db import db
from acia.core.errors import ActionRefusee

declare_events(
    {"questionnaire_modifie": "Libellés de l’appel {appel} modifiés : {nombre}, version {numero}."},
    keys={"questionnaire_modifie": ("appel", "nombre", "numero")},
)


@dataclass(frozen=True)
class QuestionsSaisies:
    """The questions of one part as they are now worded, and why."""

    questions: tuple[Question, ...]
    motif: str = ""


def edit_questions(
    appel_id: uuid.UUID, command: QuestionsSaisies, *, version: int | None, auteur: Utilisateur, now: datetime
) -> None:
    """Change the wording of questions.

    Raises:
        ActionRefusee: nothing differs, the reason is missing, or nobody can answer any more.
    """
    appel = open_appel(appel_id, version, auteur)
    before = questionnaire_of(appel.id)
    after = with_changes(before, command.questions)
    changed = reworded(before, after)
    _check(appel, command, changed, now)
    row = _row_for(appel, after, command.motif, auteur, now)
    # The wording is a row of its own: the call's version must move with it.
    flag_modified(appel, "titre")
    record(
        "questionnaire_modifie",
        appel,
        auteur=auteur,
        now=now,
        motif=command.motif,
        appel=appel.code,
        nombre=len(changed),
        numero=row.numero,
    )


def _check(appel: Appel, command: QuestionsSaisies, changed: frozenset[str], now: datetime) -> None:
    if not changed:
        raise ActionRefusee("Aucun libellé n’a changé : il n’y a rien à enregistrer.")
    if appel.etat != EtatAppel.PUBLIE:
        return
    if appel.cloture_at is not None and appel.cloture_at <= now:
        raise ActionRefusee("Les candidatures sont closes : les libellés ne changent plus.")
    if not command.motif:
        raise ActionRefusee("L’appel est publié : dites pourquoi vous corrigez ce libellé.", "motif")


def _row_for(
    appel: Appel, questionnaire: Questionnaire, motif: str, auteur: Utilisateur, now: datetime
) -> VersionQuestionnaire:
    """A draft has one version, rewritten; a published call keeps them all."""
    versions = list_versions(appel.id)
    if versions and appel.etat != EtatAppel.PUBLIE:
        row = versions[0]
        row.contenu, row.auteur_id, row.cree_at = as_stored(questionnaire), auteur.id, now
        return row
    row = VersionQuestionnaire(
        appel=appel,
        numero=questionnaire.numero + 1,
        contenu=as_stored(questionnaire),
        motif=motif,
        auteur_id=auteur.id,
        cree_at=now,
    )
    db.session.add(row)
    db.session.flush()
    return row
