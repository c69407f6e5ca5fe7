"""Visitors without an account sign up to webinars and ask questions; the service answers, or gives a webinar up."""

from __future__ import annotations

from typing import Final

from acia.appels import service
from acia.appels.queries import list_questions
from acia.core.db import transaction
from seeds.demo.calls import QUATRIEME, TROISIEME, Promotion, appel_of, cancel_link
from seeds.demo.people import BREIZH
from seeds.demo.scene import Stage

PAGE: Final = "https://acia.demo.invalid/appels"
QUESTION: Final = "Notre association gère une MECS et un SAEMO à Quimper : faut-il un dossier ou deux ?"
REPONSE: Final = service.ReponsePubliee(
    "Une association qui gère une MECS et un service d’AEMO dépose-t-elle un dossier ou deux ?",
    "Deux : un dossier par établissement, chacun avec son numéro FINESS. Leur instance peut rendre un avis commun.",
)
ATTENTE: Final = "L’avis du CSE peut-il être rendu après la date limite si la réunion est déjà convoquée ?"


def plan_visitors(stage: Stage) -> None:
    """Put in the agenda what visitors do."""
    for offset, name in ((-40, "direction"), (-38, "cse"), (-20, "educatrice")):
        stage.plan(offset, sign_up, stage, QUATRIEME, f"{name}.webinaire@demo.invalid", at=(18, 0))
    stage.plan(TROISIEME.ouverture + 2, sign_up, stage, TROISIEME, "curieuse@demo.invalid", at=(18, 0))
    stage.plan(TROISIEME.ouverture + 6, cancel, stage, TROISIEME, at=(15, 0))
    stage.plan(-30, ask, stage, QUESTION, at=(20, 0))
    stage.plan(-27, answer, stage, at=(9, 30))
    stage.plan(-3, ask, stage, ATTENTE, at=(21, 0))


def sign_up(stage: Stage, promotion: Promotion, courriel: str) -> None:
    """Somebody signs up to the webinar of a call."""
    with transaction():
        service.sign_up_webinaire(appel_of(promotion.code).id, courriel, lien=cancel_link, now=stage.now)


def cancel(stage: Stage, promotion: Promotion) -> None:
    """The webinar is given up."""
    appel, command = appel_of(promotion.code), service.WebinaireAppel()
    stage.act(service.edit_webinaire, appel.id, command, lien=cancel_link, version=None, by=BREIZH.courriel)


def ask(stage: Stage, texte: str) -> None:
    """Somebody asks a question on the open call."""
    command = service.QuestionPosee(texte, "visiteur@demo.invalid")
    with transaction():
        service.ask_question(appel_of(QUATRIEME.code).id, command, lien=PAGE, now=stage.now)


def answer(stage: Stage) -> None:
    """The first question gets its answer."""
    appel = appel_of(QUATRIEME.code)
    waiting = list_questions(appel.id)[0]
    stage.act(service.answer_question, appel.id, waiting.id, REPONSE, lien=PAGE, by=BREIZH.courriel)
