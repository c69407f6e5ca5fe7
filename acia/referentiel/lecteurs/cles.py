"""Numbers of the register as integers, and days, many at once: a national file holds hundreds of thousands of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np

_CHIFFRES: Final = "0123456789AB"
_AUTRE: Final = len(_CHIFFRES)
_RANGS: Final = np.full(256, _AUTRE, np.uint8)
_RANGS[list(_CHIFFRES.encode())] = range(_AUTRE)
_FIN: Final = ord(";")
_POIDS: Final = np.array([_AUTRE**rang for rang in reversed(range(9))], np.int64)
_LUHN: Final = np.array([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 1, 2, 0, 2, 4, 6, 8, 1, 3, 5, 7, 9, 2, 4], np.uint8)
"""The digit, then twice the digit with its own digits added; A counts for 1 and B for 2 (Corsica)."""
_UN_SUR_DEUX: Final = np.array([0, _AUTRE] * 4 + [0], np.uint8)
_UNS: Final = np.ones(9, np.uint8)


def slots_of(textes: Sequence[bytes], largeur: int) -> Any:
    """Return the bytes of texts, one row for each, None when one of them has another length."""
    octets = b";".join(textes)
    if len(octets) != len(textes) * (largeur + 1) - 1:
        return None
    cases = np.frombuffer(octets + b";", np.uint8).reshape(-1, largeur + 1)
    # A text of another length moves a mark, and one that holds a mark is neither a number nor a day.
    return cases[:, :largeur] if (cases[:, largeur] == _FIN).all() else None


def digits_of(numeros: Sequence[bytes]) -> Any:
    """Return one row of nine small integers for each number, None when one of them is not nine digits, A or B."""
    cases = slots_of(numeros, 9)
    return None if cases is None else ranks_of(cases)


def digits_in(texte: str) -> Any:
    """Return the same of numbers written one after the other, nine characters each."""
    return ranks_of(np.frombuffer(texte.encode(), np.uint8).reshape(-1, 9))


def ranks_of(cases: Any) -> Any:
    """Return the same of the bytes of numbers, one row for each."""
    rangs = _RANGS[cases]
    return None if (rangs == _AUTRE).any() else rangs


def keys_of(rangs: Any) -> Any:
    """Return one integer for each number, no two alike."""
    return rangs @ _POIDS


def number_of(cle: int) -> str:
    """Return the number that an integer stands for."""
    chiffres = ""
    for _ in range(9):
        cle, rang = divmod(cle, _AUTRE)
        chiffres = _CHIFFRES[rang] + chiffres
    return chiffres


def all_hold(rangs: Any) -> bool:
    """Tell whether every number has a valid key: `rules.has_valid_key`, many at once."""
    lettres = rangs > 9
    if lettres.any() and (lettres[:, (0, 2, 3, 4, 5, 6, 7, 8)].any() or (rangs[lettres[:, 1], 0] != 2).any()):
        return False
    # Nine times nine at most: a byte holds the sum.
    return not (_LUHN[rangs + _UN_SUR_DEUX] @ _UNS % 10).any()


_JOURS_DU_MOIS: Final = np.array([0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] + [0] * 88, np.uint8)


def all_days(textes: Sequence[bytes]) -> bool:
    """Tell whether every text is a real day written AAAA-MM-JJ: `is_date`, many at once, but for the 29 February."""
    cases = slots_of(textes, 10)
    return cases is not None and hold_days(cases)


def hold_days(cases: Any) -> bool:
    """Tell the same of the bytes of days, one row for each."""
    caracteres = cases.T
    chiffres = caracteres[[0, 1, 2, 3, 5, 6, 8, 9]] - ord("0")
    if (chiffres > 9).any() or (caracteres[[4, 7]] != ord("-")).any() or not chiffres[:4].any(axis=0).all():
        return False
    mois, jours = chiffres[4] * 10 + chiffres[5], chiffres[6] * 10 + chiffres[7]
    return bool((jours > 0).all() and (jours <= _JOURS_DU_MOIS[mois]).all())


class Repertoire:
    """Where each number of a list is, found many at once."""

    def __init__(self, cles: Any) -> None:
        self._ordre = np.argsort(cles, kind="stable")
        self._triees = cles[self._ordre]

    def repeated(self) -> Any:
        """Return the ranks of the numbers that the list holds already, in its order."""
        return np.sort(self._ordre[1:][self._triees[1:] == self._triees[:-1]])

    def ranks(self, cles: Any) -> Any:
        """Return the rank of each number in the list, -1 when it is not there."""
        if not len(self._triees):
            return np.full(len(cles), -1)
        places = np.minimum(np.searchsorted(self._triees, cles), len(self._triees) - 1)
        return np.where(self._triees[places] == cles, self._ordre[places], -1)
