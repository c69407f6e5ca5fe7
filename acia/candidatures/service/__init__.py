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
from acia.candidatures.service.echanges import PIECES_MESSAGE_MAX, EnvoiMessage, mark_messages_read, send_message

__all__ = [
    "OCTETS_MAX",
    "PIECES_MAX",
    "PIECES_MESSAGE_MAX",
    "DepotRefuse",
    "EnregistrementSection",
    "EnvoiMessage",
    "Fichier",
    "OuvertureCandidature",
    "check_ouverture",
    "deposit_candidature",
    "identity_of",
    "mark_messages_read",
    "open_candidature",
    "record_refused_deposit",
    "save_section",
    "send_message",
    "withdraw_candidature",
]
