"""The panel of the cross-checks, beside the findings of a file."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from acia.candidatures.models import Candidature
from acia.comptes.models import Utilisateur
from acia.core.rules import Constat, Resultat
from acia.eligibilite import queries
from acia.eligibilite.rules.recoupements import cross_check

_TAGS: Final = {
    Resultat.NON_SATISFAIT: ("À signaler", "ambre"),
    Resultat.A_VERIFIER: ("À vérifier", "ambre"),
    Resultat.INCONNU: ("Inconnu", "bleu"),
    Resultat.SATISFAIT: ("Rien à signaler", "vert"),
}


@dataclass(frozen=True)
class Recoupement:
    """A cross-check as the panel shows it, with the files it names that the officer may open."""

    constat: Constat
    tag: tuple[str, str]
    dossiers: list[tuple[str, uuid.UUID]]


def crossings_of(candidature: Candidature, person: Utilisateur, now: datetime) -> list[Recoupement]:
    """The cross-checks of a file, what is pointed out first."""
    facts, known = queries.read_crossings(candidature, person, now)
    found = sorted(cross_check(facts), key=lambda constat: list(_TAGS).index(constat.resultat))
    return [Recoupement(c, _TAGS[c.resultat], _named(c, known)) for c in found]


def _named(constat: Constat, known: dict[str, uuid.UUID]) -> list[tuple[str, uuid.UUID]]:
    words = {word.strip(";:()") for word in constat.valeur.split()}
    return [(numero, known[numero]) for numero in sorted(words & known.keys())]
