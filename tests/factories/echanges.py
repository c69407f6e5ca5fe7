"""Messages and correction requests for the tests."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from acia.candidatures.models import Candidature, DemandeCorrection, MessageDossier
from acia.candidatures.rules import MotifCorrection, Section
from acia.candidatures.service import EnvoiMessage, NouvelleDemande, PointDemande, request_correction, send_message
from acia.comptes.models import Utilisateur
from acia.core.db import db, transaction
from tests.factories.fichiers import PDF

LIEN = "https://acia.test/candidatures/messages"


def make_message(
    candidature: Candidature,
    auteur: Utilisateur,
    now: datetime,
    contenu: str = "Pouvez-vous préciser le calendrier ?",
    *,
    fichiers: int = 0,
) -> MessageDossier:
    """Send a message in a deposited file, with as many documents."""
    joined = tuple((f"annexe {rang}.pdf", PDF) for rang in range(fichiers))
    command = EnvoiMessage(uuid.uuid4(), contenu, joined)
    candidature_id, auteur_id = candidature.id, auteur.id
    with transaction():
        person = db.session.get_one(Utilisateur, auteur_id)
        return send_message(candidature_id, command, auteur=person, now=now, lien=LIEN)


def make_demande(
    candidature: Candidature,
    auteur: Utilisateur,
    now: datetime,
    limite: date,
    sections: tuple[Section, ...] = (Section.AUTORISATION,),
) -> DemandeCorrection:
    """Ask for the correction of sections of a deposited file, each because a document cannot be read."""
    points = tuple(PointDemande(section, MotifCorrection.PIECE_ILLISIBLE) for section in sections)
    command = NouvelleDemande(points, limite, "Merci de scanner toutes les pages.")
    candidature_id, auteur_id = candidature.id, auteur.id
    with transaction():
        person = db.session.get_one(Utilisateur, auteur_id)
        return request_correction(candidature_id, command, auteur=person, now=now, lien=LIEN)
