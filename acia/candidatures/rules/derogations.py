"""Late deposits by derogation: until when one establishment may deposit, where its call says so (S47, R8). Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from acia.core.clock import date_in_words, deadline_after, local_day

_INSTANT: Final = timedelta(microseconds=1)


class NatureDerogation(StrEnum):
    """What stood in the way of a deposit in time."""

    PANNE_SERVICE = "panne_service"
    PANNE_ETABLISSEMENT = "panne_etablissement"
    IMPREVU = "imprevu"
    AUTRE = "autre"


LIBELLES_DEROGATION: Final[dict[NatureDerogation, str]] = {
    NatureDerogation.PANNE_SERVICE: "Panne ou erreur de notre service",
    NatureDerogation.PANNE_ETABLISSEMENT: "Panne d’Internet ou d’électricité chez l’établissement",
    NatureDerogation.IMPREVU: "Événement imprévu : accident, sinistre, absence",
    NatureDerogation.AUTRE: "Autre cause",
}


@dataclass(frozen=True)
class CadreDerogation:
    """What a call says of late deposits, with the dates that bound them."""

    cloture_at: datetime
    jours: int | None
    """None: the call allows no derogation."""
    commission: date | None
    zone: str


def limit_with(cloture_at: datetime, derogation_at: datetime | None) -> datetime:
    """The exclusive instant that counts for one file: never earlier than that of everybody."""
    return cloture_at if derogation_at is None else max(cloture_at, derogation_at)


def last_limit(cadre: CadreDerogation) -> datetime:
    """The farthest a derogation may go: the end of the last day the call allows, before its commission."""
    last_day = local_day(cadre.cloture_at - _INSTANT, cadre.zone) + timedelta(days=cadre.jours or 0)
    if cadre.commission is not None:
        last_day = min(last_day, cadre.commission - timedelta(days=1))
    return deadline_after(last_day, cadre.zone)


def derogation_refusal(
    cadre: CadreDerogation, limite: datetime, now: datetime, actuelle: datetime | None = None
) -> str:
    """Why a file may not have this limit of its own, or nothing: later than everybody's and than what it already has,
    to come, no farther than the call says and before its commission."""
    if cadre.jours is None:
        return "Cet appel n’admet aucun dépôt après la date limite : seul un report pour tous est possible."
    if limite <= cadre.cloture_at:
        return "Choisissez un instant après la date limite de l’appel : avant elle, tout le monde peut déposer."
    if actuelle is not None and limite <= actuelle:
        return "La nouvelle limite doit être après celle déjà accordée : une dérogation ne se raccourcit pas."
    if limite <= now:
        return "Cet instant est déjà passé."
    if limite > last_limit(cadre):
        return f"L’appel ne permet pas d’aller au-delà du {date_in_words(last_day_of(cadre))}."
    return ""


def last_day_of(cadre: CadreDerogation) -> date:
    """The last day of a derogation, in the zone of the call."""
    return local_day(last_limit(cadre) - _INSTANT, cadre.zone)
