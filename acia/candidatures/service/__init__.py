"""Use cases of a file: open it, write it, deposit it once, withdraw it."""

from __future__ import annotations

from acia.candidatures.service.depot import DepotRefuse, deposit_candidature, record_refused_deposit
from acia.candidatures.service.dossier import (
    OCTETS_MAX,
    PIECES_MAX,
    EnregistrementSection,
    Fichier,
    OuvertureCandidature,
    check_ouverture,
    identity_of,
    open_candidature,
    save_section,
    withdraw_candidature,
)

__all__ = [
    "OCTETS_MAX",
    "PIECES_MAX",
    "DepotRefuse",
    "EnregistrementSection",
    "Fichier",
    "OuvertureCandidature",
    "check_ouverture",
    "deposit_candidature",
    "identity_of",
    "open_candidature",
    "record_refused_deposit",
    "save_section",
    "withdraw_candidature",
]
