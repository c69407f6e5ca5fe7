"""The fictitious file: its first wording, and the spread of the marks it was given. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from acia.commission.rules.grille import NOTE_MAX

TITRE_CALIBRAGE: Final = "Redonner du temps aux équipes d’internat"
TEXTE_CALIBRAGE: Final = "\n\n".join(
    (
        "Une maison d’enfants de 42 places, 51 salariés, trois unités. Depuis deux ans, un poste d’éducateur "
        "sur cinq est tenu par des remplaçants. Les plannings changent chaque semaine et les réunions "
        "d’équipe sautent une fois sur deux.",
        "Objectifs. Stabiliser les plannings à quatre semaines, tenir toutes les réunions d’équipe, faire "
        "baisser les départs dans l’année.",
        "Actions. Un diagnostic partagé avec les équipes de deux unités ; un essai de planning fixe de six "
        "mois ; un temps de relève protégé de trente minutes. La troisième unité rejoindrait l’essai « si "
        "possible ».",
        "Moyens. La direction libère une demi-journée par mois pour un groupe de six personnes. Le budget de "
        "remplacement n’est pas chiffré.",
        "Instance. Le comité social et économique est favorable, avec une réserve : il demande à suivre la "
        "charge des veilleurs de nuit.",
        "Suivi et évaluation. Trois indicateurs : réunions tenues, changements de planning à moins de sept "
        "jours, départs. Seul le dernier a un point de départ.",
        "Partage. Un témoignage au réseau départemental ; rien n’est dit de la personne qui le portera.",
    )
)


@dataclass(frozen=True)
class EtendueCritere:
    """How the members' marks spread over one criterion: how many gave each mark from 0 to 5."""

    effectifs: tuple[int, ...]
    basse: int
    haute: int

    @property
    def ecart(self) -> int:
        """Levels between the highest and the lowest mark."""
        return self.haute - self.basse


def spread_by_criterion(feuilles: Sequence[Sequence[int]]) -> tuple[EtendueCritere, ...]:
    """The spread of at least one sheet, criterion by criterion, without saying who gave what."""
    columns = zip(*feuilles, strict=True)
    return tuple(
        EtendueCritere(tuple(marks.count(level) for level in range(NOTE_MAX + 1)), min(marks), max(marks))
        for marks in columns
    )
