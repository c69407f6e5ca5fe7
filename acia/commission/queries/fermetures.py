"""What of the commissions is closed now, for the lists and figures that live beside their space (S21)."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import select

from acia.appels.models import Appel
from acia.commission.models import Commission
from acia.commission.policy import may_manage
from acia.comptes.models import Utilisateur
from acia.core.db import db
from acia.core.fermetures import closing_over, open_closings
from acia.core.filters import instant

ESPACE: Final = "commission"


def closed_since(appel_id: uuid.UUID) -> datetime | None:
    """Return since when the space of the commissions of a call is closed; nothing when it is open."""
    row = closing_over(ESPACE, appel_id)
    return row.fermee_at if row else None


def closed_words(since: datetime) -> str:
    """Since when, and what it means: why is the pilot's, whose page says it."""
    return (
        f"L’espace des commissions de cet appel est fermé depuis le {instant(since)} (heure de Paris), le temps d’une "
        "vérification. Rien de ce qui était enregistré n’est perdu : ses pages reviennent dès la réouverture."
    )


def closed_ids() -> frozenset[uuid.UUID]:
    """Return the calls whose space is closed now; no statement when nothing is."""
    scopes = {row.portee_id for row in open_closings(ESPACE)}
    if None in scopes:
        return frozenset(db.session.execute(select(Appel.id)).scalars())
    return frozenset(scope for scope in scopes if scope is not None)


@dataclass(frozen=True)
class AppelFerme:
    """A call whose space is closed, and since when."""

    appel: Appel
    depuis: datetime

    @property
    def phrase(self) -> str:
        """What an officer reads of it."""
        return closed_words(self.depuis)


def closed_calls(person: Utilisateur) -> list[AppelFerme]:
    """Return the calls of her territory whose commissions are closed now."""
    if not open_closings(ESPACE):
        return []
    rows = db.session.execute(
        select(Appel, Commission.region_code).join(Commission).order_by(Appel.cloture_at, Appel.code)
    )
    found = {appel.id: appel for appel, region in rows if may_manage(person, region)}
    return list(_closed(found.values()))


def _closed(appels: Iterable[Appel]) -> Iterable[AppelFerme]:
    for appel in appels:
        since = closed_since(appel.id)
        if since is not None:
            yield AppelFerme(appel, since)
