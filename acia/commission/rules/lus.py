"""A commission, its seats and a sheet as a save reads them: the columns that the rules ask for. Pure."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from acia.commission.workflow import Voix


@dataclass(slots=True)
class CommissionLue:
    """What the rules ask of a commission, and its seats."""

    etat: str
    seance_at: datetime
    region_code: str
    membres: list[SiegeLu] = field(default_factory=list)


@dataclass(slots=True)
class DeportLu:
    """What a member said of her interests on the file."""

    conflit: bool | None


@dataclass(slots=True)
class FeuilleLue:
    """Where a sheet stands."""

    id: uuid.UUID
    version: int
    etat: str
    rouverte_at: datetime | None
    derniere_page: dict[str, Any] | None


@dataclass(slots=True)
class SiegeLu:
    """A seat, and what it has on the file."""

    commission: CommissionLue
    id: uuid.UUID
    utilisateur_id: uuid.UUID
    ordre: int
    voix: str
    reponse: str
    sortie_at: datetime | None
    mandat_debut: date | None
    mandat_fin: date | None
    empechee_at: datetime | None
    presence: str
    titulaire_id: uuid.UUID | None
    remplace_id: uuid.UUID | None
    declaration_at: datetime | None
    affectation: str | None
    deport: DeportLu | None
    feuille: FeuilleLue | None

    @property
    def vote(self) -> bool:
        """True when she marks, votes and counts in the quorum."""
        return self.voix == Voix.DELIBERATIVE
