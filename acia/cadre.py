"""Figures of the scheme, each with its source. Pure.

A call freezes these values when it is published (`appels.service.publish_appel`): a later change here never
reaches a published call. Sources are the keys of the call for applications (AMI 2024) and of the law.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Chiffre:
    """One figure of the scheme: its value, what it counts and where it comes from."""

    valeur: int
    libelle: str
    source: str


TAILLE_COHORTE_MIN: Final = Chiffre(
    4, "établissements au moins dans une cohorte", "AMI Acia 2024, « 4 à 5 établissements »"
)
TAILLE_COHORTE_MAX: Final = Chiffre(
    5, "établissements au plus dans une cohorte", "AMI Acia 2024, « 4 à 5 établissements »"
)
DELAI_PREMIERE_SEANCE_MOIS: Final = Chiffre(
    2, "mois au plus entre la lettre d’engagement et la première séance collective", "AMI Acia 2024"
)
DUREE_ACCOMPAGNEMENT_MOIS: Final = Chiffre(12, "mois d’accompagnement", "AMI Acia 2024")
REPRESENTANTS: Final = Chiffre(3, "représentants par établissement", "AMI Acia 2024")
VACANCE_ROLE_JOURS: Final = Chiffre(
    30, "jours de vacance du rôle d’un représentant avant une alerte", "Choix du programme"
)
TEMPS_COLLECTIFS: Final = Chiffre(4, "temps collectifs : deux journées et deux demi-journées", "AMI Acia 2024")
DUREE_AUTORISATION_ANS: Final = Chiffre(
    15, "ans de validité d’une autorisation, renouvelée tacitement", "CASF art. L. 313-1 et L. 313-5"
)
DUREE_HABILITATION_ANS: Final = Chiffre(5, "ans de validité d’une habilitation justice", "décret n° 88-949")
SILENCE_CSE_MOIS: Final = Chiffre(1, "mois de silence du CSE valent avis négatif", "Code du travail, art. R. 2312-6")
REJET_IMPLICITE_MOIS: Final = Chiffre(2, "mois de silence valent rejet", "CRPA art. L. 231-4")
RECOURS_MOIS: Final = Chiffre(2, "mois pour saisir le tribunal administratif", "CJA art. R. 421-1")
RECOURS_REJET_MOIS: Final = Chiffre(
    2, "mois de silence sur un recours gracieux ou hiérarchique valent rejet", "CRPA art. L. 411-7"
)
RECOURS_RAISONNABLE_MOIS: Final = Chiffre(
    12, "mois pour contester une décision connue, quand le délai n’est pas opposable", "CE, 13 juillet 2016, n° 387763"
)
RECOURS_ALERTE_JOURS: Final = Chiffre(
    15, "jours avant le rejet implicite d’un recours, à l’accueil", "Choix du programme"
)
NOTIFICATION_SANS_OUVERTURE_JOURS: Final = Chiffre(
    7, "jours sans ouverture avant de notifier une décision d’une autre façon", "Choix du programme"
)
PREAVIS_PIECE_JOURS: Final = Chiffre(
    15, "jours au moins avant la date limite pour demander une pièce de plus", "Choix du programme"
)
PREAVIS_CONVOCATION_JOURS: Final = Chiffre(5, "jours entre la convocation et la commission", "CRPA art. R. 133-8")
REPONSE_INVITATION_JOURS: Final = Chiffre(10, "jours pour répondre à une invitation à siéger", "Choix du programme")
DECLARATION_INTERETS_MOIS: Final = Chiffre(12, "mois de validité d’une déclaration d’intérêts", "Choix du programme")
REPONSE_PLACE_JOURS: Final = Chiffre(
    8, "jours pour accepter une place proposée depuis la liste d’attente", "Choix du programme"
)
DUREE_TEST_ACTION_MOIS: Final = Chiffre(6, "mois d’expérimentation d’une action", "kit Pas à pas, fiche n° 4")
ACTIONS_CONSEILLEES_MAX: Final = Chiffre(3, "actions menées de front, au plus", "kit Pas à pas, fiche n° 5")
THEMES: Final[tuple[str, ...]] = (
    "Le projet d’entreprise et le management",
    "La qualité de l’emploi",
    "Le contenu du travail",
    "La santé et la sécurité au travail",
    "Les compétences et les parcours professionnels",
    "L’égalité professionnelle pour tous",
    "Les relations au travail",
    "Les relations avec l’extérieur",
)
"""The eight themes of the autodiagnostic, in their order (theme 1 is index 0). Source: kit Pas à pas, p. 21–23."""
