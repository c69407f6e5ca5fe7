"""The rules of the stage, their sentence and their source. Pure."""

from __future__ import annotations

from acia.core.rules import Niveau, Regle

R33 = Regle("R33", "Une commission locale par territoire de l’appel", "AMI Acia 2024")


R34 = Regle("R34", "Chaque dossier est noté sur tous les critères de l’appel", "AMI Acia 2024")


R35 = Regle(
    "R35", "Convocation au moins 5 jours avant la séance", "CRPA art. R. 133-8, pris pour modèle", Niveau.ALERTE
)


R36 = Regle(
    "R36",
    "Intérêts déclarés avant tout accès, déport dossier par dossier",
    "CGFP art. L. 122-1 3° ; CRPA art. R. 133-12",
)


R37 = Regle(
    "R37",
    "Conflits possibles proposés d’après ce qui est connu, sans jamais accuser",
    "Choix du programme",
    Niveau.ALERTE,
)


R38 = Regle("R38", "Moitié des membres présents, sur place ou à distance", "CRPA art. R. 133-10, pris pour modèle")


R39 = Regle("R39", "Nombre minimum de notes pour classer un dossier", "réglage de l’appel")


R40 = Regle("R40", "Une notation rendue ne change plus ; les autres ne se voient qu’ensuite", "réglage de l’appel")


R41 = Regle(
    "R41",
    "Classement motivé, départage dans un ordre connu",
    "CRPA art. R. 133-11, pris pour modèle",
    Niveau.INFORMATION,
)


R42 = Regle("R42", "Procès-verbal complet et immuable", "CRPA art. R. 133-13, pris pour modèle")


R43 = Regle(
    "R43", "L’autorité décide ; un écart avec la proposition est motivé", "CASF art. R. 313-7, pris pour modèle"
)


R44 = Regle(
    "R44",
    "Notification motivée, avec signataire, recours, tribunal et délai",
    "CRPA art. L. 211-5 et L. 212-1 ; CJA art. R. 421-1, R. 421-5 et R. 421-7",
)


R45 = Regle("R45", "Notes et classement tus avant la décision", "CRPA art. L. 311-2 et L. 311-6", Niveau.INFORMATION)


R46 = Regle(
    "R46", "Liste d’attente par département, dans l’ordre du classement", "réglage de l’appel", Niveau.INFORMATION
)


R47 = Regle(
    "R47",
    "Un établissement se désiste à tout moment, avec sa date et son motif ; la place va au suivant de la liste",
    "réglage de l’appel",
    Niveau.INFORMATION,
)
REGLES: tuple[Regle, ...] = (R33, R34, R35, R36, R37, R38, R39, R40, R41, R42, R43, R44, R45, R46, R47)
