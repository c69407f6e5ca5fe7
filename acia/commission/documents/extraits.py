"""Extracts of the minutes as documents: the sealed content of one version, filtered for who reads it."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from acia.candidatures.models import Candidature
from acia.commission.models import MembreCommission, ProcesVerbal
from acia.commission.queries import cleared_numbers
from acia.commission.rules.extrait import extract_for_applicant, extract_for_member
from acia.comptes.models import Utilisateur
from acia.core.documents import Document, produce_document
from acia.core.errors import Introuvable

MODELE_EXTRAIT_MEMBRE: Final = "extrait_membre/v1"
MODELE_EXTRAIT_CANDIDAT: Final = "extrait_candidat/v1"


def member_extract_content(minutes: ProcesVerbal, seat: MembreCommission) -> dict[str, Any]:
    """What a member may have of one version of the minutes."""
    return extract_for_member(minutes.contenu, cleared_numbers(seat), lecteur=seat.utilisateur.nom_complet)


def produce_member_extract(minutes: ProcesVerbal, seat: MembreCommission, *, now: datetime) -> Document:
    """Compose a member's extract."""
    content = member_extract_content(minutes, seat)
    name = f"extrait-proces-verbal-v{minutes.rang}.pdf"
    return produce_document(MODELE_EXTRAIT_MEMBRE, name, content, now=now, auteur_id=seat.utilisateur_id)


def produce_applicant_extract(
    minutes: ProcesVerbal, candidature: Candidature, *, auteur: Utilisateur, now: datetime
) -> Document:
    """Compose an applicant's extract.

    Raises:
        Introuvable: the minutes say nothing of her file.
    """
    content = extract_for_applicant(minutes.contenu, str(candidature.numero))
    if content is None:
        raise Introuvable()
    name = f"extrait-proces-verbal-{candidature.numero}.pdf"
    return produce_document(MODELE_EXTRAIT_CANDIDAT, name, content, now=now, auteur_id=auteur.id)
