"""Why a candidate is left out: one code and one French sentence, the most direct cause first.

Codes: `effectif` (the number does not divide), `hote` (nobody to host), `incompatible`, `ensemble`, and `contraintes`
when several rules combine.
"""

from __future__ import annotations

from collections.abc import Sequence

from acia.cohortes.solver.instance import Instance
from acia.cohortes.solver.priority import can_count
from acia.cohortes.solver.problem import NonPlace
from acia.core.partage import agree, count_reason


def hopeless_reason(instance: Instance, i: int) -> NonPlace:
    """Reason of a candidate who belongs to no valid cohorte at all."""
    code, motif = _hopeless(instance, i)
    return NonPlace(instance.candidats[i].id, code, motif)


def _hopeless(instance: Instance, i: int) -> tuple[str, str]:
    low, high = instance.parametres.taille_min, instance.parametres.taille_max
    if instance.n < low:
        return "effectif", count_reason(instance.n, low, high)
    if not instance.hosts.any():
        return "hote", "aucun établissement du département ne peut accueillir"
    tied = _bundle_reason(instance, i)
    if tied:
        return "ensemble", tied
    bundle = _bundle(instance, i)
    usable = [j for j in range(instance.n) if _bundle_reason(instance, j) is None]
    if len(usable) < low:
        return "effectif", _among_eligible(count_reason(len(usable), low, high))
    compatible = [j for j in usable if j not in bundle and not instance.apart[list(bundle), j].any()]
    if len(bundle) + len(compatible) < low:
        return "incompatible", (
            f"{agree(len(compatible), 'établissement compatible', 'établissements compatibles')} seulement dans le"
            f" département, il en faut au moins {low - len(bundle)}"
        )
    if not instance.hosts[[*bundle, *compatible]].any():
        return "hote", "aucun établissement compatible ne peut accueillir"
    return "contraintes", (
        f"aucun groupe de {low} à {high} ne respecte à la fois les incompatibilités, les demandes d’être ensemble"
        " et l’accueil"
    )


def _bundle(instance: Instance, i: int) -> tuple[int, ...]:
    return next((bundle for bundle in instance.bundles if i in bundle), (i,))


def _bundle_reason(instance: Instance, i: int) -> str | None:
    """Why being together is impossible, whatever the others do."""
    bundle = _bundle(instance, i)
    if i in instance.torn:
        return "doit rester avec un établissement d’un autre département"
    others = ", ".join(instance.candidats[j].id for j in bundle if j != i)
    if len(bundle) > instance.parametres.taille_max:
        return f"doit rester avec {others}, ce qui dépasse {instance.parametres.taille_max} établissements"
    if any(instance.apart[a, b] for a in bundle for b in bundle if a != b):
        return f"doit rester avec {others}, et deux d’entre eux sont incompatibles"
    return None


def refusal_reason(instance: Instance, eligible: Sequence[int], kept_before: Sequence[int], i: int) -> NonPlace:
    """Reason of a candidate whom no plan can add to those served before."""
    low, high = instance.parametres.taille_min, instance.parametres.taille_max
    kept, n = len(kept_before) + 1, len(eligible)
    hosts = int(instance.hosts[list(eligible)].sum())
    kept_hosts = int(instance.hosts[[*kept_before, i]].sum())
    if not can_count(n, n, kept, kept, low, high):
        motif = count_reason(n, low, high)
        return NonPlace(instance.candidats[i].id, "effectif", motif if n == instance.n else _among_eligible(motif))
    if not can_count(n, hosts, kept, kept_hosts, low, high):
        able = agree(hosts, "seul établissement peut", "établissements seulement peuvent")
        return NonPlace(instance.candidats[i].id, "hote", f"{able} accueillir, et les places vont aux mieux classés")
    code, what = _tying_rule(instance, eligible)
    motif = f"{what} empêchent de le placer sans écarter un établissement mieux classé"
    return NonPlace(instance.candidats[i].id, code, motif)


def _among_eligible(motif: str) -> str:
    return f"{motif}, une fois écartés ceux qu’aucun groupe ne peut accueillir avec eux"


def _tying_rule(instance: Instance, eligible: Sequence[int]) -> tuple[str, str]:
    chosen = list(eligible)
    separated = bool(instance.apart[chosen][:, chosen].any())
    tied = any(set(bundle) & set(chosen) for bundle in instance.bundles)
    if separated and not tied:
        return "incompatible", "les incompatibilités"
    if tied and not separated:
        return "ensemble", "les demandes d’être ensemble"
    return "contraintes", "les incompatibilités et les demandes d’être ensemble"
