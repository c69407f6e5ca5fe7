"""Retained establishments and their commitment letters for the tests."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta

from acia.candidatures.models import Candidature, EtatCandidature
from acia.commission.models import Selection
from acia.core.db import db, transaction
from acia.core.documents import store_document
from acia.engagements.models import Engagement, EtatEngagement, Indisponibilite, NiveauIndisponibilite
from tests.factories.appels import make_appel_publie
from tests.factories.candidatures import make_candidature_deposee
from tests.factories.commission import NOTIFICATION, make_selection_notifiee
from tests.factories.fichiers import PDF

OUVERTURE = NOTIFICATION + timedelta(days=1)
SIGNATURE = date(2027, 3, 29)


def make_engagement(candidature: Candidature | None = None, *, peut_accueillir: bool = True) -> Engagement:
    """Open the engagement of a retained and notified file (made, and decided, when it is not)."""
    candidature = candidature or make_candidature_deposee(make_appel_publie(), etat=EtatCandidature.EN_INSTRUCTION)
    if not db.session.query(Selection).filter_by(candidature_id=candidature.id).count():
        make_selection_notifiee(candidature)
    with transaction():
        engagement = Engagement(
            candidature_id=candidature.id,
            ouvert_at=OUVERTURE,
            peut_accueillir=peut_accueillir,
            lieu_accueil="Salle de réunion, 12 rue des Embruns" if peut_accueillir else "",
        )
        db.session.add(engagement)
    return engagement


def make_engagement_signe(
    candidature: Candidature | None = None,
    *,
    signature: date = SIGNATURE,
    indisponibles: Iterable[date | tuple[date, str]] = (),
    si_besoin: Iterable[date | tuple[date, str]] = (),
    peut_accueillir: bool = True,
    complet: bool = True,
) -> Engagement:
    """An engagement whose letter is signed. A day may come with its slot: `(date(2027, 5, 11), "matin")`.

    `complet`: the establishment has said that its unavailable days are all there.
    """
    engagement = make_engagement(candidature, peut_accueillir=peut_accueillir)
    with transaction():
        engagement = db.session.get_one(Engagement, engagement.id)
        signed_at = datetime.combine(signature, time(10), UTC)
        lettre = store_document("Lettre signée.pdf", PDF, now=signed_at, auteur_id=None)
        engagement.ouvert_at = min(engagement.ouvert_at, signed_at - timedelta(days=1))
        engagement.lettre_signee_id = lettre.id
        engagement.date_signature = signature
        engagement.representant_legal, engagement.qualite_representant = "Camille Riou", "Présidente de l’association"
        engagement.disponibilites_at = signed_at if complet else None
        engagement.etat = EtatEngagement.SIGNE
        engagement.indisponibilites = [
            *_days(indisponibles, NiveauIndisponibilite.IMPOSSIBLE),
            *_days(si_besoin, NiveauIndisponibilite.SI_BESOIN),
        ]
    return engagement


def _days(days: Iterable[date | tuple[date, str]], niveau: NiveauIndisponibilite) -> list[Indisponibilite]:
    pairs = [day if isinstance(day, tuple) else (day, "journee") for day in days]
    return [Indisponibilite(jour=jour, creneau=creneau, niveau=niveau) for jour, creneau in pairs]
