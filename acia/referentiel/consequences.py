"""What later stages say of an import: which of their files it touches. They register; this stage knows none of them."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True)
class VerdictTouche:
    """What would be found otherwise in a file if its rules were read again: outcome, then finding by finding."""

    avant: str
    apres: str
    constats: tuple[tuple[str, str, str], ...]
    """Rule, what it had found, what it would find."""


@dataclass(frozen=True)
class DossierTouche:
    """A deposited file whose establishment an import changes, or whose verdict it would change."""

    id: str
    numero: str
    nom: str
    appel: str
    numero_finess: str
    page: str
    """Endpoint that opens it, given `candidature_id`."""
    verdict: VerdictTouche | None = None
    a_un_verdict: bool = False


@dataclass(frozen=True)
class Consequences:
    """Files that an import touches; drafts are counted only."""

    dossiers: tuple[DossierTouche, ...] = ()
    brouillons: int = 0
    relus: int = 0
    """How many verdicts were compared."""


Apres = Callable[[Collection[str]], Consequences]
"""Called once the import is written, with the numbers of the establishments it changed."""
Temoin = Callable[[datetime], Apres]
"""Called before the import: it remembers what it needs of the register as it is."""


@dataclass
class _Registre:
    temoin: Temoin | None = field(default=None)


_registre = _Registre()


def register_consequences(temoin: Temoin) -> None:
    """Let a later stage say what an import touches."""
    _registre.temoin = temoin


def watch(now: datetime) -> Apres:
    """Remember the register before an import; what is returned says afterwards what it touches."""
    return _registre.temoin(now) if _registre.temoin is not None else lambda _numeros: Consequences()
