"""Appeals against a decision: in time or not, what silence makes of them, what comes next (E45). Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from acia import cadre
from acia.commission.rules.delais import NOTIFICATION_PROUVEE, DelaiRecours, last_day
from acia.core.clock import add_months, date_in_words
from acia.core.rules import Constat, Niveau, Regle, Resultat

SILENCE_SUR_RECOURS: Final = Regle(
    "R44",
    "Deux mois de silence sur un recours gracieux ou hiérarchique valent rejet",
    "CRPA art. L. 411-2 et L. 411-7 ; CJA art. R. 421-2",
    Niveau.INFORMATION,
)


class GenreRecours(StrEnum):
    """To whom an appeal is addressed."""

    GRACIEUX = "gracieux"
    HIERARCHIQUE = "hierarchique"
    CONTENTIEUX = "contentieux"


class MoyenRecours(StrEnum):
    """How an appeal reached the service."""

    ACIA = "acia"
    COURRIEL = "courriel"
    COURRIER = "courrier"
    GREFFE = "greffe"


class IssueRecours(StrEnum):
    """How an appeal ended."""

    ACCEPTE = "accepte"
    PARTIEL = "partiel"
    REJETE = "rejete"
    RETIRE = "retire"
    JUGE = "juge"


ADMINISTRATIFS: Final = (GenreRecours.GRACIEUX, GenreRecours.HIERARCHIQUE)
LIBELLES_GENRE_RECOURS: Final = {
    GenreRecours.GRACIEUX: "Recours gracieux",
    GenreRecours.HIERARCHIQUE: "Recours hiérarchique",
    GenreRecours.CONTENTIEUX: "Recours contentieux",
}
LIBELLES_MOYEN: Final = {
    MoyenRecours.ACIA: "Déposé dans Acia",
    MoyenRecours.COURRIEL: "Courriel",
    MoyenRecours.COURRIER: "Courrier",
    MoyenRecours.GREFFE: "Transmis par le greffe du tribunal",
}
LIBELLES_ISSUE_RECOURS: Final = {
    IssueRecours.ACCEPTE: "Accepté",
    IssueRecours.PARTIEL: "Accepté en partie",
    IssueRecours.REJETE: "Rejeté",
    IssueRecours.RETIRE: "Retiré par son auteur",
    IssueRecours.JUGE: "Jugé",
}


def issues_of(genre: GenreRecours) -> tuple[IssueRecours, ...]:
    """How an appeal of this kind may end: a court judges, a service answers."""
    if genre is GenreRecours.CONTENTIEUX:
        return IssueRecours.JUGE, IssueRecours.RETIRE
    return IssueRecours.ACCEPTE, IssueRecours.PARTIEL, IssueRecours.REJETE, IssueRecours.RETIRE


@dataclass(frozen=True)
class RecoursForme:
    """What the clocks read of an appeal."""

    genre: GenreRecours
    recu_le: date
    issue: IssueRecours | None = None
    repondu_le: date | None = None


def silence_on(genre: GenreRecours, recu_le: date) -> date | None:
    """The day when silence on an appeal becomes its rejection; a court is never silent that way."""
    return add_months(recu_le, cadre.RECOURS_REJET_MOIS.valeur) if genre in ADMINISTRATIFS else None


def check_filed(delai: DelaiRecours, recu_le: date) -> Constat:
    """Say whether an appeal came in time; never blocking: the judge has the last word."""
    if delai.depuis is None or delai.jusqua is None:
        words = f"Dans le délai. {delai.explication}"
        return Constat(NOTIFICATION_PROUVEE, Resultat.SATISFAIT, words, valeur=str(recu_le))
    late = recu_le > delai.jusqua
    words = (
        f"Hors délai : reçu le {date_in_words(recu_le)}, le délai finissait le {date_in_words(delai.jusqua)}."
        if late
        else f"Dans le délai, qui finit le {date_in_words(delai.jusqua)}."
    )
    result = Resultat.NON_SATISFAIT if late else Resultat.SATISFAIT
    return Constat(NOTIFICATION_PROUVEE, result, words, valeur=str(recu_le), limite=str(delai.jusqua))


def check_silence(forme: RecoursForme, today: date) -> Constat:
    """What silence makes of an appeal: answered, running, or rejected by silence."""
    rejet = silence_on(forme.genre, forme.recu_le)
    if forme.issue is not None and forme.repondu_le is not None:
        words = f"{LIBELLES_ISSUE_RECOURS[forme.issue]} le {date_in_words(forme.repondu_le)}."
        return Constat(SILENCE_SUR_RECOURS, Resultat.SATISFAIT, words)
    if rejet is None:
        return Constat(
            SILENCE_SUR_RECOURS, Resultat.A_VERIFIER, "En cours devant le tribunal : aucun délai de silence."
        )
    limite = str(rejet)
    if today > rejet:
        words = f"Rejeté par votre silence le {date_in_words(rejet)} ; une réponse expresse reste possible."
        return Constat(SILENCE_SUR_RECOURS, Resultat.NON_SATISFAIT, words, limite=limite)
    words = f"À répondre avant le {date_in_words(rejet)} : ensuite, votre silence vaut rejet."
    return Constat(SILENCE_SUR_RECOURS, Resultat.A_VERIFIER, words, limite=limite)


@dataclass(frozen=True)
class DelaiContentieux:
    """Until when the court may be asked, appeals to the service counted; no day: not known yet."""

    jusqua: date | None
    explication: str


def court_delay(
    delai: DelaiRecours, recours: Sequence[RecoursForme], *, mois: int, departement: str, today: date
) -> DelaiContentieux:
    """The delay before the court: the first gracious and the first hierarchical appeal made in time interrupt it.

    It runs again from the last of their answers, or of the rejections that silence made.
    """
    if delai.jusqua is None:
        return DelaiContentieux(None, delai.explication)
    counted: dict[GenreRecours, RecoursForme] = {}
    for forme in sorted(recours, key=lambda r: r.recu_le):
        if forme.genre in ADMINISTRATIFS and forme.recu_le <= delai.jusqua:
            counted.setdefault(forme.genre, forme)
    if not counted:
        return DelaiContentieux(delai.jusqua, delai.explication)
    ends = [_end_of(forme, mois, departement, today) for forme in counted.values()]
    if any(end is None for end in ends):
        return DelaiContentieux(None, "Interrompu par un recours dans le délai : il repart en entier de la réponse.")
    jusqua = max(end for end in ends if end is not None)
    words = f"Interrompu, puis reparti : au plus tôt jusqu’au {date_in_words(jusqua)} inclus."
    return DelaiContentieux(jusqua, words)


def _end_of(forme: RecoursForme, mois: int, departement: str, today: date) -> date | None:
    """The end of the delay that an appeal started again, or nothing while it waits.

    An express rejection starts it once more only while the one of silence still runs (CJA art. R. 421-2).
    """
    silence = add_months(forme.recu_le, cadre.RECOURS_REJET_MOIS.valeur)
    after_silence = last_day(silence, mois, departement)
    if forme.repondu_le is not None and forme.repondu_le <= after_silence:
        return last_day(forme.repondu_le, mois, departement)
    return after_silence if today > silence else None


_SUITES: Final[dict[IssueRecours, tuple[str, ...]]] = {
    IssueRecours.ACCEPTE: (
        "La décision contestée ne change pas d’elle-même : l’autorité prend une nouvelle décision, écrite et motivée.",
        "Si le dossier devient retenu, il reste à trouver une place dans son département et à l’annoncer.",
        "Notifiez la nouvelle décision avec ses recours.",
    ),
    IssueRecours.PARTIEL: (
        "La décision contestée ne change pas d’elle-même : l’autorité décide de nouveau sur ce qui est admis.",
        "Dites dans la lettre ce qui est rejeté, pourquoi, et les recours.",
    ),
    IssueRecours.REJETE: (
        "La décision reste ce qu’elle est. Le délai pour saisir le tribunal repart de cette réponse.",
    ),
    IssueRecours.RETIRE: ("La décision reste ce qu’elle est.",),
    IssueRecours.JUGE: (
        "Exécutez le jugement : une décision annulée est à reprendre, en suivant ses motifs.",
        "Gardez le dossier en l’état jusqu’à la fin du délai d’appel.",
    ),
}


def steps_after(issue: IssueRecours) -> tuple[str, ...]:
    """What to do once an appeal is answered: nothing happens by itself."""
    return _SUITES[issue]
