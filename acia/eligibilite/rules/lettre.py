"""The notice of ineligibility: a closed list of reasons in law, facts taken from the findings (R26). Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final

from acia.core.rules import Niveau, Resultat

PIECES: Final = "PIECES"


@dataclass(frozen=True)
class Motif:
    """A reason an officer may give: its name in the form, and what the letter says of the rule."""

    libelle: str
    droit: str


@dataclass(frozen=True)
class Releve:
    """What a letter needs of a finding once the file is decided."""

    regle: str
    niveau: Niveau
    resultat: Resultat
    """The person's judgement when there is one."""
    phrase: str
    valeur: str
    jugement: str
    """The officer's own words, when she judged."""


_ENGAGEMENT: Final = "L’appel demande aux trois représentants de s’engager à {} (AMI Acia 2024)."
MOTIFS: Final[dict[str, Motif]] = {
    "R2": Motif(
        "Département hors de l’appel",
        "L’appel s’adresse aux seuls établissements des départements qu’il cite (AMI Acia 2024).",
    ),
    "R12": Motif(
        "Numéro FINESS",
        "L’appel s’adresse aux établissements qui ont leur propre numéro FINESS (AMI Acia 2024).",
    ),
    "R14": Motif(
        "Nature de l’autorisation",
        "L’appel s’adresse aux établissements autorisés au titre de l’aide sociale à l’enfance, seule ou avec la "
        "protection judiciaire de la jeunesse (AMI Acia 2024 ; code de l’action sociale et des familles, "
        "articles L. 312-1 et L. 313-3).",
    ),
    "R15": Motif(
        "Preuve de l’autorisation",
        "L’autorisation se prouve par l’arrêté qui la donne (AMI Acia 2024 ; code de l’action sociale et des "
        "familles, article L. 313-3).",
    ),
    "R17": Motif(
        "Contenu du projet",
        "Le projet doit améliorer les conditions de travail par des actions concrètes (AMI Acia 2024).",
    ),
    "R18": Motif(
        "Association des parties",
        "La direction, le personnel et les métiers sont associés au projet, et volontaires (AMI Acia 2024).",
    ),
    "R19": Motif(
        "Avis de l’instance",
        "L’instance qui représente le personnel doit avoir rendu un avis favorable au projet (AMI Acia 2024).",
    ),
    "R20": Motif(
        "Absence d’avis",
        "Sans avis rendu dans le délai d’un mois, l’instance est réputée avoir donné un avis négatif (code du "
        "travail, article R. 2312-6).",
    ),
    "R22": Motif(
        "Représentants",
        "Trois personnes différentes représentent l’établissement : direction, personnel, métiers (AMI Acia 2024).",
    ),
    "R23": Motif("Engagement de participer", _ENGAGEMENT.format("participer à toutes les étapes")),
    "R24": Motif("Engagement sur la première séance", _ENGAGEMENT.format("venir à la première séance collective")),
    "R25": Motif("Engagement de partager", _ENGAGEMENT.format("partager les enseignements")),
    PIECES: Motif(
        "Pièce demandée et non reçue",
        "Une pièce indispensable, demandée à l’établissement, n’a pas été reçue dans le délai fixé (code des "
        "relations entre le public et l’administration, article L. 114-5).",
    ),
}
"""Themes of the project, age of the arrêté (R16) and the other alerts are never reasons to put a file aside."""


def _grounds(releves: Iterable[Releve]) -> list[Releve]:
    return [
        r for r in releves if r.niveau is Niveau.BLOQUANT and r.resultat is Resultat.NON_SATISFAIT and r.regle in MOTIFS
    ]


def propose_reasons(releves: Iterable[Releve]) -> list[str]:
    """The reasons that the findings carry, in the order of the rules."""
    return [r.regle for r in _grounds(releves)]


def propose_facts(releves: Iterable[Releve]) -> str:
    """One paragraph a reason: what was found, then why; the officer reads it over and writes what lacks."""
    return "\n\n".join(_fact(r) for r in _grounds(releves))


def _fact(releve: Releve) -> str:
    why = releve.jugement or releve.phrase
    found = f" Nous avons lu : {releve.valeur}." if releve.valeur and not releve.jugement else ""
    return f"{MOTIFS[releve.regle].libelle} : {why}{found}"


def reasons_in_law(codes: Collection[str]) -> tuple[str, ...]:
    """The sentences of the letter, in the order of the list whatever the order of the boxes."""
    return tuple(motif.droit for code, motif in MOTIFS.items() if code in codes)
