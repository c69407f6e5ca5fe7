"""Published sessions for the tests."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from acia.cohortes.models import Cohorte
from acia.core.db import db, transaction
from acia.engagements.models import Engagement
from acia.seances.models import Seance

PREMIERE = date(2027, 5, 11)


def make_seance(
    cohorte: Cohorte,
    *,
    code: str = "J1",
    titre: str = "Première journée",
    jour: date = PREMIERE,
    engagement: Engagement | None = None,
    modalite: str = "presence",
) -> Seance:
    """Publish one session of a cohorte: collective, or individual when an establishment is given."""
    seance = Seance(
        cohorte_id=cohorte.id,
        engagement_id=engagement.id if engagement else None,
        cle=f"{code}/{engagement.id.hex[:9]}" if engagement else code,
        code=code,
        titre=titre,
        type="individuelle" if engagement else "collective",
        modalite=modalite,
        duree="demi_journee" if engagement else "journee",
        jour=jour,
        creneau="matin" if engagement else "journee",
        debut_at=datetime.combine(jour, time(7), UTC),
        fin_at=datetime.combine(jour, time(15), UTC),
        fuseau="Europe/Paris",
        publiee_at=datetime(2027, 4, 20, 9, tzinfo=UTC),
    )
    with transaction():
        db.session.add(seance)
    return seance
