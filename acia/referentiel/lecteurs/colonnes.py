"""Many sound rows of a flat file at once, column by column: what a row read alone gives, at a fraction of its cost.

Whatever is doubtful in one of them makes the whole batch doubtful: the caller then reads its rows one by one, and says
what is wrong with which.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import chain
from operator import add, eq
from typing import Any, Final

import numpy as np

from acia.core.bulk import decoded
from acia.referentiel.coordonnees import within_boxes
from acia.referentiel.lecteurs import enregistrement as lu
from acia.referentiel.lecteurs.cles import all_days, all_hold, digits_of
from acia.referentiel.lecteurs.enregistrement import LigneInvalide
from acia.referentiel.lecteurs.lot import Lot
from acia.referentiel.lecteurs.points import Points
from acia.referentiel.lecteurs.texte import clean_text, is_plain
from acia.referentiel.rules import DEPARTEMENTS_METROPOLE, departement_of_register, insee_commune, squeezed

_ACHEMINEMENT: Final = re.compile(r"([0-9]{5})\s+(\S.*)", re.ASCII)
_CEDEX: Final = re.compile(r"\s+CEDEX(?:\s+[0-9]{1,2})?$", re.ASCII)
_LUS: Final = (*range(2, 14), 15, 16, 18, 19, 20, 22, 24, 25, 28, 29, 30)
"""Columns that are kept, beside the number."""
_METROPOLE: Final = frozenset(code.encode() for code in DEPARTEMENTS_METROPOLE)
_CONVENTIONNELLES: Final = frozenset(jour.encode() for jour in lu.DATES_CONVENTIONNELLES)
Textes = list[bytes]
Colonne = Sequence[Any]


class LotDouteux(Exception):
    """One row at least of the batch needs to be looked at alone."""


def read_together(lignes: bytes, nombre: int, largeur: int, points: Points) -> Lot:
    """Read rows of UTF-8 without quotes, a line feed between two of them; `largeur` is the number of their columns.

    They stay bytes: a hundred thousand rows of texts would cost twice as much.

    Raises:
        LotDouteux: one of them is not sound.
    """
    try:
        c = _columns(lignes, nombre, largeur)
        chiffres = _checked_numbers(c)
        postaux, communes = _acheminement(c[15])
        insee, departements = _territories(c[13], c[12], postaux)
        return Lot(
            (
                c[1],
                c[2],
                _names(c[3], c[4]),
                c[4],
                _side_by_side(c[5], c[6]),
                _side_by_side(list(map(add, c[7], c[10])), c[8], c[9], c[11]),
                postaux,
                communes,
                insee,
                departements,
                *(c[rang] for rang in (16, 18, 19, 20, 22, 24, 25)),
                *_days(c[28], c[29], c[30]),
                [None] * nombre,
                *_positions(points, chiffres, departements),
                [False] * nombre,
                [True] * nombre,
            )
        )
    except LigneInvalide as defaut:
        raise LotDouteux from defaut


def _ensure(sound: bool) -> None:
    if not sound:
        raise LotDouteux


def _columns(lignes: bytes, nombre: int, largeur: int) -> dict[int, Textes]:
    """The columns that are kept, cleaned."""
    _ensure(largeur in {31, 32} and b"\r" not in lignes)
    # Each line feed is left in the first field of its row: a row ends where its last field does, and nowhere else.
    champs = lignes.replace(b"\n", b";\n").split(b";")
    debuts = champs[0::largeur]
    _ensure(len(champs) == nombre * largeur and debuts[0] == b"structureet")
    _ensure(debuts.count(b"\nstructureet") == nombre - 1)
    c = {rang: champs[rang::largeur] for rang in _LUS}
    c[1] = champs[1::largeur]
    return c if is_plain(lignes) else {1: [n.strip() for n in c[1]], **{rang: _cleaned(c[rang]) for rang in _LUS}}


def _cleaned(colonne: Textes) -> Textes:
    return colonne if is_plain(b"\n".join(colonne)) else [clean_text(texte.decode()).encode() for texte in colonne]


def _checked_numbers(c: dict[int, Textes]) -> Any:
    """The digits of the numbers, once every code of the rows has the form it must have."""
    numeros, entites = c[1], c[2]
    chiffres = digits_of([*numeros, *set(entites)])
    _ensure(chiffres is not None and all_hold(chiffres) and len(set(numeros)) == len(numeros))
    _ensure(not any(map(eq, numeros, entites)))
    _ensure(set(map(len, c[22])) <= {0, 14} and _is_digits(b"".join(c[22])) and all(c[30]))
    for triplet in set(zip(c[18], c[20], c[24], strict=True)):
        check_nomenclature(*map(bytes.decode, triplet))
    return chiffres[: len(numeros)]


def _is_digits(texte: bytes) -> bool:
    return not texte or texte.isdigit()


def _names(courts: Textes, longs: Textes) -> Textes:
    noms = courts if all(courts) else [court or long for court, long in zip(courts, longs, strict=True)]
    _ensure(all(noms))
    return noms


def _side_by_side(*colonnes: Textes) -> Textes:
    """The texts of each row, one space between those that are not empty."""
    remplies = [colonne for colonne in colonnes if any(colonne)]
    if len(remplies) < 2:
        return remplies[0] if remplies else colonnes[0]
    return squeezed(b"\n".join(map(b" ".join, zip(*remplies, strict=True))))


def _acheminement(lignes: Textes) -> tuple[Textes, Textes]:
    """Postal codes and communes; « 29200 BREST » is the common form."""
    postaux, communes = [ligne[:5] for ligne in lignes], [ligne[6:] for ligne in lignes]
    simple = all(communes) and {ligne[5:6] for ligne in lignes} == {b" "} and _is_digits(b"".join(postaux))
    if simple and b"CEDEX" not in b"\n".join(lignes):
        return postaux, communes
    couples = [split_acheminement(ligne.decode()) for ligne in lignes]
    return [code.encode() for code, _ in couples], [commune.encode() for _, commune in couples]


def _territories(codes: Textes, communes: Textes, postaux: Textes) -> tuple[Textes, Textes]:
    """INSEE codes of the communes, and départements."""
    if _METROPOLE.issuperset(codes) and set(map(len, communes)) == {3} and _is_digits(b"".join(communes)):
        return list(map(add, codes, communes)), codes
    lus = decoded(codes)
    insee = list(map(insee_commune, lus, decoded(communes)))
    departements = [d for d in map(departement_of_register, lus, decoded(postaux), insee) if d is not None]
    _ensure(len(departements) == len(codes))
    return [code.encode() for code in insee], [code.encode() for code in departements]


def _positions(points: Points, chiffres: Any, departements: Textes) -> tuple[Colonne, Colonne]:
    """Latitudes and longitudes, all of them in their territory."""
    positions = points.positions(chiffres)
    _ensure(positions is not None)
    latitudes, longitudes = positions[:, 0], positions[:, 1]
    absents = np.isnan(latitudes)
    _ensure((within_boxes(latitudes, longitudes, decoded(departements)) | absents).all())
    if not absents.any():
        return latitudes.tolist(), longitudes.tolist()
    return _or_none(latitudes), _or_none(longitudes)


def _or_none(degres: Any) -> list[float | None]:
    return [None if valeur != valeur else valeur for valeur in degres.tolist()]


def _days(*colonnes: Textes) -> Sequence[Colonne]:
    """Days as they are stored."""
    if _are_known(list(chain(*colonnes))):
        return colonnes
    return [textes if _are_known(textes) else list(map(_day, textes)) for textes in colonnes]


def _are_known(textes: Textes) -> bool:
    return all_days(textes) and _CONVENTIONNELLES.isdisjoint(textes)


def _day(texte: bytes) -> bytes | None:
    return None if lu.read_date(texte.decode(), "") is None else texte


@lru_cache(maxsize=4096)
def check_nomenclature(categorie: str, agregat: str, mft: str) -> None:
    """Check the form of the codes of a row.

    Raises:
        LigneInvalide: one of them has another form.
    """
    lu.check_code(lu.require(categorie, "la catégorie"), lu.CODE_CATEGORIE, "la catégorie")
    lu.check_code(agregat, lu.CODE_AGREGAT, "l’agrégat")
    lu.check_code(mft, lu.CODE_MFT, "le mode de fixation des tarifs")


@lru_cache(maxsize=4096)
def split_acheminement(ligne: str) -> tuple[str, str]:
    """Return the postal code, empty when there is none, and the commune without its CEDEX."""
    trouve = _ACHEMINEMENT.fullmatch(ligne)
    code_postal, commune = trouve.groups() if trouve else ("", ligne)
    return code_postal, _CEDEX.sub("", commune) if "CEDEX" in commune else commune
