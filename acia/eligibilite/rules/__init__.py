"""Rules R2 and R12 to R29 on the facts of one file, and what they suggest together. Pure.

R26 and R27 are acts of the officer (notice of ineligibility, request for a missing document): no verdict holds them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from acia.core.rules import Constat, Niveau, Regle, Resultat
from acia.eligibilite.rules import catalogue, dossier, registre
from acia.eligibilite.rules.faits import Faits, FaitsAppel, FaitsRegistre
from acia.eligibilite.rules.phrases import Phrase

__all__ = [
    "LIBELLES_SYNTHESE",
    "REGLES_JUGEES",
    "VERSION_REGLES",
    "Faits",
    "FaitsAppel",
    "FaitsRegistre",
    "Phrase",
    "Synthese",
    "evaluate",
    "explain_rules",
    "rules_table",
    "suggest",
    "to_judge",
    "with_register",
]

VERSION_REGLES: Final = "2027-2"
"""To be changed whenever a rule would find something else on the same facts: each verdict keeps the version it used."""


class Synthese(StrEnum):
    """What the rules suggest of a file. The officer decides."""

    ELIGIBLE = "eligible"
    INELIGIBLE = "ineligible"
    A_VERIFIER = "a_verifier"
    PIECES_ATTENDUES = "pieces_attendues"


LIBELLES_SYNTHESE: Final[dict[Synthese, str]] = {
    Synthese.ELIGIBLE: "Éligible",
    Synthese.INELIGIBLE: "Inéligible",
    Synthese.A_VERIFIER: "À vérifier",
    Synthese.PIECES_ATTENDUES: "Pièces attendues",
}
CONTROLES: Final[tuple[tuple[Regle, Callable[[Faits], Constat]], ...]] = (
    (catalogue.R2, registre.check_territoire),
    (catalogue.R12, registre.check_numero),
    (catalogue.R13, registre.check_departement),
    (catalogue.R14, registre.check_autorisation),
    (catalogue.R15, dossier.check_arrete),
    (catalogue.R16, dossier.check_validite),
    (catalogue.R17, dossier.check_projet),
    (catalogue.R18, dossier.check_volontariat),
    (catalogue.R19, dossier.check_avis),
    (catalogue.R20, dossier.check_silence),
    (catalogue.R21, dossier.check_actualite_avis),
    (catalogue.R22, dossier.check_trio),
    (catalogue.R23, dossier.check_participation),
    (catalogue.R24, dossier.check_premiere_seance),
    (catalogue.R25, dossier.check_partage),
    (catalogue.R28, registre.check_doublon),
    (catalogue.R29, registre.check_gestionnaire),
)
REGLES_JUGEES: Final = frozenset({"R15", "R17", "R18"})
"""Rules that no computation can settle: at best they tell the officer what to read."""
REGLES_DE_PIECES: Final = frozenset({"R15", "R19", "R20"})
"""Rules for which « inconnu » means that a document is still to come."""
_MOTS_NIVEAU: Final = {
    Niveau.BLOQUANT: "bloquante",
    Niveau.ALERTE: "alerte",
    Niveau.INFORMATION: "information",
}


def evaluate(faits: Faits) -> list[Constat]:
    """Run every rule on the facts, in the order of their codes."""
    return [check(faits) for _regle, check in CONTROLES]


def to_judge(constats: Iterable[Constat], jugements: Mapping[str, Resultat]) -> list[str]:
    """Codes of the findings that still wait for a person's judgement."""
    return [c.regle.code for c in constats if c.resultat is Resultat.A_VERIFIER and c.regle.code not in jugements]


def suggest(constats: Iterable[Constat], jugements: Mapping[str, Resultat]) -> Synthese:
    """What findings and judgements suggest together; a judgement replaces what the rule had found.

    A blocking rule that is not met wins over everything; then what is awaited; then what a person must still read.
    """
    findings = list(constats)
    blocking = [
        (c.regle.code, jugements.get(c.regle.code, c.resultat)) for c in findings if c.regle.niveau is Niveau.BLOQUANT
    ]
    if any(result is Resultat.NON_SATISFAIT for _code, result in blocking):
        return Synthese.INELIGIBLE
    if any(result is Resultat.INCONNU and code in REGLES_DE_PIECES for code, result in blocking):
        return Synthese.PIECES_ATTENDUES
    if to_judge(findings, jugements) or any(result is Resultat.INCONNU for _code, result in blocking):
        return Synthese.A_VERIFIER
    return Synthese.ELIGIBLE


def with_register(stored: Faits, before: Faits, after: Faits) -> Faits:
    """The facts of a verdict, with what the register alone has changed between two readings of its file.

    Neighbours of the file that are not the register's doing (a file deposited since) stay as the verdict knew them.
    """

    def moved(known: tuple[str, ...], was: tuple[str, ...], becomes: tuple[str, ...]) -> tuple[str, ...]:
        kept = [numero for numero in known if numero not in was or numero in becomes]
        return tuple(sorted({*kept, *(set(becomes) - set(was))}))

    return replace(
        stored,
        registre=after.registre,
        noms=tuple(sorted({*stored.noms, *after.noms})),
        remplaces=moved(stored.remplaces, before.remplaces, after.remplaces),
        doublons=moved(stored.doublons, before.doublons, after.doublons),
        meme_ej=moved(stored.meme_ej, before.meme_ej, after.meme_ej),
    )


@dataclass(frozen=True)
class RegleExpliquee:
    """A rule for those it applies to: what it does, who settles it, and every sentence it may say."""

    regle: Regle
    mot: str
    effet: str
    phrases: tuple[str, ...]


_EFFETS: Final = {
    Niveau.BLOQUANT: "Sans elle, le dossier n’est pas éligible.",
    Niveau.ALERTE: "Elle se signale et n’écarte personne.",
    Niveau.INFORMATION: "Elle informe.",
}
_SUR_UN_ENGAGEMENT: Final = frozenset({"R23", "R24", "R25"})


def explain_rules() -> list[RegleExpliquee]:
    """The rules in order, with their sentences; « … » stands for what depends on the file."""
    return [
        RegleExpliquee(regle, catalogue.EN_UN_MOT[regle.code], _EFFETS[regle.niveau], _phrases_of(regle.code))
        for regle, _check in CONTROLES
    ]


def _phrases_of(code: str) -> tuple[str, ...]:
    prefix = "ENGAGEMENT_" if code in _SUR_UN_ENGAGEMENT else f"{code}_"
    return tuple(re.sub(r"\{\w+\}", "…", phrase) for phrase in Phrase if phrase.name.startswith(prefix))


def rules_table() -> str:
    """The rules as a Markdown table, for the page of the stage; a test compares both."""
    lines = ["| Règle | Énoncé | Effet | Tranchée par | Source |", "|---|---|---|---|---|"]
    lines += [
        f"| {regle.code} | {regle.libelle} | {_MOTS_NIVEAU[regle.niveau]} "
        f"| {'une personne' if regle.code in REGLES_JUGEES else 'calcul'} | {regle.source} |"
        for regle, _check in CONTROLES
    ]
    return "\n".join(lines)
