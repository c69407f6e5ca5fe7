"""The people of the demonstration: one account a role at least. Everybody is invented."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from acia.core.permissions import Role

DEMO_PASSWORD: Final = "lanterne tricote girouette paisible"  # noqa: S105 - printed at each start of the demonstration
BRETAGNE: Final = "53"
GUADELOUPE: Final = "01"


@dataclass(frozen=True)
class DemoAccount:
    """An account of the demonstration, and what one sees when one signs in with it."""

    courriel: str
    prenom: str
    nom: str
    role: Role
    regions: tuple[str, ...]
    presentation: str
    fonction: str = ""
    employeur: str = ""


PILOTE: Final = DemoAccount(
    "pilote@demo.invalid",
    "Hélène",
    "Vasseur",
    Role.PILOTE,
    (),
    "Pilote national : tous les appels, les chiffres, les comptes, le journal.",
    "Responsable du programme",
    "Mission nationale",
)
BREIZH: Final = DemoAccount(
    "bretagne@demo.invalid",
    "Maëlle",
    "Kervadec",
    Role.CHARGE,
    (BRETAGNE,),
    "Chargée de mission en Bretagne : une notation en cours, des cohortes à former, des séances à publier.",
    "Chargée de mission",
    "Délégation de Bretagne",
)
KARUKERA: Final = DemoAccount(
    "guadeloupe@demo.invalid",
    "Rodrigue",
    "Bélizaire",
    Role.CHARGE,
    (GUADELOUPE,),
    "Chargé de mission en Guadeloupe : une délibération à tenir, des lettres à relire, un appel à préparer.",
    "Chargé de mission",
    "Délégation de Guadeloupe",
)
PRESIDENTE: Final = DemoAccount(
    "presidente@demo.invalid",
    "Annaïg",
    "Tanguy-Rolland",
    Role.MEMBRE,
    (BRETAGNE,),
    "Présidente de la commission de Bretagne : presque toutes ses notations sont rendues.",
    "Directrice de l’enfance",
    "Collectivité",
)
PRESIDENT: Final = DemoAccount(
    "president@demo.invalid",
    "Aristide",
    "Montout",
    Role.MEMBRE,
    (GUADELOUPE,),
    "Président de la commission de Guadeloupe : tout est noté, la commission délibère.",
    "Directeur de l’enfance",
    "Collectivité",
)
MEMBRE: Final = DemoAccount(
    "membre@demo.invalid",
    "Octave",
    "Lemarchand",
    Role.MEMBRE,
    (BRETAGNE, GUADELOUPE),
    "Membre dans les deux régions : des dossiers à noter, un brouillon de notation.",
    "Chargé d’études",
    "Administration centrale",
)
DEPORTEE: Final = DemoAccount(
    "deport@demo.invalid",
    "Solenn",
    "Bozec",
    Role.MEMBRE,
    (BRETAGNE, GUADELOUPE),
    "Membre dans les deux régions : elle s’est déportée d’un dossier, qu’elle ne voit plus.",
    "Conseillère technique",
    "Fédération d’associations",
)
NOUVEAU: Final = DemoAccount(
    "nouveau@demo.invalid",
    "Corentin",
    "Le Floc’h",
    Role.MEMBRE,
    (BRETAGNE,),
    "Membre en Bretagne : sa déclaration d’intérêts l’attend, aucun dossier ne s’ouvre avant.",
    "Formateur",
    "Centre de formation",
)
SIEGE: Final = DemoAccount(
    "siege@demo.invalid",
    "Lucienne",
    "Cazimir",
    Role.MEMBRE,
    (GUADELOUPE,),
    "Membre en Guadeloupe : tout est noté, la délibération est ouverte.",
    "Formatrice",
    "Centre de formation",
)
SUPPLEANT: Final = DemoAccount(
    "suppleant@demo.invalid",
    "Enora",
    "Kervella",
    Role.MEMBRE,
    (BRETAGNE,),
    "Suppléante en Bretagne : elle ne voit que le dossier dont la personne qu’elle supplée s’est déportée.",
    "Médecin de santé publique",
    "Agence régionale",
)
CONSULTATIF: Final = DemoAccount(
    "consultatif@demo.invalid",
    "Thibaut",
    "Rouzic",
    Role.MEMBRE,
    (BRETAGNE,),
    "Membre consultatif en Bretagne : il lit les dossiers, sans noter ni voter.",
    "Représentant des usagers",
    "Collectif d’anciens enfants confiés",
)
BROUILLON: Final = DemoAccount(
    "brouillon@demo.invalid",
    "Nolwenn",
    "Abgrall",
    Role.REPRESENTANT,
    (),
    "Établissement : une candidature commencée, à terminer avant la date limite.",
    "Directrice",
    "Association Les Artichauts bleus",
)
DEPOSEE: Final = DemoAccount(
    "deposee@demo.invalid",
    "Ronan",
    "Guézennec",
    Role.REPRESENTANT,
    (),
    "Établissement : une candidature déposée, avec son accusé de réception.",
    "Directeur",
    "Association Le Verger",
)
REFUSEE: Final = DemoAccount(
    "refusee@demo.invalid",
    "Josiane",
    "Petrus",
    Role.REPRESENTANT,
    (),
    "Établissement : une candidature non retenue l’an dernier, une nouvelle commencée.",
    "Cheffe de service",
    "Association Le Morne bleu",
)
LETTRE: Final = DemoAccount(
    "lettre@demo.invalid",
    "Gwendal",
    "Riou",
    Role.REPRESENTANT,
    (),
    "Établissement retenu : sa lettre d’engagement est à signer.",
    "Directeur",
    "Association Le Golfe",
)
COHORTE: Final = DemoAccount(
    "cohorte@demo.invalid",
    "Enora",
    "Pennec",
    Role.REPRESENTANT,
    (),
    "Établissement engagé : sa cohorte est formée, ses séances vont être publiées.",
    "Directrice",
    "Association du Légué",
)
SUIVI: Final = DemoAccount(
    "suivi@demo.invalid",
    "Goulven",
    "Cariou",
    Role.REPRESENTANT,
    (),
    "Établissement accompagné : neuf mois de parcours, des actions en test, une demi-journée à venir.",
    "Directeur",
    "Association Ker Avel",
)
BILAN: Final = DemoAccount(
    "bilan@demo.invalid",
    "Marie-Andrée",
    "Zamore",
    Role.REPRESENTANT,
    (),
    "Établissement accompagné en Guadeloupe : son bilan est rendu.",
    "Directrice",
    "Association Les Flamboyants",
)
INTERVENANT: Final = DemoAccount(
    "intervenant@demo.invalid",
    "Tristan",
    "Hamonou",
    Role.INTERVENANT,
    (BRETAGNE,),
    "Intervenant en Bretagne : ses cohortes, leurs séances, un compte rendu à écrire.",
    "Intervenant",
    "Cabinet indépendant",
)
INTERVENANTE: Final = DemoAccount(
    "intervenante@demo.invalid",
    "Clarisse",
    "Doressamy",
    Role.INTERVENANT,
    (GUADELOUPE,),
    "Intervenante en Guadeloupe : sa cohorte, ses séances, ce qui reste à écrire.",
    "Intervenante",
    "Cabinet indépendant",
)
FINANCEUR: Final = DemoAccount(
    "financeur@demo.invalid",
    "Béatrice",
    "Aubert-Lenoir",
    Role.FINANCEUR,
    (),
    "Financeur : les chiffres du programme, sans aucun nom.",
    "Adjointe au chef de bureau",
    "Ministère",
)
DEMO_ACCOUNTS: Final[tuple[DemoAccount, ...]] = (
    PILOTE,
    BREIZH,
    KARUKERA,
    PRESIDENTE,
    PRESIDENT,
    MEMBRE,
    DEPORTEE,
    NOUVEAU,
    SIEGE,
    SUPPLEANT,
    CONSULTATIF,
    BROUILLON,
    DEPOSEE,
    REFUSEE,
    LETTRE,
    COHORTE,
    SUIVI,
    BILAN,
    INTERVENANT,
    INTERVENANTE,
    FINANCEUR,
)
COMMISSION_BRETAGNE: Final = (PRESIDENTE, MEMBRE, DEPORTEE, NOUVEAU)
COMMISSION_GUADELOUPE: Final = (PRESIDENT, MEMBRE, DEPORTEE, SIEGE)
PRENOMS: Final = {
    BRETAGNE: (
        *("Armelle", "Loïc", "Rozenn", "Yannick", "Katell", "Erwan", "Soizic", "Briac", "Maïwenn", "Hervé"),
        *("Tiphaine", "Alan", "Bleuenn", "Gaël", "Morgane", "Denis", "Nadège", "Ewen", "Sterenn", "Pascal"),
    ),
    GUADELOUPE: (
        *("Géraldine", "Lucien", "Murielle", "Fabrice", "Ketty", "Serge", "Nadine", "Willy", "Sabrina", "Eddy"),
        *("Patricia", "Raoul", "Yvelise", "Hugues", "Maryse", "Dimitri", "Ginette", "Alain", "Rosette", "Jocelyn"),
    ),
}
NOMS: Final = {
    BRETAGNE: (
        *("Le Berrigaud", "Morvézen", "Quintrec", "Gourvil", "Kerouasse", "Tréhorel", "Boulc’horn", "Le Drévez"),
        *("Plouzennec", "Caradoual", "Guivarzic", "Salaünec", "Le Moalic", "Penfrat", "Bescondet", "Rivoalen-Prat"),
        *("Trévidal", "Jaouannec", "Le Corvaisy", "Kersauzic", "Madorec", "Floc’hlay", "Squivinec"),
    ),
    GUADELOUPE: (
        *("Bazilide", "Cornanet", "Desravines", "Elsaintot", "Floricourt", "Gabaliste", "Hilarion-Bey", "Isidorin"),
        *("Laviolaine", "Mirvalet", "Nestorin", "Orvillon", "Polydorat", "Quillinant", "Ramassot", "Sylvanite"),
        *("Théodulin", "Urbinet", "Virapatin"),
    ),
}
"""Names that the trio of each other file is drawn from."""
