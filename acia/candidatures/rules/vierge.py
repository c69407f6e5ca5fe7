"""The blank form of a call: questions, choices and documents as plain data, for the screen and the PDF. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from acia.appels.rules import PARTIES, Question, Questionnaire, TypeReponse
from acia.candidatures.rules.lecture import TITRES_ROLES
from acia.candidatures.rules.reponses import (
    LIBELLES_INSTANCE,
    LIBELLES_NATURE,
    LIBELLES_RESULTAT_AVIS,
    LIBELLES_THEMES,
)

CHOIX: Final[dict[str, tuple[str, ...]]] = {
    "autorisation.nature": tuple(LIBELLES_NATURE.values()),
    "avis_cse.instance": tuple(LIBELLES_INSTANCE.values()),
    "avis_cse.resultat": tuple(LIBELLES_RESULTAT_AVIS.values()),
    "projet.themes": tuple(LIBELLES_THEMES.values()),
}
_LIGNES: Final[dict[TypeReponse, int]] = {TypeReponse.TEXTE: 6}


def blank_form(
    questionnaire: Questionnaire, pieces: Iterable[Mapping[str, Any]], *, avis_differe: bool
) -> list[dict[str, Any]]:
    """Return the parts of the form with their questions and documents, each put under its `section`."""
    asked = list(pieces)
    return [
        {
            "code": partie.code,
            "titre": partie.titre,
            "minutes": partie.minutes,
            "groupes": list(TITRES_ROLES.values()) if partie.code == "representants" else [],
            "questions": [
                _question(question, avis_differe)
                for question in questionnaire.of_section(partie.code)
                if avis_differe or question.champ != "date_attendue"
            ],
            "pieces": [dict(piece) for piece in asked if piece["section"] == partie.code],
        }
        for partie in PARTIES
    ]


def _question(question: Question, avis_differe: bool) -> dict[str, Any]:
    choix = CHOIX.get(question.cle, ())
    if question.cle == "avis_cse.resultat" and not avis_differe:
        choix = choix[:-1]
    return {
        "cle": question.cle,
        "libelle": question.libelle,
        "aide": question.aide,
        "obligatoire": question.obligatoire,
        "type": question.type.value,
        "choix": list(choix),
        "lignes": _LIGNES.get(question.type, 1),
    }
