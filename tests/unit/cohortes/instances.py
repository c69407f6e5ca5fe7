"""Generated problems for the tests of the cohorte solver: the same seed always gives the same problem."""

from __future__ import annotations

import random

from acia.cohortes.solver.problem import Candidat, Parametres, Poids, Problem, Trajet


def plain(n: int, seed: int, departement: str = "29", clustered: bool = False) -> Problem:
    """`n` establishments spread over a département, or gathered around a few towns, without any tie."""
    rng = random.Random(f"plain/{n}/{seed}/{clustered}")  # noqa: S311 - replayable data, not a secret
    towns = [(48 + rng.uniform(-0.4, 0.4), -3 + rng.uniform(-0.7, 0.7)) for _ in range(max(2, n // 6))]
    candidats = []
    for i in range(n):
        lat, lon = 48 + rng.uniform(-0.45, 0.45), -3 + rng.uniform(-0.8, 0.8)
        if clustered:
            town = rng.choice(towns)
            lat, lon = town[0] + rng.gauss(0, 0.05), town[1] + rng.gauss(0, 0.05)
        candidats.append(
            Candidat(
                id=f"{departement}-{i:03}",
                departement=departement,
                rang=i + 1,
                lat=round(lat, 5),
                lon=round(lon, 5),
                gestionnaire=f"G{rng.randrange(max(2, n // 3))}",
                hote=rng.random() < 0.8,
            )
        )
    return Problem(tuple(candidats))


def conflicted(seed: int, smallest: int = 1, largest: int = 14) -> Problem:
    """A small département with any mix of rules: ties, conflicts, few hosts, missing ranks, given journeys."""
    rng = random.Random(f"conflicted/{seed}")  # noqa: S311 - replayable data, not a secret
    n = rng.randint(smallest, largest)
    host_share = rng.choice([0.9, 0.6, 0.2])
    candidats = tuple(
        Candidat(
            id=f"E{rng.randrange(1000):03}{chr(97 + i)}",
            departement="29",
            rang=rng.choice([None, i + 1, i + 1, rng.randint(1, n)]),
            lat=48 + rng.uniform(-0.45, 0.45),
            lon=-3 + rng.uniform(-0.8, 0.8),
            gestionnaire=rng.choice([None, "G0", "G1", "G2", "G3"]),
            themes=frozenset(rng.sample("abcdefgh", rng.randrange(4))),
            taille=rng.choice([None, "P", "M", "G"]),
            hote=rng.random() < host_share,
        )
        for i in range(n)
    )
    ids = [candidat.id for candidat in candidats]

    def pairs(most: int) -> tuple[tuple[str, str], ...]:
        count = rng.randint(0, most) if n > 1 else 0
        return tuple((a, b) for a, b in (rng.sample(ids, 2) for _ in range(count)))

    journeys = {frozenset(pair): round(rng.uniform(0, 90), 2) for pair in pairs(6)}
    poids = Poids(
        trajet_hote=rng.choice([1, 1, 2, 0]),
        trajet_max=rng.choice([1, 0, 3]),
        meme_gestionnaire=rng.choice([60, 5]),
        theme=rng.choice([0, 1, 2]),
        mixite=rng.choice([0, 10]),
    )
    low, high = rng.choice([(4, 5), (4, 5), (4, 5), (3, 6), (5, 5)])
    return Problem(
        candidats=candidats,
        parametres=Parametres(
            taille_min=low,
            taille_max=high,
            poids=poids,
            meme_gestionnaire=rng.choice(["eviter", "eviter", "interdire", "libre"]),
        ),
        incompatibles=pairs(rng.choice([0, 3, 12])),
        ensemble=pairs(rng.choice([0, 0, 2, 4])),
        trajets=tuple(Trajet(*sorted(pair), minutes) for pair, minutes in journeys.items()),
    )
