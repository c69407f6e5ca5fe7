"""The rules of a verdict: code, wording, legal source, what they do when they are not satisfied. Pure."""

from __future__ import annotations

from typing import Final

from acia.core.rules import Niveau, Regle

AMI: Final = "AMI Acia 2024"
CASF: Final = "CASF art. "
R2: Final = Regle("R2", "L’établissement se trouve dans un département de l’appel", AMI)
R12: Final = Regle("R12", "L’établissement a un numéro FINESS valide, le sien", AMI)
R13: Final = Regle(
    "R13", "Le numéro FINESS et l’établissement sont du même département", "Choix du programme", Niveau.ALERTE
)
R14: Final = Regle(
    "R14", "L’autorisation relève de l’aide sociale à l’enfance", f"{AMI} ; {CASF}L. 312-1 I 1° et L. 313-3"
)
R15: Final = Regle("R15", "L’arrêté joint prouve l’autorisation", f"{AMI} ; {CASF}L. 313-3")
R16: Final = Regle(
    "R16", "L’autorisation est en cours de validité", f"{CASF}L. 313-1 et L. 313-5 ; décret n° 88-949", Niveau.ALERTE
)
R17: Final = Regle("R17", "Le projet améliore les conditions de travail par des actions concrètes", AMI)
R18: Final = Regle("R18", "Direction, personnel et métiers sont associés, sur la base du volontariat", AMI)
R19: Final = Regle("R19", "L’instance représentative du personnel a rendu un avis favorable", AMI)
R20: Final = Regle(
    "R20", "L’avis a été réellement rendu : le silence ne vaut pas accord", "Code du travail, art. R. 2312-6"
)
R21: Final = Regle("R21", "L’avis porte sur le projet tel qu’il est présenté", "Choix du programme", Niveau.ALERTE)
R22: Final = Regle("R22", "Trois personnes différentes représentent l’établissement, une par rôle", AMI)
R23: Final = Regle("R23", "Les trois représentants s’engagent à participer à toutes les étapes", AMI)
R24: Final = Regle("R24", "L’établissement s’engage à venir à la première séance collective", AMI)
R25: Final = Regle("R25", "L’établissement s’engage à partager les enseignements", AMI)
R28: Final = Regle("R28", "L’établissement n’a qu’un dossier dans l’appel", "Choix du programme", Niveau.ALERTE)
R29: Final = Regle(
    "R29", "L’organisme gestionnaire n’a pas d’autre dossier dans l’appel", "Choix du programme", Niveau.ALERTE
)
EN_UN_MOT: Final[dict[str, str]] = {
    "R2": "Territoire",
    "R12": "Numéro FINESS",
    "R13": "Département",
    "R14": "Autorisation",
    "R15": "Arrêté",
    "R16": "Validité",
    "R17": "Projet",
    "R18": "Volontariat",
    "R19": "Avis favorable",
    "R20": "Avis rendu",
    "R21": "Avis à jour",
    "R22": "Représentants",
    "R23": "Participation",
    "R24": "Première séance",
    "R25": "Partage",
    "R28": "Doublon",
    "R29": "Gestionnaire",
}
"""What a rule is about, for those who do not know the codes by heart."""
