"""What the rules read of a file, and what a finding is made of. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from acia.candidatures.rules import Reponses
from acia.core.clock import date_in_words
from acia.core.rules import Constat, Regle, Resultat

REGISTRE: Final = "Registre FINESS"
DECLARE: Final = "Déclaré par l’établissement"
JOINT: Final = "Document joint"
DOSSIERS: Final = "Dossiers de l’appel"


@dataclass(frozen=True)
class FaitsRegistre:
    """What one snapshot of the register says of the establishment."""

    numero: str
    date_donnees: date | None = None
    """Day of the snapshot's data."""
    connu: bool = True
    entite_juridique: bool = False
    """The number is that of a legal entity, not of an establishment (E19)."""
    numero_ej: str = ""
    departement: str = ""
    categorie: str = ""
    libelle_categorie: str = ""
    agregat: str = ""
    mft: str = ""
    habilitation_justice: bool = False
    ouvert: bool = True
    date_fermeture: date | None = None


@dataclass(frozen=True)
class FaitsAppel:
    """What the call asks for."""

    departements: tuple[str, ...]
    avis_differe_admis: bool = False
    avis_differe_limite: date | None = None
    consultation_admise: bool = True
    """Without a body, a consultation of the staff is examined (E8)."""
    plafond_gestionnaire: int | None = None
    """Files of one managing body retained at most in a département; none: no cap (R29)."""


@dataclass(frozen=True)
class Faits:
    """All that the rules read of a file."""

    jour: date
    """Day of the verdict."""
    depot: date
    """Day of the deposit, in the zone of the call."""
    departement: str
    """Of the establishment when the file was deposited (E21)."""
    registre: FaitsRegistre
    appel: FaitsAppel
    reponses: Reponses
    noms: tuple[tuple[str, str], ...] = ()
    """Code and name of the départements that the findings may cite."""
    pieces: tuple[str, ...] = ()
    """Codes of the documents joined."""
    projet_modifie: date | None = None
    """Day of the last change of the project in the file, when it is known."""
    remplaces: tuple[str, ...] = ()
    """Earlier files of the same establishment that this one replaces."""
    doublons: tuple[str, ...] = ()
    """Other living files of the same establishment, by number or by SIRET (E17)."""
    meme_ej: tuple[str, ...] = ()
    """Other living files of the same legal entity (E18)."""


def departement_in_words(faits: Faits, code: str) -> str:
    """« Finistère (29) », or the code alone when its name is not known."""
    name = dict(faits.noms).get(code)
    return f"{name} ({code})" if name else code


def found_declared(
    faits: Faits, regle: Regle, resultat: Resultat, phrase: str, valeur: str = "", limite: str = ""
) -> Constat:
    """A finding on what the establishment declares, on the day of its deposit."""
    return Constat(regle, resultat, phrase, valeur, limite, DECLARE, date_in_words(faits.depot))


def found_joined(
    faits: Faits, regle: Regle, resultat: Resultat, phrase: str, valeur: str = "", limite: str = ""
) -> Constat:
    """A finding on a document joined to the file."""
    return Constat(regle, resultat, phrase, valeur, limite, JOINT, date_in_words(faits.depot))


def found_in_register(
    faits: Faits, regle: Regle, resultat: Resultat, phrase: str, valeur: str = "", limite: str = ""
) -> Constat:
    """A finding on what the register says, on the day of its snapshot."""
    quand = faits.registre.date_donnees
    return Constat(regle, resultat, phrase, valeur, limite, REGISTRE, date_in_words(quand) if quand else "")


def found_in_call(
    faits: Faits, regle: Regle, resultat: Resultat, phrase: str, valeur: str = "", limite: str = ""
) -> Constat:
    """A finding on the other files of the call, on the day of the verdict."""
    return Constat(regle, resultat, phrase, valeur, limite, DOSSIERS, date_in_words(faits.jour))
