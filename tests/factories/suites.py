"""What follows a notice, for the tests."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Any

from acia.commission.models import Communication, Recours, Selection, SuiteNotification
from acia.comptes.models import Utilisateur
from acia.core.db import db, transaction
from acia.core.documents import store_document
from tests.factories.extraits import make_extraits
from tests.factories.fichiers import PDF

LETTRE_LUE = {
    "date": "22 mars 2027",
    "decision": "Votre candidature est retenue.",
    "suite": "Le service vous écrit pour la suite.",
    "signataire": {"nom": "Camille Roux", "qualite": "Directrice régionale", "service": "Service des appels"},
}
"""What the mail of a notice says of its letter."""


def make_recommande(
    selection: Selection, auteur: Utilisateur, at: datetime, expedie_le: date, **values: Any
) -> SuiteNotification:
    """A registered letter posted, its fate unknown unless `values` says it."""
    with transaction():
        rang = db.session.query(SuiteNotification).filter_by(selection_id=selection.id).count() + 1
        row = SuiteNotification(
            selection_id=selection.id,
            rang=rang,
            genre="recommande",
            expedie_le=expedie_le,
            numero_suivi="1A 000 000 0001 2",
            fait_par_id=auteur.id,
            fait_at=at,
            **values,
        )
        db.session.add(row)
    return row


def make_after_notices(retenue_id: uuid.UUID, auteur: Utilisateur, membre: Utilisateur, at: datetime) -> dict[str, Any]:
    """What the world holds after its notices: a registered letter on its way, appeals, extracts of the minutes."""
    selection = db.session.query(Selection).filter_by(candidature_id=retenue_id).one()
    letter = make_recommande(selection, auteur, at, at.date())
    return {
        "commission_envoyee": selection.commission_id,
        "notifiee": selection,
        "recommande": letter,
        "recours": make_recours(retenue_id, auteur, at),
        "communication": make_communication(retenue_id, auteur, at),
        **make_extraits(selection.commission_id, retenue_id, membre, auteur, at),
        "recours_repondu": make_recours(retenue_id, auteur, at, repondu=True),
    }


def make_communication(candidature_id: uuid.UUID, auteur: Utilisateur, at: datetime) -> Communication:
    """A file communicated to its applicant."""
    with transaction():
        row = Communication(
            envoi=uuid.uuid4(),
            candidature_id=candidature_id,
            demandeur_nom="La directrice",
            demandee_le=at.date(),
            document=store_document("dossier.pdf", PDF, now=at, auteur_id=auteur.id),
            faite_par_id=auteur.id,
            faite_at=at,
        )
        db.session.add(row)
    return row


def make_recours(candidature_id: uuid.UUID, auteur: Utilisateur, at: datetime, *, repondu: bool = False) -> Recours:
    """A gracious appeal with its document; `repondu`: with its answer."""
    with transaction():
        row = Recours(
            envoi=uuid.uuid4(),
            candidature_id=candidature_id,
            genre="gracieux",
            moyen="courrier",
            auteur_nom="La directrice",
            objet="Revoir la décision.",
            recu_le=at.date(),
            document=store_document("recours.pdf", PDF, now=at, auteur_id=auteur.id),
            enregistre_par_id=auteur.id,
            enregistre_at=at,
        )
        if repondu:
            row.issue, row.repondu_le, row.motif_reponse = "rejete", at.date(), "La grille a été suivie."
            row.reponse = store_document("reponse.pdf", PDF, now=at, auteur_id=auteur.id)
        db.session.add(row)
    return row
