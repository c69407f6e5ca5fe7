"""The questions of a file: the fields are ours and typed; their wording, help and compulsion are data of the call.

A call keeps versions of this wording: a filed file is read with the one it was filed with, drafts follow the last.
Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Final


class TypeReponse(StrEnum):
    """What is answered to a question."""

    LIGNE = "ligne"
    TEXTE = "texte"
    DATE = "date"
    NOMBRE = "nombre"
    CASE = "case"
    CHOIX = "choix"
    CHOIX_MULTIPLE = "choix_multiple"


@dataclass(frozen=True)
class Question:
    """One question of a file, as the call words it."""

    section: str
    champ: str
    libelle: str
    aide: str = ""
    obligatoire: bool = True
    reglable: bool = False
    """The call may say whether an answer is compulsory. The others are settled by a rule, and stay so."""
    type: TypeReponse = TypeReponse.LIGNE

    @property
    def cle(self) -> str:
        """« projet.objectifs »."""
        return f"{self.section}.{self.champ}"


@dataclass(frozen=True)
class PartieDossier:
    """A part of a file: its title and how long it takes."""

    code: str
    titre: str
    minutes: int


PARTIES: Final = (
    PartieDossier("etablissement", "Votre établissement", 5),
    PartieDossier("autorisation", "Autorisation ASE", 10),
    PartieDossier("avis_cse", "Avis du CSE", 10),
    PartieDossier("projet", "Votre projet", 60),
    PartieDossier("representants", "Les trois représentants", 10),
    PartieDossier("engagements", "Engagements", 5),
)
MINUTES_EN_TOUT: Final = sum(partie.minutes for partie in PARTIES)
_T = TypeReponse


def time_in_words() -> str:
    """How long a whole file takes: « 1 h 40 »."""
    hours, minutes = divmod(MINUTES_EN_TOUT, 60)
    return f"{hours}\u00a0h\u00a0{minutes:02d}"


QUESTIONS: Final = (
    Question("etablissement", "identite_confirmee", "Oui, c’est bien notre établissement", type=_T.CASE),
    Question(
        "etablissement",
        "perimetre",
        "Service ou site concerné",
        "Si le numéro FINESS couvre plusieurs services ou plusieurs sites.",
        obligatoire=False,
        reglable=True,
    ),
    Question(
        "etablissement",
        "remarque",
        "Une information du registre est inexacte ?",
        "Dites-nous laquelle : le service la vérifiera.",
        obligatoire=False,
        type=_T.TEXTE,
    ),
    Question("autorisation", "nature", "Votre établissement est autorisé au titre de", type=_T.CHOIX),
    Question(
        "autorisation",
        "precision",
        "Précisez votre situation",
        "Pour un lieu de vie et d’accueil, ou toute autre situation.",
        obligatoire=False,
        type=_T.TEXTE,
    ),
    Question(
        "autorisation",
        "autorite",
        "Autorité qui a signé l’arrêté",
        "Le président du conseil départemental ; pour une double autorisation, avec le préfet.",
    ),
    Question("autorisation", "reference", "Numéro de l’arrêté", obligatoire=False, reglable=True),
    Question("autorisation", "date_arrete", "Date de l’arrêté d’autorisation", type=_T.DATE),
    Question(
        "autorisation",
        "renouvellement_tacite",
        "L’arrêté a plus de quinze ans et l’autorisation a été renouvelée tacitement",
        obligatoire=False,
        type=_T.CASE,
    ),
    Question(
        "autorisation",
        "date_habilitation",
        "Date de l’habilitation justice, si vous en avez une",
        obligatoire=False,
        type=_T.DATE,
    ),
    Question("avis_cse", "instance", "Instance consultée", type=_T.CHOIX),
    Question("avis_cse", "resultat", "Son avis sur le projet", type=_T.CHOIX),
    Question("avis_cse", "date_avis", "Date de l’avis", type=_T.DATE),
    Question("avis_cse", "pour", "Votes pour", type=_T.NOMBRE),
    Question("avis_cse", "contre", "Votes contre", type=_T.NOMBRE),
    Question("avis_cse", "abstention", "Abstentions", type=_T.NOMBRE),
    Question(
        "avis_cse",
        "reserves",
        "Réserves de l’instance",
        "Si l’avis est favorable avec réserves.",
        obligatoire=False,
        type=_T.TEXTE,
    ),
    Question(
        "avis_cse",
        "date_attendue",
        "Jour où l’avis est attendu",
        "Seulement si l’avis n’est pas encore rendu.",
        obligatoire=False,
        type=_T.DATE,
    ),
    Question("projet", "titre", "Titre du projet"),
    Question(
        "projet",
        "themes",
        "Thèmes concernés",
        "Un ou plusieurs. Le choix du thème ne compte pas dans la sélection.",
        type=_T.CHOIX_MULTIPLE,
    ),
    Question("projet", "objectifs", "Que voulez-vous améliorer, et pourquoi ?", type=_T.TEXTE),
    Question("projet", "actions", "Quelles actions envisagez-vous ?", type=_T.TEXTE),
    Question("projet", "calendrier", "Quelles étapes, à quelles dates ?", reglable=True, type=_T.TEXTE),
    Question("projet", "moyens", "Quel temps et quels moyens y consacrez-vous ?", reglable=True, type=_T.TEXTE),
    Question("projet", "evaluation", "Comment mesurerez-vous les effets ?", reglable=True, type=_T.TEXTE),
    Question("projet", "partage", "Comment partagerez-vous les enseignements ?", reglable=True, type=_T.TEXTE),
    Question("representants", "prenom", "Prénom"),
    Question("representants", "nom", "Nom"),
    Question("representants", "fonction", "Fonction"),
    Question("representants", "courriel", "Courriel professionnel"),
    Question("representants", "telephone", "Téléphone", obligatoire=False, reglable=True),
    Question(
        "engagements",
        "participation",
        "Nos trois représentants participeront aux quatre temps collectifs",
        type=_T.CASE,
    ),
    Question(
        "engagements",
        "premiere_seance",
        "Nous serons présents à la première réunion, dans les deux mois de la lettre d’engagement",
        type=_T.CASE,
    ),
    Question(
        "engagements",
        "partage",
        "Nous partagerons les enseignements : témoignages, récits ou vidéo",
        type=_T.CASE,
    ),
    Question(
        "engagements",
        "exactitude",
        "Je certifie que les réponses de cette candidature sont exactes",
        type=_T.CASE,
    ),
)
LIBELLE_MAX: Final = 200
AIDE_MAX: Final = 600


@dataclass(frozen=True)
class Questionnaire:
    """The questions of a call in one version; 0 is the wording of the house, before the call has any of its own."""

    numero: int
    questions: Mapping[str, Question]

    def of_section(self, section: str) -> list[Question]:
        """The questions of a part, in order."""
        return [question for question in self.questions.values() if question.section == section]

    def required(self, section: str, champ: str) -> bool:
        """Tell whether the call asks for an answer."""
        return self.questions[f"{section}.{champ}"].obligatoire

    def label(self, section: str, champ: str) -> str:
        """The question as it is worded."""
        return self.questions[f"{section}.{champ}"].libelle


PAR_DEFAUT: Final = Questionnaire(0, {question.cle: question for question in QUESTIONS})


def read_questionnaire(numero: int, contenu: Mapping[str, Mapping[str, Any]]) -> Questionnaire:
    """Read a stored version; what it does not know keeps the wording of the house."""
    return Questionnaire(numero, {q.cle: _worded(q, contenu.get(q.cle)) for q in QUESTIONS})


def _worded(question: Question, stored: Mapping[str, Any] | None) -> Question:
    if not stored:
        return question
    required = bool(stored.get("obligatoire", question.obligatoire)) if question.reglable else question.obligatoire
    return replace(
        question,
        libelle=str(stored.get("libelle") or question.libelle),
        aide=str(stored.get("aide", question.aide)),
        obligatoire=required,
    )


def as_stored(questionnaire: Questionnaire) -> dict[str, dict[str, Any]]:
    """The whole wording as JSON data: a version says everything by itself."""
    return {
        cle: {"libelle": q.libelle, "aide": q.aide, "obligatoire": q.obligatoire}
        for cle, q in questionnaire.questions.items()
    }


def with_changes(questionnaire: Questionnaire, changes: Iterable[Question]) -> Questionnaire:
    """The same questionnaire with other words; only wording, help and adjustable compulsion may differ."""
    stored = as_stored(questionnaire)
    for question in changes:
        stored[question.cle] = {
            "libelle": question.libelle, "aide": question.aide, "obligatoire": question.obligatoire
        }  # fmt: skip
    return read_questionnaire(questionnaire.numero, stored)


def reworded(before: Questionnaire, after: Questionnaire) -> frozenset[str]:
    """Keys of the questions that are not asked in the same words, or with the same compulsion."""
    return frozenset(cle for cle, q in after.questions.items() if before.questions.get(cle) != q)
