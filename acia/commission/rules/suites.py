"""Where a notice stands once it is sent: mail, registered letter, reading (E47). Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from acia import cadre
from acia.commission.rules.delais import GenrePreuve, Preuve
from acia.core.clock import date_in_words


class GenreSuite(StrEnum):
    """An act on a notice after its sending."""

    RENVOI = "renvoi"
    RETOUR = "retour"
    RECOMMANDE = "recommande"


class IssueRecommande(StrEnum):
    """What became of a registered letter."""

    REMIS = "remis"
    NON_RECLAME = "non_reclame"


LIBELLES_ISSUE_RECOMMANDE: Final = {
    IssueRecommande.REMIS: "Remis contre signature",
    IssueRecommande.NON_RECLAME: "Présenté, non réclamé",
}


class EtatEnvoi(StrEnum):
    """State of the last mail of a notice."""

    ATTENTE = "attente"
    ENVOYE = "envoye"
    REVENU = "revenu"
    AUCUN = "aucun"


LIBELLES_ENVOI: Final = {
    EtatEnvoi.ATTENTE: ("En attente d’envoi", "bleu"),
    EtatEnvoi.ENVOYE: ("Envoyé", "vert"),
    EtatEnvoi.REVENU: ("Revenu", "rouge"),
    EtatEnvoi.AUCUN: ("Sans courriel", "gris"),
}


@dataclass(frozen=True)
class Suite:
    """What the rules read of an act on a notice."""

    genre: GenreSuite
    jour: date
    motif: str = ""
    issue: IssueRecommande | None = None
    issue_le: date | None = None


@dataclass(frozen=True)
class Envoi:
    """The last mail: its state and what is to be said of it."""

    etat: EtatEnvoi
    detail: str = ""


def last_sending(suites: Sequence[Suite], courriel: Envoi) -> Envoi:
    """The state of the last mail, given what the post office of mails says of it; a return noted by hand wins."""
    for suite in reversed(suites):
        if suite.genre is GenreSuite.RETOUR:
            return Envoi(EtatEnvoi.REVENU, suite.motif)
        if suite.genre is GenreSuite.RENVOI:
            break
    return courriel


def proofs_of(lue_le: date | None, suites: Sequence[Suite]) -> tuple[Preuve, ...]:
    """What proves that the decision arrived: a reading, a registered letter handed over or left unclaimed."""
    proofs = [] if lue_le is None else [Preuve(GenrePreuve.LECTURE, lue_le)]
    for suite in suites:
        if suite.issue is not None and suite.issue_le is not None:
            handed = suite.issue is IssueRecommande.REMIS
            proofs.append(Preuve(GenrePreuve.REMISE if handed else GenrePreuve.PRESENTATION, suite.issue_le))
    return tuple(sorted(proofs, key=lambda p: p.jour))


def what_followed(acceptee_le: date | None, desistee_le: date | None) -> str:
    """What came after a notified decision, and what it leaves of its delay: each decision keeps its own (R44)."""
    words = []
    if acceptee_le is not None:
        words.append(
            f"Place acceptée le {date_in_words(acceptee_le)} : cette décision-là donne satisfaction à l’établissement, "
            "aucun délai ne court contre lui. Le délai dit ici est celui de la liste d’attente : il n’a pas changé."
        )
    if desistee_le is not None:
        words.append(
            f"Désistement reçu le {date_in_words(desistee_le)} : il ne change ni la décision notifiée, ni son délai."
        )
    return " ".join(words)


def what_is_missing(
    envoi: Envoi, suites: Sequence[Suite], preuves: Sequence[Preuve], *, disponible: date, today: date
) -> str:
    """Why the officer must act on a notice, in words; nothing when it is proved or when its time has not come."""
    if preuves:
        return ""
    letters = [s for s in suites if s.genre is GenreSuite.RECOMMANDE]
    if envoi.etat is EtatEnvoi.REVENU and not letters:
        return "Le courriel est revenu : envoyez-le à une autre adresse, ou par lettre recommandée."
    sent = [s.jour for s in suites if s.genre is not GenreSuite.RETOUR]
    last = max([disponible, *sent])
    days = cadre.NOTIFICATION_SANS_OUVERTURE_JOURS.valeur
    if today < last + timedelta(days=days):
        return ""
    if letters:
        return f"Lettre recommandée partie le {date_in_words(last)} : notez ce qu’elle est devenue."
    return f"Pas ouverte {days} jours après l’envoi : renvoyez-la, ou envoyez une lettre recommandée."
