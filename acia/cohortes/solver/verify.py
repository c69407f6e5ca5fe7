"""Independent check of a solution file against its problem: shares no computation with the solver.

Journeys, costs, hosts and priorities are worked out again, from the definitions, one cohorte at a time.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from typing import Any, Final

from acia.cohortes.solver.problem import Candidat, Problem
from acia.cohortes.solver.recheck import Decision, could_be_placed

SOLUTION_FORMAT: Final = "acia-cohortes-solution/1"
STATUTS: Final = ("optimal", "realisable", "impossible")
TERMS: Final = ("trajet_hote", "trajet_max", "meme_gestionnaire", "theme", "mixite")
RADIUS_KM: Final = 6371.0088


@dataclass(frozen=True, slots=True)
class Recomputed:
    """What a cohorte should say of itself, in hundredths of a minute."""

    hote: str
    terms: dict[str, int]

    @property
    def cost(self) -> int:
        return sum(self.terms.values())


class Verification:
    """One problem, one solution, and the French list of what does not hold."""

    def __init__(self, problem: Problem, solution: dict[str, Any]) -> None:
        self.problem, self.solution = problem, solution
        self.candidats = {candidat.id: candidat for candidat in problem.candidats}
        self.given = {frozenset((t.de, t.vers)): t.minutes for t in problem.trajets}
        self.apart = {frozenset(pair) for pair in problem.incompatibles}

    def violations(self) -> list[str]:
        shape = list(shape_faults(self.solution))
        if shape:
            return shape
        membership = list(self._membership())
        if membership:
            return membership
        found = [fault for cohorte in self.solution["cohortes"] for fault in self._cohorte(cohorte)]
        found += [*self._together(), *self._totals(), *self._order(), *self._statut()]
        return found or list(self._priority())

    def undecided(self) -> list[str]:
        """Candidates left out for whom this check could not tell whether a place existed."""
        return sorted(i for i, decision in self._left_out() if decision is Decision.UNDECIDED)

    def _membership(self) -> Iterator[str]:
        placed = [i for cohorte in self.solution["cohortes"] for i in cohorte["membres"]]
        listed = placed + [one["id"] for one in self.solution["non_places"]]
        for unknown in sorted(set(listed) - set(self.candidats)):
            yield f"{unknown} n’est pas un candidat du problème."
        for identifier in sorted(self.candidats):
            times = listed.count(identifier)
            if times == 0:
                yield f"{identifier} n’est ni placé ni expliqué dans « non_places »."
            elif times > 1:
                yield f"{identifier} figure {times} fois dans la solution."

    def _cohorte(self, cohorte: dict[str, Any]) -> Iterator[str]:
        members = [self.candidats[i] for i in cohorte["membres"]]
        name, parametres = f"Cohorte {', '.join(cohorte['membres'])}", self.problem.parametres
        if not parametres.taille_min <= len(members) <= parametres.taille_max:
            yield f"{name} : {len(members)} membres au lieu de {parametres.taille_min} à {parametres.taille_max}."
        if {member.departement for member in members} != {cohorte["departement"]}:
            yield f"{name} : les membres ne sont pas tous du département {cohorte['departement']}."
            return
        for a, b in combinations(members, 2):
            if frozenset((a.id, b.id)) in self.apart:
                yield f"{name} : {a.id} et {b.id} sont incompatibles."
            if parametres.meme_gestionnaire == "interdire" and _same(a.gestionnaire, b.gestionnaire):
                yield f"{name} : {a.id} et {b.id} ont le même gestionnaire, ce qui est interdit."
        if not any(member.hote for member in members):
            yield f"{name} : aucun membre ne peut accueillir."
            return
        yield from self._amounts(name, cohorte, self.recompute(members))

    def _amounts(self, name: str, cohorte: dict[str, Any], expected: Recomputed) -> Iterator[str]:
        if cohorte["hote"] != expected.hote:
            yield f"{name} : l’hôte devrait être {expected.hote}, pas {cohorte['hote']}."
        for term in TERMS:
            said, worth = cohorte["detail"][term], expected.terms[term]
            if not _equals(said, worth):
                yield f"{name} : le terme « {term} » vaut {_shown(worth)}, pas {_french(said)}."
        if not _equals(cohorte["cout"], expected.cost):
            yield f"{name} : le coût vaut {_shown(expected.cost)}, pas {_french(cohorte['cout'])}."

    def recompute(self, members: list[Candidat]) -> Recomputed:
        """Host and terms of a cohorte, from the definition."""
        poids, mode = self.problem.parametres.poids, self.problem.parametres.meme_gestionnaire
        totals = sorted((sum(self.travel(m, h) for m in members), h.id) for h in members if h.hote)
        total, host = totals[0]
        pairs = list(combinations(members, 2))
        likeness = sum((_jaccard(a, b) for a, b in pairs), Fraction(0)) / max(1, len(pairs))
        return Recomputed(
            hote=host,
            terms={
                "trajet_hote": poids.trajet_hote * total,
                "trajet_max": poids.trajet_max * max(self.travel(m, self.candidats[host]) for m in members),
                "meme_gestionnaire": 100
                * poids.meme_gestionnaire
                * (sum(_same(a.gestionnaire, b.gestionnaire) for a, b in pairs) if mode == "eviter" else 0),
                "theme": 100 * poids.theme * (100 - math.floor(100 * likeness)),
                "mixite": 100 * poids.mixite * sum(_same(a.taille, b.taille) for a, b in pairs),
            },
        )

    def travel(self, a: Candidat, b: Candidat) -> int:
        """Hundredths of a minute between two candidates."""
        if a.id == b.id:
            return 0
        given = self.given.get(frozenset((a.id, b.id)))
        return round(100 * (given if given is not None else 1.3 * sphere_km(a, b)))

    def _together(self) -> Iterator[str]:
        where = {i: place for place, cohorte in enumerate(self.solution["cohortes"]) for i in cohorte["membres"]}
        for ids in self.problem.ensemble:
            if len({where.get(i) for i in ids}) > 1:
                yield f"{', '.join(ids)} doivent être ensemble, ou tous non placés."

    def _totals(self) -> Iterator[str]:
        cost, bound, gap = (self.solution[key] for key in ("cout", "borne", "ecart"))
        total = sum(_hundredths(cohorte["cout"]) for cohorte in self.solution["cohortes"])
        if not _equals(cost, total):
            yield f"Le coût total vaut {_shown(total)}, pas {_french(cost)}."
        if bound > cost:
            yield f"La borne {_french(bound)} dépasse le coût {_french(cost)}."
        expected = (cost - bound) / cost if cost else 0.0
        if abs(expected - gap) > 0.0001:
            yield f"L’écart vaut {_french(100 * expected)} %, pas {_french(100 * gap)} %."

    def _order(self) -> Iterator[str]:
        cohortes = self.solution["cohortes"]
        for cohorte in cohortes:
            if cohorte["membres"] != sorted(cohorte["membres"]):
                yield f"Cohorte {', '.join(cohorte['membres'])} : les membres ne sont pas triés."
        keys = [(cohorte["departement"], cohorte["membres"][:1]) for cohorte in cohortes]
        if keys != sorted(keys):
            yield "Les cohortes ne sont pas triées par département puis premier membre."

    def _statut(self) -> Iterator[str]:
        statut, cohortes = self.solution["statut"], self.solution["cohortes"]
        if (statut == "impossible") == bool(cohortes):
            yield f"Le statut « {statut} » contredit le nombre de cohortes ({len(cohortes)})."
        if statut == "optimal" and _hundredths(self.solution["cout"]) != _hundredths(self.solution["borne"]):
            yield "Le statut « optimal » demande une borne égale au coût."

    def _priority(self) -> Iterator[str]:
        for identifier, decision in self._left_out():
            if decision is Decision.POSSIBLE:
                yield f"{identifier} pouvait être placé sans écarter personne de mieux classé."

    def _left_out(self) -> Iterator[tuple[str, Decision]]:
        left_out = {one["id"] for one in self.solution["non_places"]}
        by_rank = sorted(self.problem.candidats, key=lambda c: (c.rang is None, c.rang or 0, c.id))
        for identifier in (c.id for c in by_rank if c.id in left_out):
            before = by_rank[: [c.id for c in by_rank].index(identifier)]
            kept = [c.id for c in before if c.id not in left_out]
            yield identifier, could_be_placed(self.problem, kept, identifier)


def verify(problem: Problem, solution: dict[str, Any]) -> list[str]:
    """French sentences for everything in the solution that breaks the problem; empty when it holds."""
    return Verification(problem, solution).violations()


def shape_faults(solution: Any) -> Iterator[str]:
    """What prevents a content from being read as a solution."""
    if not isinstance(solution, dict) or solution.get("format") != SOLUTION_FORMAT:
        yield f"Le champ « format » de la solution doit valoir « {SOLUTION_FORMAT} »."
        return
    if solution.get("statut") not in STATUTS:
        yield "Le statut doit être « optimal », « realisable » ou « impossible »."
    for key in ("cout", "borne", "ecart", "duree_s"):
        if not _is_amount(solution.get(key)):
            yield f"« {key} » doit être un nombre positif."
    cohortes, left_out = solution.get("cohortes"), solution.get("non_places")
    if not isinstance(cohortes, list) or not all(_is_cohorte(cohorte) for cohorte in cohortes):
        yield "« cohortes » doit être une liste de cohortes complètes (departement, membres, hote, cout, detail)."
    if not isinstance(left_out, list) or not all(_is_reason(one) for one in left_out):
        yield "« non_places » doit être une liste d’objets à trois textes non vides : id, code, motif."


def _is_amount(value: Any) -> bool:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return False
    return math.isfinite(value) and value >= 0


def _is_cohorte(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and isinstance(value.get("departement"), str)
        and isinstance(value.get("hote"), str)
        and isinstance(value.get("membres"), list)
        and all(isinstance(member, str) for member in value["membres"])
        and _is_amount(value.get("cout"))
        and isinstance(value.get("detail"), dict)
        and set(value["detail"]) == set(TERMS)
        and all(_is_amount(amount) for amount in value["detail"].values())
    )


def _is_reason(value: Any) -> bool:
    return isinstance(value, dict) and all(
        isinstance(value.get(key), str) and value[key].strip() for key in ("id", "code", "motif")
    )


def sphere_km(a: Candidat, b: Candidat) -> float:
    """Distance on the sphere from the angle between two unit vectors (the solver uses another formula)."""
    if a.lat is None or a.lon is None or b.lat is None or b.lon is None:
        raise ValueError(f"no travel time between {a.id} and {b.id}")
    u, v = _unit(a.lat, a.lon), _unit(b.lat, b.lon)
    gap = math.dist(u, v)
    return 2 * RADIUS_KM * math.atan2(gap, math.hypot(*(x + y for x, y in zip(u, v, strict=True))))


def _unit(lat: float, lon: float) -> tuple[float, float, float]:
    phi, theta = math.radians(lat), math.radians(lon)
    return math.cos(phi) * math.cos(theta), math.cos(phi) * math.sin(theta), math.sin(phi)


def _jaccard(a: Candidat, b: Candidat) -> Fraction:
    union = a.themes | b.themes
    return Fraction(len(a.themes & b.themes), len(union)) if union else Fraction(0)


def _same(a: str | None, b: str | None) -> bool:
    return a is not None and a == b


def _hundredths(amount: float) -> int:
    return round(100 * amount)


def _equals(amount: float, hundredths: int) -> bool:
    """The amount is written with two decimals at most and worth exactly this."""
    return abs(100 * amount - hundredths) < 1e-6 * max(1, abs(hundredths)) and _hundredths(amount) == hundredths


def _shown(hundredths: int) -> str:
    return _french(hundredths / 100)


def _french(amount: float) -> str:
    """An amount as a French reader expects it."""
    return f"{amount:.2f}".replace(".", ",")
