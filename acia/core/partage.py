"""PURE. Which numbers of establishments can be shared out into cohortes, and what to offer when they cannot.

Rules R48, R50 and R51. With groups of 4 to 5 the impossible numbers are 1, 2, 3, 6, 7 and 11.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

TAILLE_MIN: Final = 4
TAILLE_MAX: Final = 5
COHORTES_DETAILLEES: Final = 4
"""Beyond so many cohortes a split is counted and no longer spelt out."""

NBSP: Final = "\u00a0"


@dataclass(frozen=True)
class Bornes:
    """Sizes of a cohorte, as the call has frozen them."""

    minimum: int
    maximum: int


@dataclass(frozen=True, slots=True)
class Option:
    """One way out of an impossible number, as shown to the officer."""

    code: str
    phrase: str


def cohorte_counts(n: int, low: int = TAILLE_MIN, high: int = TAILLE_MAX) -> range:
    """Numbers of cohortes that hold exactly `n` establishments (empty when there is none)."""
    return range(-(-n // high), n // low + 1)


def is_feasible(n: int, low: int = TAILLE_MIN, high: int = TAILLE_MAX) -> bool:
    """True when `n` establishments can all be placed; zero needs no cohorte and is feasible."""
    return n == 0 or (n > 0 and len(cohorte_counts(n, low, high)) > 0)


def largest_feasible(n: int, low: int = TAILLE_MIN, high: int = TAILLE_MAX) -> int:
    """Most establishments, among `n`, that can be placed at the same time."""
    return next(placed for placed in range(n, -1, -1) if is_feasible(placed, low, high))


def smallest_feasible_from(n: int, low: int = TAILLE_MIN, high: int = TAILLE_MAX) -> int:
    """Smallest number, `n` or more, that can all be placed."""
    return next(total for total in range(max(n, 0), max(n, 0) + low + 1) if is_feasible(total, low, high))


def split_sizes(n: int, k: int, low: int = TAILLE_MIN, high: int = TAILLE_MAX) -> tuple[int, ...]:
    """Sizes of `k` cohortes that share `n` as evenly as possible, smallest first; nobody makes no cohorte."""
    if k not in cohorte_counts(n, low, high):
        raise ValueError(f"{n} establishments do not make {k} cohortes of {low} to {high}")
    base, larger = divmod(n, k) if k else (0, 0)
    return (base,) * (k - larger) + (base + 1,) * larger


def split_phrases(n: int, low: int = TAILLE_MIN, high: int = TAILLE_MAX) -> tuple[str, ...]:
    """The possible splits of `n`, such as « 4 + 5 », fewest cohortes first."""
    return tuple(" + ".join(map(str, split_sizes(n, k, low, high))) for k in cohorte_counts(n, low, high) if k)


def agree(count: int, singular: str, plural: str | None = None) -> str:
    """A French count with its noun, joined by a no-break space."""
    return f"{count}{NBSP}{singular if count < 2 else plural or singular + 's'}"


def count_reason(n: int, low: int = TAILLE_MIN, high: int = TAILLE_MAX) -> str:
    """Why `n` establishments cannot all be placed, in one sentence without full stop."""
    if n < low:
        return f"{agree(n, 'établissement')}{NBSP}: il en faut au moins {low} pour former une cohorte"
    return f"{n} établissements ne se partagent pas en groupes de {low} à {high}"


def options_for(n: int, low: int = TAILLE_MIN, high: int = TAILLE_MAX) -> tuple[Option, ...]:
    """Ordered options shown to the officer for `n` retained establishments; empty when `n` is feasible."""
    if n <= 0 or is_feasible(n, low, high):
        return ()
    return _options_too_few(n, low) if n < low else _options_leftover(n, low, high)


def _options_too_few(n: int, low: int) -> tuple[Option, ...]:
    missing = low - n
    options = [
        Option("recruter", f"Recruter {agree(missing, 'établissement')} de plus pour former une cohorte de {low}."),
        Option(
            "departement_voisin",
            "Rejoindre une cohorte d’un département voisin, par dérogation motivée à la règle du département unique.",
        ),
        Option("pas_a_pas", "Orienter vers le kit « Pas à pas », en autonomie."),
        Option("liste_attente", "Garder en liste d’attente jusqu’au prochain appel."),
    ]
    if missing == 1 and n > 1:
        options.append(Option("derogation_taille", f"Former une cohorte de {n}, par dérogation motivée."))
    return tuple(options)


def _options_leftover(n: int, low: int, high: int) -> tuple[Option, ...]:
    placed, target = largest_feasible(n, low, high), smallest_feasible_from(n, low, high)
    kept, waiting, missing = split_phrases(placed, low, high)[0], n - placed, target - n
    cohortes = "une cohorte de" if "+" not in kept else "des cohortes de"
    options = [
        Option(
            "liste_attente",
            f"Former {cohortes} {kept} et placer {agree(waiting, 'établissement')} en liste d’attente,"
            " selon le classement.",
        ),
        Option(
            "recruter",
            f"Recruter {agree(missing, 'établissement')} de plus et former des cohortes de"
            f" {split_phrases(target, low, high)[-1]}.",
        ),
    ]
    waivers = _waiver_splits(n, low, high)
    if waivers:
        phrase = f"Former {' ou '.join(waivers)}, par dérogation motivée à la règle des tailles."
        options.append(Option("derogation_taille", phrase))
    if missing <= 2 and waiting == 1:
        options.append(_neighbour_option(waiting, missing))
    return tuple(options)


def _neighbour_option(waiting: int, missing: int) -> Option:
    low, high = sorted((waiting, missing))
    how_many = agree(low, "établissement") if low == high else f"{low} ou {agree(high, 'établissement')}"
    return Option(
        "departement_voisin",
        f"Échanger {how_many} avec un département voisin, par dérogation motivée à la règle du département unique.",
    )


def _waiver_splits(n: int, low: int, high: int) -> list[str]:
    """Splits that leave the bounds by one at most and by as few cohortes as possible."""
    return [_waiver_phrase(sizes, low, high) for sizes in _near_miss_partitions(n, low, high)]


def _waiver_phrase(sizes: tuple[int, ...], low: int, high: int) -> str:
    if len(sizes) == 1:
        return f"une cohorte de {sizes[0]}"
    regular_first = sorted(sizes, key=lambda size: (not low <= size <= high, size))
    return "des cohortes de " + " + ".join(map(str, regular_first))


@lru_cache(maxsize=256)
def _near_miss_partitions(n: int, low: int, high: int) -> tuple[tuple[int, ...], ...]:
    """Evenest partition of `n` for each number of cohortes, kept when every size is within one of the bounds."""
    found = []
    for k in range(-(-n // (high + 1)), n // max(low - 1, 1) + 1):
        base, larger = divmod(n, k)
        sizes = (base,) * (k - larger) + (base + 1,) * larger
        if all(low - 1 <= size <= high + 1 for size in sizes):
            found.append(sizes)
    return tuple(found)


@dataclass(frozen=True)
class Partage:
    """What a number of establishments makes: a sentence, and the ways out when not everybody can be placed."""

    nombre: int
    possible: bool
    placables: int
    phrase: str
    options: tuple[Option, ...]


def share_out(nombre: int, bornes: Bornes) -> Partage:
    """R50, R51: say what this number makes, with the options in their order when it is an impossible one."""
    low, high = bornes.minimum, bornes.maximum
    placed = largest_feasible(nombre, low, high)
    possible = is_feasible(nombre, low, high)
    if nombre == 0:
        phrase = "Aucun établissement à placer."
    elif possible:
        phrase = f"{agree(nombre, 'établissement')} : {_cohortes_phrase(nombre, bornes)}."
    elif placed == 0:
        phrase = f"{count_reason(nombre, low, high)}."
    else:
        waiting = f"{nombre - placed} en attente"
        phrase = f"{count_reason(nombre, low, high)} : {_cohortes_phrase(placed, bornes)}, {waiting}."
    return Partage(nombre, possible, placed, phrase, options_for(nombre, low, high))


def _cohortes_phrase(nombre: int, bornes: Bornes) -> str:
    counts = cohorte_counts(nombre, bornes.minimum, bornes.maximum)
    if len(counts) == 1 and counts[0] == 1:
        return f"une cohorte de {nombre}"
    if counts[0] > COHORTES_DETAILLEES:
        return f"{counts[0]} cohortes" if len(counts) == 1 else f"de {counts[0]} à {counts[-1]} cohortes"
    return "cohortes de " + " ou ".join(split_phrases(nombre, bornes.minimum, bornes.maximum))
