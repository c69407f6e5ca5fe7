"""How the table of rights is written: who is who, and what a row says.

Each row names a route, a method, its objects (by their name in the world, or as they are) and three groups of people:
those for whom it opens; those for whom the object does not exist (404, as for an unknown id); and, by silence, all the
others, who are refused (403). A visitor is sent to sign in, unless the row is `PUBLIC`.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.factories.monde import SIGNES

TOUS = " ".join(SIGNES)
PUBLIC = f"visiteur {TOUS}"
LOCAUX = "pilote charge"
OFFICIERS = "pilote charge charge_ailleurs"
SIENS = "representant lecteur"
REPRESENTANTS = "representant lecteur representant_ailleurs"
MEMBRES = "membre membre_deporte membre_ailleurs"
INTERVENANTS = "intervenant intervenant_ailleurs"
AILLEURS = "charge_ailleurs representant_ailleurs intervenant_ailleurs"
LECTEURS_SUIVI = f"{LOCAUX} {SIENS} intervenant"
DEPOT_AILLEURS = "charge_ailleurs representant_ailleurs"


@dataclass(frozen=True)
class Acces:
    """One row. `renvoi`: those who are sent elsewhere, for what they want is there."""

    route: str
    methode: str
    ouvert: str
    cache: str = ""
    objets: dict[str, str] = field(default_factory=dict)
    donnees: dict[str, str] = field(default_factory=dict)
    renvoi: str = ""


def lit(route: str, ouvert: str, cache: str = "", **objets: str) -> Acces:
    """A page, a document."""
    return Acces(route, "GET", ouvert, cache, objets)


def agit(route: str, ouvert: str, cache: str = "", donnees: dict[str, str] | None = None, **objets: str) -> Acces:
    """An act."""
    return Acces(route, "POST", ouvert, cache, objets, donnees or {})


def formulaire(route: str, ouvert: str, cache: str = "", **objets: str) -> list[Acces]:
    """A page with its own act, for the same people."""
    return [lit(route, ouvert, cache, **objets), agit(route, ouvert, cache, **objets)]


SECTIONS_APPEL = ("presentation", "calendrier", "webinaire", "territoire", "grille", "pieces", "examen", "contact")
SECTIONS_DOSSIER = ("etablissement", "autorisation", "avis_cse", "projet", "representants", "engagements")
