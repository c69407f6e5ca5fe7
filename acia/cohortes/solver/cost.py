"""Cost of one cohorte, in whole hundredths of a minute."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from acia.cohortes.solver.instance import Instance
from acia.cohortes.solver.problem import Cohorte, Detail


@dataclass(frozen=True, slots=True)
class GroupCost:
    """Best host of a group and the weighted terms of its cost."""

    host: int
    detail: Detail

    @property
    def total(self) -> int:
        return self.detail.total


def best_host(instance: Instance, members: Sequence[int]) -> int | None:
    """Member able to host towards whom the others travel least; the smallest id wins a tie."""
    hosts = [i for i in sorted(members) if instance.hosts[i]]
    if not hosts:
        return None
    return min(hosts, key=lambda host: (sum(int(instance.minutes[i, host]) for i in members), host))


def group_cost(instance: Instance, members: Sequence[int]) -> GroupCost | None:
    """Cost of a group, or None when nobody in it can host."""
    host = best_host(instance, members)
    if host is None:
        return None
    poids, journeys = instance.parametres.poids, [int(instance.minutes[i, host]) for i in members]
    pairs = list(combinations(sorted(members), 2))
    counted = instance.parametres.meme_gestionnaire == "eviter"
    managers = sum(bool(instance.same_manager[pair]) for pair in pairs) if counted else 0
    shared = sum(int(instance.shared_themes[pair]) for pair in pairs)
    closeness = 100 * shared // (instance.theme_unit * len(pairs)) if pairs else 0
    sizes = sum(bool(instance.same_size[pair]) for pair in pairs)
    detail = Detail(
        trajet_hote=poids.trajet_hote * sum(journeys),
        trajet_max=poids.trajet_max * max(journeys),
        meme_gestionnaire=100 * poids.meme_gestionnaire * managers,
        theme=100 * poids.theme * (100 - closeness),
        mixite=100 * poids.mixite * sizes,
    )
    return GroupCost(host, detail)


def make_cohorte(instance: Instance, members: Sequence[int]) -> Cohorte:
    """The cohorte these members form; they must include someone able to host."""
    cost = group_cost(instance, members)
    if cost is None:
        raise ValueError("a cohorte needs a member able to host")
    ids = [candidat.id for candidat in instance.candidats]
    return Cohorte(
        departement=instance.departement,
        membres=tuple(ids[i] for i in sorted(members)),
        hote=ids[cost.host],
        cout=cost.total,
        detail=cost.detail,
    )
