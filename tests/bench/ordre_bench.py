"""What the order of the files saves, and the time it takes: `python -m tests.bench.ordre_bench`."""

from __future__ import annotations

import time
from random import Random

from acia.commission.rules.ordre import DossierAOrdonner, count_exits, plan_order

CAS = ((12, 5, 1, 0.2), (24, 6, 3, 0.1), (60, 9, 4, 0.05), (60, 9, 4, 0.15), (200, 10, 13, 0.03), (2000, 5, 5, 0.05))


def agenda(files: int, people: int, departements: int, part: float) -> list[DossierAOrdonner]:
    """A random agenda: each member is recused from each file with this probability."""
    draw = Random(files)  # noqa: S311 - a bench replays it
    membres = [f"m{i}" for i in range(people)]
    return [
        DossierAOrdonner(
            f"d{i:04}", f"{draw.randrange(departements):02}", frozenset(m for m in membres if draw.random() < part)
        )
        for i in range(files)
    ]


def main() -> None:
    """Print one line a case."""
    print("dossiers membres départements part | sans ordre  avec  au moins | CPU")
    for case in CAS:
        dossiers = agenda(*case)
        start = time.process_time()
        found = plan_order(dossiers, "graine")
        spent = time.process_time() - start
        plain = count_exits(sorted(dossiers, key=lambda d: (d.departement, d.id)))
        print(*case, "|", plain, found.sorties, found.minimum, "|", f"{spent:.2f} s")


if __name__ == "__main__":
    main()
