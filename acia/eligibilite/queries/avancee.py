"""How far the screening of a call has gone, for a file that comes late (E16)."""

from __future__ import annotations

import uuid

from sqlalchemy import func, select

from acia.appels.models import Appel
from acia.candidatures.models import Candidature
from acia.candidatures.queries import Avancee
from acia.core.db import db
from acia.core.filters import pluriel
from acia.eligibilite.models import DecisionEligibilite
from acia.eligibilite.policy import EXAMINABLES


def screening_reached(appel: Appel, region_code: str, candidature_id: uuid.UUID | None) -> list[Avancee]:
    """Say how many other files of the région are decided. Each file has its own decision: what is decided for the
    others closes nothing for the one that comes."""
    here = [Candidature.appel_id == appel.id, Candidature.region_code == region_code]
    if candidature_id is not None:
        here.append(Candidature.id != candidature_id)
    decided = select(DecisionEligibilite.candidature_id)
    done = db.session.execute(
        select(func.count()).select_from(Candidature).where(*here, Candidature.id.in_(decided))
    ).scalar_one()
    waiting = db.session.execute(
        select(func.count())
        .select_from(Candidature)
        .where(*here, Candidature.etat.in_(EXAMINABLES), Candidature.id.not_in(decided))
    ).scalar_one()
    if not done:
        return []
    faites = f"L’éligibilité est décidée pour {pluriel(done, 'dossier')} de la région"
    if waiting:
        reste = pluriel(waiting, "autre attend encore", "autres attendent encore")
        texte = f"{faites} ; {reste}. Celui-ci s’ajoute à ceux qui attendent : son examen se fait comme le leur."
        return [Avancee("Examen de l’éligibilité déjà commencé", texte, "bleu")]
    texte = (
        f"{faites}, plus aucun autre n’attend. L’examen est à rouvrir pour ce dossier : une fois enregistré, "
        "appliquez-lui les règles, puis décidez, comme pour les autres."
    )
    return [Avancee("Examen de l’éligibilité déjà terminé", texte, "ambre")]
