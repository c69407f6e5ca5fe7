"""Rules of the people of a file: who signs always remains, what an invitation gives, how long it lives. Pure."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from datetime import timedelta
from enum import StrEnum
from typing import Final, TypeVar

K = TypeVar("K", bound=Hashable)


class Droit(StrEnum):
    """What a person may do with a file: who signs also writes, who writes also reads. One row a person and file."""

    ECRIT = "ecrit"
    SIGNE = "signe"
    LIT = "lit"


FORCE: Final[dict[Droit, int]] = {Droit.LIT: 1, Droit.ECRIT: 2, Droit.SIGNE: 3}
LIBELLES_DROIT: Final[dict[Droit, str]] = {
    Droit.SIGNE: "Signe",
    Droit.ECRIT: "Écrit",
    Droit.LIT: "Lit",
}
AIDES_DROIT: Final[dict[Droit, str]] = {
    Droit.SIGNE: "Signe : écrit, invite, certifie, dépose et retire la candidature",
    Droit.ECRIT: "Écrit : remplit les parties et joint les pièces, puis prévient qui signe",
    Droit.LIT: "Lit : relit la candidature et l’accusé, sans rien modifier",
}
DUREE_INVITATION: Final = timedelta(days=7)
INVITATIONS_PAR_JOUR: Final = 20
"""Invitations one file may send in a day: nobody's mailbox is filled by somebody else."""


def keeps_signer(droits: Mapping[K, Droit], cible: K, nouveau: Droit | None) -> bool:
    """True when somebody still signs once `cible` has the right `nouveau`, or none."""
    autres = any(droit is Droit.SIGNE for qui, droit in droits.items() if qui != cible)
    return autres or nouveau is Droit.SIGNE


def right_once_joined(present: Droit | None, offert: Droit) -> Droit:
    """What an invitation gives to somebody: never less than she has."""
    return offert if present is None or FORCE[offert] > FORCE[present] else present
