"""The règlement intérieur of a commission: its settings, our defaults, and where each figure comes from. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Any, Final

from acia import cadre
from acia.commission.rules.grille import NBSP


class Departage(StrEnum):
    """One step of the order that ends a tie."""

    CRITERE_1 = "critere_1"
    CRITERE_2 = "critere_2"
    NOTE_BASSE = "note_basse"
    MEDIANE = "mediane"
    VOIX_PRESIDENCE = "voix_presidence"
    TIRAGE = "tirage"


LIBELLES_DEPARTAGE: Final[dict[Departage, str]] = {
    Departage.CRITERE_1: "moyenne du premier critère",
    Departage.CRITERE_2: "moyenne du deuxième critère",
    Departage.NOTE_BASSE: "la plus haute des notes les plus basses",
    Departage.MEDIANE: "la plus haute médiane",
    Departage.VOIX_PRESIDENCE: "voix prépondérante de la présidence",
    Departage.TIRAGE: "tirage au sort de graine publiée",
}
PART_QUORUM: Final[dict[str, tuple[Fraction, str]]] = {
    "1/3": (Fraction(1, 3), "le tiers"),
    "1/2": (Fraction(1, 2), "la moitié"),
    "2/3": (Fraction(2, 3), "les deux tiers"),
}
PREAVIS: Final = {cadre.PREAVIS_CONVOCATION_JOURS.valeur: "CRPA art. R. 133-8", 15: "CASF art. R. 313-2-2"}


@dataclass(frozen=True)
class Reglement:
    """How the commission sits. The defaults are those of the CRPA for consultative commissions."""

    preavis_jours: int = cadre.PREAVIS_CONVOCATION_JOURS.valeur
    quorum: str = "1/2"
    distance_compte: bool = True
    seconde_sans_quorum: bool = True
    deport_reduit_total: bool = False
    """A member recused on a file leaves the members counted too, and not only those present."""
    voix_preponderante: bool = True
    procurations: bool = True
    departages: tuple[Departage, ...] = (
        Departage.CRITERE_1,
        Departage.CRITERE_2,
        Departage.VOIX_PRESIDENCE,
        Departage.TIRAGE,
    )

    @property
    def part(self) -> Fraction:
        """Share of the members that makes the quorum."""
        return PART_QUORUM[self.quorum][0]

    def needed(self, membres: int) -> int:
        """How many of these members make the quorum."""
        return -(-membres * self.part.numerator // self.part.denominator)

    def stored(self) -> dict[str, Any]:
        """The settings as plain data."""
        return {**vars(self), "departages": [step.value for step in self.departages]}


DEFAUT: Final = Reglement()


def read_reglement(data: Mapping[str, Any] | None) -> Reglement:
    """The settings from what is stored; our defaults for what is not."""
    if not data:
        return DEFAUT
    known = {key: value for key, value in data.items() if key in vars(DEFAUT)}
    if "departages" in known:
        known["departages"] = tuple(Departage(step) for step in known["departages"])
    return Reglement(**known)


def settled_steps(chosen: tuple[Departage, ...], preponderante: bool) -> tuple[Departage, ...]:
    """The steps as they apply: each once, the chair's voice if she has one, and the draw last: it ends any tie."""
    steps = [s for s in dict.fromkeys(chosen) if s != Departage.TIRAGE]
    if not preponderante:
        steps = [s for s in steps if s != Departage.VOIX_PRESIDENCE]
    return (*steps, Departage.TIRAGE)


@dataclass(frozen=True)
class Article:
    """One line of the règlement: what it settles, how, and the text it comes from."""

    objet: str
    valeur: str
    source: str
    ecart: bool = False
    """True when the value is not our default."""


def articles_of(reglement: Reglement) -> tuple[Article, ...]:
    """The règlement in words, each figure with its source; printed in the minutes."""

    def article(objet: str, champ: str, valeur: str, source: str) -> Article:
        return Article(objet, valeur, source, getattr(reglement, champ) != getattr(DEFAUT, champ))

    def said(champ: str, oui: str, non: str) -> str:
        return oui if getattr(reglement, champ) else non

    jours = reglement.preavis_jours
    steps = ", puis ".join(LIBELLES_DEPARTAGE[step] for step in reglement.departages)
    own = "règlement intérieur"
    return (
        article("Préavis de convocation", "preavis_jours", f"{jours}{NBSP}jours", PREAVIS.get(jours, own)),
        article(
            "Quorum",
            "quorum",
            f"{PART_QUORUM[reglement.quorum][1]} des membres à voix délibérative, présents ou représentés",
            "CRPA art. R. 133-10" if reglement.quorum == DEFAUT.quorum else own,
        ),
        article(
            "Présence à distance",
            "distance_compte",
            said("distance_compte", "compte dans le quorum", "ne compte pas dans le quorum"),
            "CRPA art. R. 133-10",
        ),
        article(
            "Seconde convocation",
            "seconde_sans_quorum",
            said("seconde_sans_quorum", "délibère sans quorum, même ordre du jour", "demande encore le quorum"),
            "CRPA art. R. 133-10",
        ),
        article(
            "Membre déporté d’un dossier",
            "deport_reduit_total",
            said("deport_reduit_total", "sort des présents et du total", "sort des présents, reste dans le total"),
            own if reglement.deport_reduit_total else "CRPA art. R. 133-10 et R. 133-12",
        ),
        article(
            "Voix de la présidence",
            "voix_preponderante",
            said("voix_preponderante", "prépondérante en cas de partage", "ordinaire"),
            "CRPA art. R. 133-11",
        ),
        article(
            "Procurations",
            "procurations",
            said("procurations", "une au plus par personne", "aucune"),
            "CRPA art. R. 133-9",
        ),
        article("Départage des égalités", "departages", steps, own),
    )
