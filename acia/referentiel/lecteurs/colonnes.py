"""Many sound rows of a flat file at once, column by column: what a row read alone gives, at a fraction of its cost.

Whatever is doubtful in one of them makes the whole batch doubtful: the caller then reads its rows one by one, and says
what is wrong with which.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from operator import eq
from typing import Final

from acia.referentiel.coordonnees import within_territory
from acia.referentiel.lecteurs import enregistrement as lu
from acia.referentiel.lecteurs.enregistrement import EtablissementLu, LigneInvalide
from acia.referentiel.lecteurs.points import Points, ProjectionInconnue
from acia.referentiel.rules import departement_of_register, has_valid_key, insee_commune

_ACHEMINEMENT: Final = re.compile(r"([0-9]{5})\s+(\S.*)", re.ASCII)
_CEDEX: Final = re.compile(r"\s+CEDEX(?:\s+[0-9]{1,2})?$", re.ASCII)


class LotDouteux(Exception):
    """One row at least of the batch needs to be looked at alone."""


def read_together(lignes: Sequence[list[str]], largeur: int, points: Points) -> list[EtablissementLu]:
    """Read rows whose fields are plain text already; `largeur` is the number of columns of the file.

    Raises:
        LotDouteux: one of them is not sound.
    """
    _ensure(set(map(len, lignes)) == {largeur} and largeur in {31, 32})
    c = list(zip(*lignes, strict=True))
    numeros = c[1]
    _ensure(set(c[0]) == {"structureet"} and len(set(numeros)) == len(numeros) and all(c[30]))
    _ensure(all(map(has_valid_key, numeros)) and all(map(has_valid_key, set(c[2]))) and not any(map(eq, numeros, c[2])))
    _ensure(set(map(len, c[22])) <= {0, 14} and _is_digits("".join(c[22])))
    noms = c[3] if all(c[3]) else tuple(court or long for court, long in zip(c[3], c[4], strict=True))
    _ensure(all(noms))
    try:
        for triplet in set(zip(c[18], c[20], c[24], strict=True)):
            check_nomenclature(*triplet)
        jours = {texte: lu.read_date(texte, "") for texte in {*c[28], *c[29], *c[30]}}
        postaux, communes = zip(*map(split_acheminement, c[15]), strict=True)
        insee = tuple(map(insee_commune, c[13], c[12]))
        departements = tuple(map(departement_of_register, c[13], postaux, insee))
        positions = tuple(map(points.position, numeros))
    except (LigneInvalide, ProjectionInconnue) as defaut:
        raise LotDouteux from defaut
    _ensure(all(departements))
    _ensure(all(p is None or within_territory(*p, d) for p, d in zip(positions, departements, strict=True) if d))
    nombre = len(lignes)
    return list(
        map(
            EtablissementLu._make,
            zip(
                numeros,
                c[2],
                noms,
                c[4],
                [f"{a} {b}" if a and b else a or b for a, b in zip(c[5], c[6], strict=True)],
                [
                    " ".join(f"{numero}{bis} {voie} {nom} {lieu}".split())
                    for numero, voie, nom, bis, lieu in zip(*c[7:12], strict=True)
                ],
                postaux,
                communes,
                insee,
                departements,
                c[16],
                c[18],
                c[19],
                c[20],
                c[22],
                c[24],
                c[25],
                *(map(jours.__getitem__, c[rang]) for rang in (28, 29, 30)),
                [None] * nombre,
                *zip(*[p or (None, None) for p in positions], strict=True),
                [False] * nombre,
                [True] * nombre,
                strict=True,
            ),
        )
    )


def _ensure(sound: bool) -> None:
    if not sound:
        raise LotDouteux


def _is_digits(texte: str) -> bool:
    return not texte or (texte.isascii() and texte.isdigit())


@lru_cache(maxsize=4096)
def check_nomenclature(categorie: str, agregat: str, mft: str) -> None:
    """Check the form of the codes of a row.

    Raises:
        LigneInvalide: one of them has another form.
    """
    lu.check_code(lu.require(categorie, "la catégorie"), lu.CODE_CATEGORIE, "la catégorie")
    lu.check_code(agregat, lu.CODE_AGREGAT, "l’agrégat")
    lu.check_code(mft, lu.CODE_MFT, "le mode de fixation des tarifs")


def split_acheminement(ligne: str) -> tuple[str, str]:
    """Return the postal code, empty when there is none, and the commune without its CEDEX."""
    trouve = _ACHEMINEMENT.fullmatch(ligne)
    code_postal, commune = trouve.groups() if trouve else ("", ligne)
    return code_postal, _CEDEX.sub("", commune) if "CEDEX" in commune else commune
