"""The words of a call on the form of a part: labels, help, and what is optional."""

from __future__ import annotations

from typing import Any

from wtforms import FormField

from acia.appels.rules import Questionnaire
from acia.candidatures.rules import InstanceAvis, Section


def word_form(form: Any, section: Section, questionnaire: Questionnaire, *, consultation: bool = True) -> None:
    """Give the fields of a part the words of the call; without `consultation`, an instance is always asked for (E8)."""
    questions = {question.champ: question for question in questionnaire.of_section(section)}
    for champ in _fields_of(form):
        question = questions.get(champ.short_name)
        if question is None:
            continue
        champ.label.text, champ.description = question.libelle, question.aide
        champ.flags.optional = not question.obligatoire and champ.type != "BooleanField"
    if section is Section.AVIS_CSE and not consultation:
        form.instance.choices = [choix for choix in form.instance.choices if choix.value != InstanceAvis.AUCUNE]


def _fields_of(form: Any) -> list[Any]:
    fields: list[Any] = []
    for champ in form:
        fields += list(champ.form) if isinstance(champ, FormField) else [champ]
    return fields
