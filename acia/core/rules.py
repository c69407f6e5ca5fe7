"""Vocabulary of labelled rules: one rule blocks, explains, proposes and reports alike. Pure."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum


class Resultat(StrEnum):
    """Outcome of a rule on one object."""

    SATISFAIT = "satisfait"
    NON_SATISFAIT = "non_satisfait"
    A_VERIFIER = "a_verifier"
    INCONNU = "inconnu"


LIBELLES_RESULTAT: dict[Resultat, str] = {
    Resultat.SATISFAIT: "Satisfait",
    Resultat.NON_SATISFAIT: "Non satisfait",
    Resultat.A_VERIFIER: "À vérifier",
    Resultat.INCONNU: "Inconnu",
}


class Niveau(StrEnum):
    """What a rule does when it is not satisfied."""

    BLOQUANT = "bloquant"
    ALERTE = "alerte"
    INFORMATION = "information"


@dataclass(frozen=True)
class Regle:
    """A rule of the scheme: `code` is its R number, `source` the text it comes from."""

    code: str
    libelle: str
    source: str
    niveau: Niveau = Niveau.BLOQUANT


@dataclass(frozen=True)
class Constat:
    """What a rule found: value read, limit, where and when it was read, and a sentence a director understands."""

    regle: Regle
    resultat: Resultat
    phrase: str
    valeur: str = ""
    limite: str = ""
    origine: str = ""
    date_origine: str = ""

    @property
    def bloque(self) -> bool:
        """True when the rule is blocking and not satisfied."""
        return self.regle.niveau is Niveau.BLOQUANT and self.resultat is Resultat.NON_SATISFAIT

    def as_dict(self) -> dict[str, object]:
        """Plain data for storage; the rule is kept as it was worded that day."""
        return asdict(self)
