"""The only bridge between the rows of the stage and the problems of the solver."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from acia.candidatures.models import Candidature
from acia.cohortes.rules import Retenu, rank_key
from acia.cohortes.solver.cost import group_cost
from acia.cohortes.solver.files import problem_content
from acia.cohortes.solver.instance import compile_instances
from acia.cohortes.solver.problem import Candidat, Parametres, Problem
from acia.core.errors import ActionRefusee
from acia.core.partage import Bornes
from acia.engagements.models import Engagement
from acia.engagements.workflow import EtatEngagement
from acia.referentiel.models import Etablissement

if TYPE_CHECKING:
    from acia.cohortes.solver.explain import Wish

LIMITE_S: Final = 20.0
"""The officer waits for the answer: beyond it, the best plan found is given with its gap."""


class CoordonneesManquantes(ActionRefusee):
    """Establishments that the register does not place on the map: journeys cannot be computed."""

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__(
            f"Les trajets ne peuvent pas être calculés : le répertoire ne donne pas les coordonnées de"
            f" {', '.join(names)}. Complétez-les par un import du répertoire FINESS, puis recommencez."
        )


@dataclass(frozen=True)
class Mesure:
    """Journeys of a cohorte to its host, in hundredths of a minute; `cout` is what the solver would make of it."""

    minutes: dict[str, int]
    cout: int
    meilleur_hote: str | None
    gain: int
    """What the best host would save on the total of the journeys."""

    @property
    def total(self) -> int:
        """Sum of the journeys to the host."""
        return sum(self.minutes.values())

    @property
    def maximum(self) -> int:
        """Longest journey to the host."""
        return max(self.minutes.values(), default=0)


def retenu_of(
    engagement: Engagement, candidature: Candidature, etablissement: Etablissement, rang: int | None
) -> Retenu:
    """A signed or retained establishment as the rules want it."""
    themes = candidature.sections.get("projet", {}).get("themes", [])
    return Retenu(
        id=candidature.numero_finess,
        engagement_id=engagement.id,
        nom=candidature.nom,
        commune=candidature.commune,
        departement=candidature.departement_code,
        rang=rang,
        lat=etablissement.lat,
        lon=etablissement.lon,
        gestionnaire=etablissement.numero_ej,
        themes=frozenset(str(theme) for theme in themes),
        accueille=engagement.peut_accueillir,
        signe=engagement.etat == EtatEngagement.SIGNE,
    )


def build_problem(retenus: Sequence[Retenu], bornes: Bornes) -> Problem:
    """The problem of one département, ready to be solved or stored.

    Raises:
        CoordonneesManquantes: an establishment cannot be placed on the map.
    """
    missing = [r.nom for r in sorted(retenus, key=rank_key) if r.lat is None or r.lon is None]
    if missing:
        raise CoordonneesManquantes(missing)
    candidats = tuple(
        Candidat(
            id=r.id,
            departement=r.departement,
            rang=r.rang,
            lat=r.lat,
            lon=r.lon,
            gestionnaire=r.gestionnaire or None,
            themes=r.themes,
            hote=r.accueille,
        )
        for r in sorted(retenus, key=rank_key)
    )
    parametres = Parametres(taille_min=bornes.minimum, taille_max=bornes.maximum, limite_s=LIMITE_S)
    return Problem(candidats, parametres)


def same_problem(stored: dict[str, Any], retenus: Sequence[Retenu], bornes: Bornes) -> bool:
    """True when a stored problem is still the one of today's letters."""
    try:
        return stored == problem_content(build_problem(retenus, bornes))
    except CoordonneesManquantes:
        return False


def measure(membres: Sequence[Retenu], hote: str | None, bornes: Bornes) -> Mesure | None:
    """Journeys of a cohorte; None without members of one département, all of them on the map."""
    try:
        instances = compile_instances(build_problem(membres, bornes))
    except CoordonneesManquantes:
        return None
    if len(instances) != 1:
        return None
    instance = instances[0]
    index = {candidat.id: i for i, candidat in enumerate(instance.candidats)}
    cost = group_cost(instance, range(instance.n))
    host = index.get(hote or "", cost.host if cost else None)
    if host is None:
        return Mesure({}, 0, None, 0)
    minutes = {identifier: int(instance.minutes[i, host]) for identifier, i in index.items()}
    if cost is None:
        return Mesure(minutes, 0, None, 0)
    best = sum(int(instance.minutes[i, cost.host]) for i in range(instance.n))
    return Mesure(minutes, cost.total, instance.candidats[cost.host].id, sum(minutes.values()) - best)


def price_wish(retenus: Sequence[Retenu], bornes: Bornes, premier: str, second: str) -> Wish:
    """What it would cost to put two of these establishments together, exactly."""
    # The solver loads its engine: pages that ask for no price do without it.
    from acia.cohortes.solver.explain import price_of_wish

    return price_of_wish(build_problem(retenus, bornes), (premier, second))
