"""Labelled rules of the twelve months, and what is due when. Pure: what is late is derived, never stored."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from acia.cadre import ACTIONS_CONSEILLEES_MAX, DUREE_ACCOMPAGNEMENT_MOIS, DUREE_TEST_ACTION_MOIS, THEMES
from acia.core.clock import add_months, date_in_words
from acia.core.rules import Constat, Niveau, Regle, Resultat

R60 = Regle("R60", "Le programme dure douze mois à partir de la première séance collective", "AMI Acia 2024")
R71 = Regle("R71", "Un état des lieux partagé précède les actions", "kit Pas à pas, livret 2")
R72 = Regle("R72", "Deux ou trois actions suffisent", "kit Pas à pas, fiche n° 5", Niveau.INFORMATION)
R73 = Regle("R73", "Une action en test a au moins un indicateur de réussite", "kit Pas à pas, fiche n° 5")
R74 = Regle("R74", "Un test de six mois s’achève avant la fin du programme", "kit Pas à pas, fiche n° 4", Niveau.ALERTE)
R75 = Regle("R75", "Trois ou quatre personnes portent une action", "kit Pas à pas, fiche n° 5", Niveau.INFORMATION)
R76 = Regle("R76", "Chaque séance a son compte rendu", "kit Pas à pas, fiche n° 1, « systématiquement »")
R79 = Regle("R79", "Le bilan donne une suite à chaque action, et les raisons d’un arrêt", "kit Pas à pas, fiche n° 6")

REGLES = (R60, R71, R72, R73, R74, R75, R76, R79)
DELAI_ETAT_DES_LIEUX_MOIS = 2
DELAI_PREMIERE_ACTION_MOIS = 4
DELAI_COMPTE_RENDU = timedelta(days=14)
PREAVIS = timedelta(days=30)
NIVEAUX_THEME = (
    "Rien n’existe encore",
    "Quelques initiatives isolées",
    "Existant mais à améliorer",
    "Existant et satisfaisant",
    "Ancré dans les pratiques",
)


class EtatJalon(StrEnum):
    """Where a milestone stands on a given day."""

    FAIT = "fait"
    EN_RETARD = "en_retard"
    BIENTOT = "bientot"
    PREVU = "prevu"
    SANS_DATE = "sans_date"


LIBELLES_JALON = {
    EtatJalon.FAIT: "Fait",
    EtatJalon.EN_RETARD: "En retard",
    EtatJalon.BIENTOT: "Bientôt",
    EtatJalon.PREVU: "Prévu",
    EtatJalon.SANS_DATE: "Sans date",
}


@dataclass(frozen=True)
class SeancePassee:
    """A session as the follow-up sees it."""

    titre: str
    jour: date
    collective: bool
    compte_rendu: bool


@dataclass(frozen=True)
class Parcours:
    """What is known of one establishment: enough to say what is done and what is due."""

    date_signature: date | None
    seances: tuple[SeancePassee, ...] = ()
    etat_depart_le: date | None = None
    etat_final_le: date | None = None
    premiere_action_le: date | None = None
    bilan_rendu_le: date | None = None
    duree_mois: int = field(default=DUREE_ACCOMPAGNEMENT_MOIS.valeur)


@dataclass(frozen=True)
class Jalon:
    """A milestone of the twelve months."""

    code: str
    libelle: str
    echeance: date | None
    fait_le: date | None = None

    def etat(self, today: date) -> EtatJalon:
        """Where the milestone stands on `today`."""
        if self.fait_le is not None:
            return EtatJalon.FAIT
        if self.echeance is None:
            return EtatJalon.SANS_DATE
        if today > self.echeance:
            return EtatJalon.EN_RETARD
        return EtatJalon.BIENTOT if today >= self.echeance - PREAVIS else EtatJalon.PREVU


def programme_bounds(parcours: Parcours) -> tuple[date, date] | None:
    """First and last day of the programme (R60): twelve months from the first collective session, last day included."""
    collectives = [s.jour for s in parcours.seances if s.collective]
    if not collectives:
        return None
    start = min(collectives)
    return start, add_months(start, parcours.duree_mois) - timedelta(days=1)


def milestones(parcours: Parcours, today: date) -> list[Jalon]:
    """The milestones in the order of the programme; without a first session the later ones have no date yet."""
    bounds = programme_bounds(parcours)
    start, end = bounds or (None, None)
    jalons = [
        Jalon("lettre", "Lettre d’engagement signée", None, parcours.date_signature),
        Jalon(
            "etat_depart",
            "État des lieux de départ",
            add_months(start, DELAI_ETAT_DES_LIEUX_MOIS) if start else None,
            parcours.etat_depart_le,
        ),
        Jalon(
            "premiere_action",
            "Première action mise en test",
            add_months(start, DELAI_PREMIERE_ACTION_MOIS) if start else None,
            parcours.premiere_action_le,
        ),
        *_reports(parcours, today),
        Jalon("etat_final", "État des lieux final", end, parcours.etat_final_le),
        Jalon("bilan", "Bilan de l’accompagnement", end, parcours.bilan_rendu_le),
    ]
    return sorted(jalons, key=lambda j: (j.code != "lettre", j.echeance or date.max))


def _reports(parcours: Parcours, today: date) -> list[Jalon]:
    return [
        Jalon(
            f"compte_rendu_{number}",
            f"Compte rendu : {s.titre}",
            s.jour + DELAI_COMPTE_RENDU,
            s.jour if s.compte_rendu else None,
        )
        for number, s in enumerate(sorted(parcours.seances, key=lambda s: s.jour), start=1)
        if s.jour <= today
    ]


def late_milestones(parcours: Parcours, today: date) -> list[Jalon]:
    """What is late on `today`."""
    return [j for j in milestones(parcours, today) if j.etat(today) is EtatJalon.EN_RETARD]


@dataclass(frozen=True)
class FicheAction:
    """An action sheet as the rules read it."""

    responsables: int
    indicateurs: int
    debut: date | None
    fin_prevue: date | None


def default_test_end(debut: date) -> date:
    """End of a test of the usual length (R74)."""
    return add_months(debut, DUREE_TEST_ACTION_MOIS.valeur)


def check_action(fiche: FicheAction, programme_end: date | None, actions_running: int) -> list[Constat]:
    """What the rules say of an action sheet; `actions_running` counts it."""
    return [
        _indicator(fiche),
        _in_charge(fiche),
        _test_length(fiche, programme_end),
        _few_actions(actions_running),
    ]


def _indicator(fiche: FicheAction) -> Constat:
    if fiche.indicateurs:
        return Constat(
            R73, Resultat.SATISFAIT, "La réussite de l’action se mesure.", valeur=str(fiche.indicateurs), limite="1"
        )
    phrase = "Ajoutez un indicateur de réussite avant de mettre l’action en test."
    return Constat(R73, Resultat.NON_SATISFAIT, phrase, valeur="0", limite="1")


def _in_charge(fiche: FicheAction) -> Constat:
    if 3 <= fiche.responsables <= 4:
        return Constat(R75, Resultat.SATISFAIT, "L’action est portée à plusieurs.", valeur=str(fiche.responsables))
    phrase = (
        "Trois ou quatre personnes, c’est la bonne mesure : l’action ne repose pas sur une seule, et reste maniable."
    )
    return Constat(R75, Resultat.NON_SATISFAIT, phrase, valeur=str(fiche.responsables), limite="3 ou 4")


def _test_length(fiche: FicheAction, programme_end: date | None) -> Constat:
    if fiche.fin_prevue is None or programme_end is None:
        return Constat(R74, Resultat.INCONNU, "La fin du test ou celle du programme n’est pas encore connue.")
    if fiche.fin_prevue <= programme_end:
        return Constat(R74, Resultat.SATISFAIT, "Le test s’achève avant la fin du programme.")
    end = date_in_words(programme_end)
    phrase = f"Le test finirait après le programme (le {end}) : avancez-le, ou prévoyez qui le suivra ensuite."
    return Constat(R74, Resultat.NON_SATISFAIT, phrase, valeur=date_in_words(fiche.fin_prevue), limite=end)


def _few_actions(count: int) -> Constat:
    if count <= ACTIONS_CONSEILLEES_MAX.valeur:
        return Constat(R72, Resultat.SATISFAIT, "Vous menez un nombre raisonnable d’actions.", valeur=str(count))
    phrase = f"Vous menez {count} actions de front. Deux ou trois suffisent : les autres peuvent attendre."
    return Constat(R72, Resultat.NON_SATISFAIT, phrase, valeur=str(count), limite=str(ACTIONS_CONSEILLEES_MAX.valeur))


def check_bilan(suites: dict[str, tuple[str, str]]) -> list[Constat]:
    """R79 for each action: `suites` maps its title to (suite, reasons); an empty suite is missing."""
    return [_check_suite(title, suite, reasons) for title, (suite, reasons) in suites.items()]


def _check_suite(title: str, suite: str, reasons: str) -> Constat:
    if not suite:
        return Constat(R79, Resultat.NON_SATISFAIT, f"Dites ce que devient « {title} ».")
    if suite == "arret" and not reasons.strip():
        phrase = f"Expliquez pourquoi « {title} » s’arrête : c’est un enseignement pour les autres."
        return Constat(R79, Resultat.NON_SATISFAIT, phrase)
    return Constat(R79, Resultat.SATISFAIT, f"La suite de « {title} » est dite.")


def theme_label(theme: int) -> str:
    """Name of a theme, from 1 to 8."""
    return THEMES[theme - 1]
