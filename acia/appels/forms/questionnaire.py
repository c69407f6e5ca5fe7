"""Form of the wording of a part: words, help and, where the call may say so, compulsion of each question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from wtforms import StringField, TextAreaField
from wtforms.validators import DataRequired, Length

from acia.appels.rules import AIDE_MAX, LIBELLE_MAX, Question
from acia.appels.service import QuestionsSaisies
from acia.core.forms import VersionedForm, checkbox, strip, text_field


class LibellesForm(VersionedForm):
    """What every part shares: the reason of the change."""

    motif = text_field("Pourquoi ce changement", 500)


def wording_form(questions: Sequence[Question]) -> type[LibellesForm]:
    """The form of a part: three fields a question."""
    champs: dict[str, Any] = {}
    for question in questions:
        champs[f"libelle_{question.champ}"] = StringField(
            "Libellé",
            filters=[strip],
            validators=[DataRequired("Écrivez la question."), Length(max=LIBELLE_MAX)],
        )
        champs[f"aide_{question.champ}"] = TextAreaField("Aide", filters=[strip], validators=[Length(max=AIDE_MAX)])
        if question.reglable:
            champs[f"obligatoire_{question.champ}"] = checkbox("Réponse obligatoire")
    return type("LibellesForm", (LibellesForm,), champs)


def wording_values(questions: Sequence[Question]) -> dict[str, Any]:
    """What the form shows."""
    values: dict[str, Any] = {}
    for question in questions:
        values[f"libelle_{question.champ}"] = question.libelle
        values[f"aide_{question.champ}"] = question.aide
        values[f"obligatoire_{question.champ}"] = question.obligatoire
    return values


def wording_typed(form: LibellesForm, questions: Sequence[Question]) -> QuestionsSaisies:
    """The questions as typed."""
    typed = tuple(
        replace(
            question,
            libelle=form[f"libelle_{question.champ}"].data or "",
            aide=form[f"aide_{question.champ}"].data or "",
            obligatoire=form[f"obligatoire_{question.champ}"].data if question.reglable else question.obligatoire,
        )
        for question in questions
    )
    return QuestionsSaisies(typed, form.motif.data or "")
