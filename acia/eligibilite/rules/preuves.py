"""Where each rule is proved: the part of the file, its documents, and what to ask the establishment for. Pure.

The sentences are read by an applicant in a correction request: one reviewed place, beside the words of the rules.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from acia.candidatures.rules import MotifCorrection, Section
from acia.core.rules import Resultat
from acia.eligibilite.rules.dossier import PIECE_ARRETE, PIECE_AVIS, PIECE_RENOUVELLEMENT


@dataclass(frozen=True)
class Preuve:
    """What proves a rule: a part of the file, documents by code, and the sentence that asks for what is lacking."""

    section: Section
    pieces: tuple[str, ...]
    demande: str


@dataclass(frozen=True)
class DemandePreparee:
    """A point of a correction request, proposed from a finding; the officer still reads and sends it."""

    section: Section
    motif: MotifCorrection
    precision: str


_NUMERO: Final = Preuve(
    Section.ETABLISSEMENT, (), "Vérifiez le numéro FINESS et l’adresse : ils doivent être ceux de votre établissement."
)
_TRIO: Final = (
    "Donnez le nom et l’adresse électronique de trois personnes différentes : direction, personnel, métiers du terrain."
)
_ENGAGEMENT: Final = "Dites si les trois représentants prennent cet engagement, et cochez-le si c’est le cas."
PREUVES: Final[dict[str, Preuve]] = {
    "R2": Preuve(Section.ETABLISSEMENT, (), "Vérifiez le département de l’établissement qui candidate."),
    "R12": _NUMERO,
    "R13": _NUMERO,
    "R14": Preuve(
        Section.AUTORISATION,
        (PIECE_ARRETE,),
        "Précisez qui a autorisé l’établissement : le département, ou le département et le préfet ensemble.",
    ),
    "R15": Preuve(
        Section.AUTORISATION,
        (PIECE_ARRETE,),
        "Joignez l’arrêté d’autorisation complet : on doit y lire sa date, qui l’a signé et les textes qu’il cite.",
    ),
    "R16": Preuve(
        Section.AUTORISATION,
        (PIECE_ARRETE, PIECE_RENOUVELLEMENT),
        "Votre arrêté a plus de quinze ans. Joignez l’arrêté qui le renouvelle, ou attestez sur l’honneur que "
        "l’autorisation s’est renouvelée tacitement. Votre candidature n’est pas écartée pour autant.",
    ),
    "R17": Preuve(Section.PROJET, (), "Décrivez une action concrète que vous voulez mener, et ce qu’elle changera."),
    "R18": Preuve(
        Section.REPRESENTANTS,
        (PIECE_AVIS,),
        "Dites comment la direction, le personnel et les métiers du terrain ont été associés, et qu’ils sont "
        "volontaires.",
    ),
    "R19": Preuve(
        Section.AVIS_CSE,
        (PIECE_AVIS,),
        "Joignez l’avis de l’instance qui représente le personnel : on doit y lire sa date, le vote et un avis "
        "favorable au projet.",
    ),
    "R20": Preuve(
        Section.AVIS_CSE,
        (PIECE_AVIS,),
        "Joignez l’avis rendu par l’instance. Si elle ne s’est pas prononcée, demandez-lui de le faire : son silence "
        "vaut un avis défavorable.",
    ),
    "R21": Preuve(
        Section.AVIS_CSE,
        (PIECE_AVIS,),
        "Confirmez que le projet n’a pas changé sur le fond depuis que l’instance a rendu son avis.",
    ),
    "R22": Preuve(Section.REPRESENTANTS, (), _TRIO),
    "R23": Preuve(Section.ENGAGEMENTS, (), _ENGAGEMENT),
    "R24": Preuve(Section.ENGAGEMENTS, (), _ENGAGEMENT),
    "R25": Preuve(Section.ENGAGEMENTS, (), _ENGAGEMENT),
}
"""R28 and R29 look at other files: nothing in this one proves them, nothing is asked for."""
_NOUVELLE_PIECE: Final = {"R15": PIECE_ARRETE, "R16": PIECE_RENOUVELLEMENT, "R19": PIECE_AVIS, "R20": PIECE_AVIS}
"""Rules proved by one document above all: when it is not joined, it is the document that is asked for."""


def prepare_demande(regle: str, resultat: Resultat, joined: Collection[str]) -> DemandePreparee | None:
    """What to ask the establishment for, when a finding is not met; nothing when nothing in the file would prove it."""
    preuve = PREUVES.get(regle)
    if preuve is None or resultat is Resultat.SATISFAIT:
        return None
    wanted = _NOUVELLE_PIECE.get(regle)
    if wanted is not None:
        motif = MotifCorrection.PIECE_ILLISIBLE if wanted in joined else MotifCorrection.PIECE_MANQUANTE
    elif resultat is Resultat.NON_SATISFAIT:
        motif = MotifCorrection.REPONSE_CONTRADICTOIRE
    else:
        motif = MotifCorrection.REPONSE_INCOMPLETE
    return DemandePreparee(preuve.section, motif, preuve.demande)
