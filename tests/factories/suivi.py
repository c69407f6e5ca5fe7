"""The first steps of an accompanied establishment: état des lieux, an action, a report, a day when it cannot come."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from acia.core.db import db, transaction
from acia.engagements.models import Indisponibilite, NiveauIndisponibilite
from acia.suivi.models import ActionQvct, CompteRendu, EtatDesLieux, ThemeEtat


def make_first_steps(
    engagement_id: uuid.UUID, seance_id: uuid.UUID, redacteur_id: uuid.UUID, now: datetime
) -> tuple[ActionQvct, Indisponibilite]:
    """Create one of each; return the action and the day."""
    etat = EtatDesLieux(engagement_id=engagement_id, moment="depart", fait_le=date(2027, 5, 11), repondants="Direction")
    etat.themes = [ThemeEtat(theme=theme, niveau=2) for theme in range(1, 9)]
    jour = Indisponibilite(
        engagement_id=engagement_id, jour=date(2027, 6, 8), creneau="matin", niveau=NiveauIndisponibilite.IMPOSSIBLE
    )
    action = ActionQvct(engagement_id=engagement_id, titre="Binôme d’accueil", theme=5, cree_at=now)
    report = CompteRendu(
        seance_id=seance_id, contenu="Chacun s’est présenté.", redige_par_id=redacteur_id, redige_at=now
    )
    with transaction():
        db.session.add_all([etat, action, report, jour])
    return action, jour
