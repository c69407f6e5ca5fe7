"""What every layout is read into. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final, NamedTuple

from acia.core.errors import ActionRefusee
from acia.referentiel.rules import is_protection_enfance


class FichierRefuse(ActionRefusee):
    """The file as a whole is refused: nothing of it may be written."""

    def __init__(self, motif: str, ligne: int | None = None) -> None:
        self.ligne = ligne
        super().__init__(motif if ligne is None else f"Ligne {ligne} : {motif}")


class LigneInvalide(Exception):
    """One row does not hold; it becomes a `LigneRejetee`."""


@dataclass(frozen=True, slots=True)
class EnTete:
    """What a file says of itself before its first establishment."""

    disposition: str
    """`etalab`, `finess-plus` (flat) or `finess-structures` (JSON)."""
    date_donnees: date
    flux: str
    encodage: str


@dataclass(frozen=True, slots=True)
class LigneRejetee:
    """A row that is not imported; `repere` says where it is in the file."""

    repere: str
    numero: str
    motif: str


@dataclass(frozen=True, slots=True)
class Observation:
    """A row that is imported without one of its values, and why."""

    repere: str
    numero: str
    motif: str


class EtablissementLu(NamedTuple):
    """One establishment as the register describes it; an unknown value is empty or None, a day is written AAAA-MM-JJ.

    A tuple in the order of the columns: a national file makes a hundred thousand of them, written as they are.
    """

    numero_finess: str
    numero_ej: str
    raison_sociale: str
    nom_long: str
    complement: str
    adresse: str
    code_postal: str
    commune: str
    code_commune: str
    departement: str
    telephone: str
    categorie: str
    libelle_categorie: str
    agregat: str
    siret: str
    mft: str
    libelle_mft: str
    date_ouverture: str | None
    date_autorisation: str | None
    date_maj: str | None
    date_fermeture: str | None
    lat: float | None
    lon: float | None
    habilitation_justice: bool
    ouvert: bool

    @property
    def protection_enfance(self) -> bool:
        """True when its category belongs to child protection."""
        return is_protection_enfance(self.categorie, self.agregat)


_JOUR: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
DATES_CONVENTIONNELLES: Final = frozenset({"1900-01-01", "1901-01-01", "1904-04-04"})
"""Opening dates the register writes when it does not know: read as unknown."""


@lru_cache(maxsize=1 << 15)
def is_date(texte: str) -> bool:
    """Tell whether a text is a real day written AAAA-MM-JJ."""
    if not _JOUR.fullmatch(texte):
        return False
    try:
        date.fromisoformat(texte)
    except ValueError:
        return False
    return True


def read_date(texte: str, colonne: str) -> str | None:
    """Return a date written AAAA-MM-JJ, None when it is absent or conventional.

    Raises:
        LigneInvalide: anything else.
    """
    if texte in DATES_CONVENTIONNELLES or not texte:
        return None
    if is_date(texte):
        return texte
    raise LigneInvalide(f"{colonne} « {texte[:20]} » n’est pas une date AAAA-MM-JJ")


def check_code(texte: str, motif: re.Pattern[str], colonne: str) -> str:
    """Return a code that has the expected form, or is empty.

    Raises:
        LigneInvalide: it has another form, as after a column has moved or a spreadsheet has passed.
    """
    if texte and not motif.fullmatch(texte):
        raise LigneInvalide(f"{colonne} « {texte[:30]} » n’a pas la forme attendue")
    return texte


def require(texte: str, colonne: str) -> str:
    """Return a value that a register row cannot do without.

    Raises:
        LigneInvalide: it is empty.
    """
    if not texte:
        raise LigneInvalide(f"{colonne} manque")
    return texte


CODE_CATEGORIE: Final = re.compile(r"[0-9]{3}", re.ASCII)
CODE_AGREGAT: Final = re.compile(r"[0-9]{4}", re.ASCII)
CODE_MFT: Final = re.compile(r"[0-9]{2}", re.ASCII)
CODE_SIRET: Final = re.compile(r"[0-9]{14}", re.ASCII)
CODE_POSTAL: Final = re.compile(r"[0-9]{5}", re.ASCII)
