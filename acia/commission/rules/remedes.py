"""What would mend a file without quorum: whom to call, whom to name, who may give a proxy. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from acia.commission.rules.places import PlaceTenue, Tenue


def remedies(
    tenues: Iterable[PlaceTenue],
    noms: Mapping[str, str],
    *,
    deportes: Collection[str],
    invites: Collection[str] = (),
    procurations: Mapping[str, str] | None = None,
) -> tuple[str, ...]:
    """One sentence for each place that does not count on a file; when all are recused, the last resort (E40)."""
    rows = list(tenues)
    lost = [row for row in rows if not row.compte]
    if rows and all(row.tenue == Tenue.DEPORT for row in rows):
        return ("Tous les membres se déportent : la présidence peut appeler une suppléance d’une autre région.",)
    given = procurations or {}
    free = [
        row.par
        for row in rows
        if row.tenue == Tenue.TITULAIRE and row.par is not None and row.par not in given.values()
    ]
    return tuple(filter(None, (_mend(row, noms, deportes, invites, given, free) for row in lost)))


def _mend(
    row: PlaceTenue,
    noms: Mapping[str, str],
    deportes: Collection[str],
    invites: Collection[str],
    procurations: Mapping[str, str],
    libres: list[str],
) -> str:
    titulaire = row.place.titulaire
    held = noms[(titulaire or row.place.titulaires[0]).id]
    able = [s for s in row.place.suppleants if s.id not in deportes]
    for alternate in able:
        if alternate.en_fonction:
            return f"Appeler {noms[alternate.id]}, qui supplée {held}."
        if alternate.id in invites:
            return f"Relancer l’invitation de {noms[alternate.id]}, qui suppléerait {held}."
    if row.tenue == Tenue.ABSENT and titulaire is not None and titulaire.id not in procurations and libres:
        return f"{held} peut donner procuration à {noms[libres[0]]}."
    return f"Nommer une suppléance à {held}."
