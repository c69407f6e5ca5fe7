"""How far the commission of a région has gone, and what a file that comes late asks of it (E16)."""

from __future__ import annotations

import uuid
from typing import Final

from sqlalchemy import exists, select

from acia.appels.models import Appel
from acia.candidatures.queries import Avancee
from acia.commission.models import Commission, Selection
from acia.commission.queries.commissions import zone_of
from acia.commission.workflow import EtatCommission
from acia.core.db import db
from acia.core.filters import instant

REUNIR: Final = (
    "Décidez son éligibilité, puis prévenez la présidence et le pilotage national avant toute notification : eux seuls "
    "peuvent réunir de nouveau la commission pour ce dossier."
)


def commission_reached(appel: Appel, region_code: str, candidature_id: uuid.UUID | None) -> list[Avancee]:
    """Say what is left to do with a file that comes once the commission is convened; nothing before."""
    row = db.session.execute(
        select(Commission).where(Commission.appel_id == appel.id, Commission.region_code == region_code)
    ).scalar_one_or_none()
    if row is None or (row.etat == EtatCommission.PREPARATION and row.convoquee_at is None):
        return []
    quand = instant(row.seance_at, zone_of(row))
    settled = db.session.execute(select(exists().where(Selection.commission_id == row.id))).scalar()
    if row.etat == EtatCommission.CLOSE:
        texte = f"Le procès-verbal de « {row.nom} » est clos et ne se rouvre pas. {REUNIR}"
        return [Avancee("La commission a rendu son avis", texte, "rouge")]
    if settled:
        texte = f"Les propositions de « {row.nom} » sont arrêtées, sans ce dossier. {REUNIR}"
        return [Avancee("La commission a arrêté ses propositions", texte, "rouge")]
    if row.etat == EtatCommission.DELIBERATION:
        texte = (
            f"La notation de « {row.nom} » est close : les membres ne noteront plus ce dossier. Déclaré éligible, il "
            f"entre en séance sans note ({quand}) : la commission se prononce sur lui en donnant son motif."
        )
        return [Avancee("La notation de la commission est close", texte, "rouge")]
    if row.etat == EtatCommission.NOTATION:
        texte = (
            f"« {row.nom} » note les dossiers avant sa séance ({quand}). Déclaré éligible, celui-ci s’ajoute à sa "
            "liste : prévenez les membres, qui ont à déclarer leurs liens avec lui puis à le noter."
        )
        return [Avancee("La notation de la commission est ouverte", texte, "ambre")]
    texte = f"« {row.nom} » se réunit le {quand}. Déclaré éligible avant, ce dossier sera sur sa liste."
    return [Avancee("La commission est convoquée", texte, "ambre")]
