"""Every sentence that a finding may say to an establishment: the one reviewed place of their wording. Pure.

They are read aloud to a director: short, in the second person, without a code nor an acronym that she would not use.
A sentence that changes here changes `VERSION_REGLES` with it. The page `/regles` shows them all.
"""

from __future__ import annotations

from enum import StrEnum


class Phrase(StrEnum):
    """A sentence by rule and by what was found; the words between braces are filled in by the rule."""

    R2_DANS_L_APPEL = "Votre département fait partie de l’appel."
    R2_HORS_DE_L_APPEL = (
        "Votre département ne fait pas partie de cet appel. Seuls les départements qu’il nomme peuvent candidater."
    )
    R12_CONNU_ET_OUVERT = "Le numéro est celui d’un établissement connu du registre, et ouvert au jour du dépôt."
    R12_SANS_GESTIONNAIRE = "Le registre ne dit pas quel organisme gère l’établissement."
    R12_FERME = (
        "Le registre indique que l’établissement était fermé au jour du dépôt. Il a peut-être changé de "
        "numéro, après une fusion ou un déménagement : nous le vérifions avec vous."
    )
    R13_CONCORDE = "Le numéro et l’adresse désignent le même département."
    R13_SE_CONTREDIT = (
        "Le numéro, l’adresse du registre et celle du dossier ne désignent pas le même département. Cela "
        "arrive après un déménagement ou une fusion : votre candidature n’est pas écartée pour autant."
    )
    R13_SANS_REPONSE = "Le registre ne dit pas dans quel département se trouve l’établissement."
    R14_CONFIRMEE = "L’autorisation que vous déclarez entre dans l’appel, et le registre le confirme."
    R14_NATURE_ABSENTE = "Le dossier ne dit pas qui a autorisé l’établissement, et le registre non plus."
    R14_PJJ_SEULE = (
        "L’appel s’adresse aux établissements autorisés au titre de l’aide sociale à l’enfance, seule ou "
        "avec la protection judiciaire de la jeunesse. Une autorisation de la seule protection judiciaire "
        "n’y entre pas."
    )
    R14_A_ARBITRER = (
        "L’appel ne cite ni les lieux de vie et d’accueil ni les services d’assistants familiaux : l’Anact "
        "se prononce sur chaque situation."
    )
    R14_SANS_CATEGORIE = (
        "Le registre ne donne pas la catégorie de l’établissement : seul l’arrêté peut confirmer l’autorisation."
    )
    R14_SE_CONTREDIT = "Ce que vous déclarez et la catégorie du registre se contredisent : c’est l’arrêté qui compte."
    R14_CATEGORIE_INSUFFISANTE = "La catégorie du registre ne suffit pas à conclure : c’est l’arrêté qui compte."
    R15_JOINT = "L’arrêté est joint : un chargé de mission y lit sa date, qui l’a signé et les textes qu’il cite."
    R15_ABSENT = "L’arrêté n’est pas joint : il vous sera demandé."
    R16_PJJ = "Une autorisation de la protection judiciaire n’a pas de durée limitée."
    R16_SANS_DATE = "La date de l’arrêté n’est pas indiquée."
    R16_RECENT = "L’arrêté a moins de quinze ans."
    R16_HABILITATION = (
        "L’habilitation justice a plus de cinq ans : son renouvellement est à confirmer. Votre candidature "
        "n’est pas écartée pour autant."
    )
    R16_ANCIEN_PROUVE = (
        "L’arrêté a plus de quinze ans. Une autorisation se renouvelle d’elle-même : elle peut rester "
        "valable. Un chargé de mission lit la preuve que vous en donnez."
    )
    R16_ANCIEN = (
        "L’arrêté a plus de quinze ans. Une autorisation se renouvelle d’elle-même : elle peut rester "
        "valable. Une preuve vous sera demandée."
    )
    R17_A_LIRE = "Un chargé de mission lit le projet. Tous les thèmes de la qualité de vie au travail sont admis."
    R17_ABSENT = "Le projet n’est pas décrit."
    R18_A_LIRE = "Un chargé de mission regarde comment la direction, le personnel et les métiers sont associés."
    R19_FAVORABLE = "L’avis est favorable."
    R19_RESERVES = "L’avis est favorable. Ses réserves seront montrées à la commission."
    R19_SANS_INSTANCE = "Il n’y a pas d’instance : un chargé de mission regarde comment les salariés ont été consultés."
    R19_INSTANCE_EXIGEE = "Cet appel demande l’avis d’une instance : une consultation des salariés ne suffit pas."
    R19_VOIX_CONTRE = (
        "L’avis est dit favorable alors que les voix contre sont plus nombreuses : c’est le procès-verbal qui compte."
    )
    R19_INCOMPLET = "L’avis est annoncé favorable, mais il manque {manque}."
    R19_DEFAVORABLE = "L’avis rendu est défavorable."
    R19_SANS_AVIS = "L’instance n’a pas rendu d’avis."
    R19_TROP_TOT = "L’avis devait être rendu avant le dépôt : cet appel ne permet pas de l’attendre."
    R19_TROP_TARD = "L’avis attendu n’est pas arrivé avant le {limite}, dernier jour admis."
    R19_SANS_RESULTAT = "Le résultat de l’avis n’est pas indiqué."
    R19_ATTENDU = "L’avis est attendu."
    R19_ATTENDU_JUSQU_AU = "L’avis est attendu, au plus tard le {limite}."
    R20_EXPRIME = "L’instance a rendu un avis."
    R20_SILENCE = "L’instance n’a pas rendu d’avis : la loi considère qu’elle a dit non."
    R21_INCHANGE = "Le projet n’a pas changé depuis l’avis."
    R21_REPRIS = "Le projet a été repris depuis l’avis : un chargé de mission vérifie qu’il n’a pas changé sur le fond."
    R21_A_LIRE = "Un chargé de mission vérifie que le projet n’a pas changé sur le fond depuis l’avis."
    R21_SANS_DATE = "L’avis n’a pas encore de date."
    R22_COMPLET = "Chacun des trois rôles a sa personne."
    R22_MANQUE = "Il manque une personne pour {roles}."
    R22_MEME_PERSONNE = "La même personne est proposée pour deux rôles : il faut trois personnes différentes."
    R22_MEME_ADRESSE = (
        "Deux représentants donnent la même adresse électronique : nous vérifions qu’il s’agit bien de deux personnes."
    )
    ENGAGEMENT_PRIS = "L’engagement de {quoi} est pris."
    ENGAGEMENT_ABSENT = "L’engagement de {quoi} n’est pas pris."
    R28_SEUL = "C’est le seul dossier de l’établissement."
    R28_REMPLACE = "Ce dossier remplace le précédent."
    R28_DOUBLON = "Un autre dossier semble concerner le même établissement : un seul sera examiné."
    R29_SEUL = "C’est le seul dossier de votre organisme gestionnaire."
    R29_AUTRES = (
        "Votre organisme gestionnaire présente d’autres établissements : c’est permis, et la commission le saura."
    )
    R29_PLAFOND = (
        "Votre organisme gestionnaire présente d’autres établissements : c’est permis. Tous les dossiers "
        "sont examinés, et la commission en retiendra {plafond} au plus par département."
    )
