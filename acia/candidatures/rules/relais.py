"""Who holds the role of each representative after the deposit: departures, successors, vacancies (E26). Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from acia import cadre
from acia.candidatures.rules.completude import Exigences, same_person, states_of
from acia.candidatures.rules.reponses import Personne, Reponses, Representants, RoleRepresentant, Section
from acia.core.clock import date_in_words
from acia.core.rules import Constat, Niveau, Regle, Resultat

E26: Final = Regle(
    "E26",
    f"Le rôle d’un représentant ne reste pas vacant plus de {cadre.VACANCE_ROLE_JOURS.valeur} jours",
    cadre.VACANCE_ROLE_JOURS.source,
    Niveau.ALERTE,
)
ANNONCE_MAX: Final = timedelta(days=366)
"""A departure is announced a year ahead at most: later, it is a slip in the year."""


class MotifDepart(StrEnum):
    """Why somebody leaves her role. A closed list, so that nothing more is written of her life."""

    EMPLOI = "changement_emploi"
    MANDAT = "fin_mandat"
    ARRET = "arret_long"
    DECES = "deces"
    AUTRE = "autre"


LIBELLES_DEPART: Final[dict[MotifDepart, str]] = {
    MotifDepart.EMPLOI: "Changement d’emploi ou de fonction",
    MotifDepart.MANDAT: "Fin de mandat",
    MotifDepart.ARRET: "Arrêt long",
    MotifDepart.DECES: "Décès",
    MotifDepart.AUTRE: "Autre raison",
}
LIBELLES_ROLE: Final[dict[RoleRepresentant, str]] = {
    RoleRepresentant.DIRECTION: "Direction",
    RoleRepresentant.PERSONNEL: "Représentant du personnel",
    RoleRepresentant.METIER: "Représentant métier",
}


@dataclass(frozen=True)
class Passage:
    """One departure from a role, and who came after, if anybody has."""

    dernier_jour: date
    successeur: Personne | None = None
    premier_jour: date | None = None

    def holds(self, jour: date) -> bool:
        """True when the successor holds the role on a day."""
        return self.premier_jour is not None and self.premier_jour <= jour


def holder_on(depose: Personne | None, passages: Sequence[Passage], jour: date) -> Personne | None:
    """Who holds a role on a day, from who was deposited and what happened since, in order; nobody when vacant."""
    held = depose
    for passage in passages:
        if jour <= passage.dernier_jour:
            break
        held = passage.successeur if passage.holds(jour) else None
    return held


def vacant_since(passages: Sequence[Passage], jour: date) -> date | None:
    """The first day of the vacancy that runs on a day; None when somebody holds the role."""
    past = [passage for passage in passages if passage.dernier_jour < jour]
    if not past or past[-1].holds(jour):
        return None
    return past[-1].dernier_jour + timedelta(days=1)


def vacancy_finding(role: RoleRepresentant, depuis: date, jour: date) -> Constat | None:
    """E26: what to say of a vacancy that has lasted too long; nothing before."""
    jours, limite = (jour - depuis).days + 1, cadre.VACANCE_ROLE_JOURS.valeur
    if jours <= limite:
        return None
    return Constat(
        E26,
        Resultat.NON_SATISFAIT,
        f"Le rôle « {LIBELLES_ROLE[role]} » est vacant depuis le {date_in_words(depuis)} : il faut y nommer quelqu’un.",
        valeur=f"{jours} jours",
        limite=f"{limite} jours",
    )


def departure_refusal(dernier_jour: date | None, *, depuis: date, aujourd_hui: date) -> str:
    """Why somebody cannot leave her role that day; empty when she can. `depuis` is her first day in it."""
    if dernier_jour is None:
        return "Indiquez son dernier jour dans ce rôle."
    if dernier_jour < depuis:
        return f"Cette personne tient ce rôle depuis le {date_in_words(depuis)} : vérifiez le dernier jour."
    if dernier_jour > aujourd_hui + ANNONCE_MAX:
        return "Ce jour est à plus d’un an : vérifiez l’année."
    return ""


def first_day_refusal(premier_jour: date | None, *, dernier_jour: date, aujourd_hui: date) -> str:
    """Why a successor cannot begin that day; empty when she can."""
    if premier_jour is None:
        return "Indiquez son premier jour dans ce rôle."
    if premier_jour <= dernier_jour:
        return f"La personne qui part tient ce rôle jusqu’au {date_in_words(dernier_jour)} : commencez après ce jour."
    if premier_jour > aujourd_hui + ANNONCE_MAX:
        return "Ce jour est à plus d’un an : vérifiez l’année."
    return ""


def successor_gap(trio: Representants, role: RoleRepresentant, exigences: Exigences) -> tuple[str, str] | None:
    """The first thing wanting in the new holder of a role, with its field: what the deposit itself would ask (R22)."""
    if same_person(trio):
        return "prenom", "Il faut trois personnes différentes."
    etats = states_of(Reponses(representants=trio), (), exigences)
    found = next(etat for etat in etats if etat.section is Section.REPRESENTANTS)
    for manque in found.manques:
        owner, _, champ = manque.champ.partition("-")
        if owner == role:
            return champ, manque.phrase
    return None
