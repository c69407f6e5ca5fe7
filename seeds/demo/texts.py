"""What people write in the story: projects, opinions, marks, reports, actions. Everything is invented."""

from __future__ import annotations

from typing import Final

from acia.candidatures.rules import Projet

PROJETS: Final[tuple[Projet, ...]] = (
    Projet(
        "Mieux accueillir et garder les nouveaux professionnels",
        (2, 5),
        "Depuis deux ans, un départ sur trois a lieu dans la première année. Nous voulons que chaque nouvel arrivant "
        "sache ce qu’on attend de lui, et sur qui compter.",
        "Un parcours d’accueil écrit avec les équipes, un binôme pendant trois mois, un temps d’échange sur le travail "
        "chaque mois, un point à six semaines avec la direction.",
        "Diagnostic le premier mois, essai sur trois arrivées, ajustement à six mois, bilan à onze mois.",
        "Une demi-journée par mois pour chacun des trois représentants, le remplacement des binômes payé par le siège.",
        "Départs avant un an, journées de remplacement, questionnaire court à six et douze mois, lu en réunion "
        "d’équipe.",
        "Un témoignage filmé des binômes et l’accueil d’un autre établissement pendant une journée.",
    ),
    Projet(
        "Des plannings qui tiennent, discutés en équipe",
        (2, 3),
        "Les plannings changent en moyenne onze fois par mois. Les équipes demandent de la visibilité et veulent "
        "participer aux choix.",
        "Un cycle de travail construit avec les équipes, une règle de remplacement connue de tous, une réunion de "
        "régulation tous les quinze jours.",
        "État des lieux en deux mois, essai dans une unité pendant six mois, décision d’étendre avec le CSE.",
        "Vingt heures de coordination, un logiciel déjà en place, l’appui du service des ressources humaines.",
        "Nombre de modifications à moins de quinze jours, heures supplémentaires, avis des équipes.",
        "Une fiche pratique pour les autres établissements de l’association et un témoignage en réunion régionale.",
    ),
    Projet(
        "Parler du travail pour prévenir l’usure",
        (3, 4, 7),
        "Après plusieurs événements violents, les équipes ont besoin d’un espace pour parler des situations de travail "
        "et non des seules situations des enfants.",
        "Des espaces de discussion animés par deux professionnels formés, un suivi des décisions prises, un appui "
        "après événement grave.",
        "Formation des animateurs à l’automne, deux groupes pilotes, un point avec les élus tous les trimestres.",
        "Deux jours de formation, une heure par quinzaine sur le temps de travail, un cadre garant des réponses.",
        "Accidents et arrêts courts, nombre de propositions ayant reçu une réponse, ressenti des participants.",
        "Un guide d’animation partagé et une rencontre entre animateurs de plusieurs établissements.",
    ),
    Projet(
        "Reconnaître et transmettre les savoir-faire des anciens",
        (5, 6),
        "Un quart des éducateurs partira en retraite d’ici cinq ans. Leurs savoir-faire ne sont écrits nulle part.",
        "Des tandems entre anciens et nouveaux, des récits de situations, un aménagement du temps pour les fins de "
        "carrière.",
        "Repérage des savoir-faire en trois mois, tandems pendant six mois, restitution aux équipes.",
        "Une journée par tandem et par mois, l’appui de l’opérateur de compétences.",
        "Nombre de tandems menés à terme, récits produits, maintien en emploi des plus de 55 ans.",
        "Un recueil de récits, ouvert aux établissements voisins et au centre de formation.",
    ),
    Projet(
        "Donner aux cadres de proximité le temps de manager",
        (1, 7),
        "Les chefs de service passent la moitié de leur temps sur des tâches administratives. Les équipes les voient "
        "peu.",
        "Une revue des tâches, une délégation claire, des temps d’équipe protégés, un groupe d’échange entre cadres.",
        "Mesure du temps pendant un mois, essai de la nouvelle répartition pendant six mois, bilan avec les équipes.",
        "Un appui administratif de deux demi-journées par semaine, financé par redéploiement.",
        "Temps de présence auprès des équipes, réunions tenues, avis des professionnels sur le soutien reçu.",
        "Une présentation au réseau départemental des cadres et un article dans la lettre de l’association.",
    ),
    Projet(
        "Articuler la vie au travail et la vie personnelle en internat",
        (2, 4, 6),
        "Les horaires d’internat pèsent sur les recrutements et sur la santé. Nous voulons des règles équitables et "
        "connues.",
        "Une règle d’alternance des week-ends, des échanges de service facilités, un droit à la déconnexion écrit.",
        "Consultation des équipes, charte soumise au CSE, essai de six mois dans deux unités.",
        "Un groupe paritaire de huit personnes réuni une fois par mois.",
        "Week-ends travaillés par personne, demandes d’échange satisfaites, absences courtes.",
        "Une rencontre avec deux établissements du département et un témoignage écrit.",
    ),
)
AVIS_RESERVES: Final = "Le CSE demande que le temps des représentants soit compensé dans les unités."
JUGEMENTS: Final[dict[str, str]] = {
    "R12": "Le gestionnaire est confirmé par l’arrêté joint.",
    "R14": "L’arrêté joint vise l’aide sociale à l’enfance : l’établissement entre dans l’appel.",
    "R15": "Arrêté lu : date, signataire et fondement conformes.",
    "R16": "Renouvellement tacite attesté, aucune fermeture connue.",
    "R17": "Actions concrètes, décrites et datées.",
    "R18": "Les trois parties sont nommées et leur temps est prévu.",
    "R19": "Le procès-verbal joint confirme le sens du vote.",
    "R21": "Le projet n’a pas changé sur le fond depuis l’avis.",
    "R22": "Boîte partagée : il s’agit bien de personnes différentes.",
}
JUSTIFICATIONS: Final[tuple[tuple[str, str], ...]] = (
    (
        "Le lien avec les conditions de travail reste affirmé, sans constat ni chiffre.",
        "Le besoin vient des équipes, il est chiffré, et chaque action y répond.",
    ),
    (
        "Le calendrier et les remplacements ne sont pas assurés.",
        "Temps dégagé, direction engagée, suites prévues après les douze mois.",
    ),
    (
        "Un bilan final est annoncé, sans point de départ ni méthode.",
        "Des indicateurs simples, un point de départ, une lecture en équipe.",
    ),
    (
        "Le partage est accepté, sans forme ni date.",
        "Formes de partage précises, portées par des personnes nommées.",
    ),
)
"""Why a low mark, why a high one, by criterion in the order of the grid."""
COMPTES_RENDUS: Final[dict[str, tuple[str, str]]] = {
    "J1": (
        "Chaque établissement a présenté son équipe et son projet. Le groupe a fixé ses règles : bienveillance, "
        "confidentialité, droit à l’essai. Trois préoccupations communes : l’accueil des nouveaux, les plannings, la "
        "place des cadres de proximité.",
        "Chaque équipe fait son état des lieux avant la demi-journée à distance.",
    ),
    "A1": (
        "L’intervenant a rencontré l’équipe projet, puis douze professionnels en deux groupes. Les attentes portent "
        "sur le temps d’équipe et la clarté des rôles.",
        "L’équipe choisit deux actions et prépare leurs indicateurs.",
    ),
    "D1": (
        "Les équipes ont comparé leurs états des lieux. Les écarts de perception entre direction et métiers ont "
        "nourri l’échange. Chacune repart avec deux actions à tester.",
        "Mettre une première action en test avant l’été.",
    ),
    "A2": (
        "Point d’étape sur les actions en test. Ce qui marche : les binômes. Ce qui coince : les remplacements.",
        "Ajuster la règle de remplacement et prévenir les équipes.",
    ),
    "J2": (
        "Visite de l’unité où l’action est testée, puis travail sur les freins. Le groupe a rédigé trois conseils à "
        "partager avec d’autres établissements.",
        "Préparer le bilan : qui réunir, quelles questions poser.",
    ),
    "A3": (
        "Préparation du bilan avec l’équipe et deux élus. Les indicateurs sont relus, les suites discutées.",
        "Présenter les suites au CSE avant la dernière demi-journée.",
    ),
    "D2": ("Restitution croisée des bilans.", "Chaque équipe partage sa fiche d’enseignements."),
}
THEMES_DEPART: Final[tuple[tuple[int, str], ...]] = (
    (2, "Les objectifs sont connus des cadres, moins des équipes de nuit."),
    (1, "Des plannings connus trop tard."),
    (2, "Peu de temps pour parler du travail."),
    (2, "Un document unique à jour, peu utilisé."),
    (1, "Pas de parcours d’accueil écrit."),
    (3, "Règles claires sur les horaires aménagés."),
    (2, "Bonne entraide, relais difficiles entre unités."),
    (3, "Partenariats solides avec l’école et le soin."),
)
THEMES_FINAL: Final[tuple[tuple[int, str], ...]] = (
    (3, "Une lettre interne et un point mensuel."),
    (3, "Plannings donnés un mois à l’avance."),
    (3, "Une heure par quinzaine sur le travail."),
    (3, "Le document unique sert aux réunions."),
    (3, "Le parcours d’accueil est écrit et suivi."),
    (3, ""),
    (3, "Les relais entre unités ont une règle."),
    (3, ""),
)
