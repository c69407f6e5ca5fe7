"""Use cases of a file: open it, write it, deposit it once, withdraw it."""

from __future__ import annotations

from acia.candidatures.service.depot import (
    DepotRefuse,
    deposit_candidature,
    record_refused_deposit,
)
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
from acia.candidatures.service.echanges import (
    PIECES_MESSAGE_MAX,
    EnvoiMessage,
    mark_messages_read,
    send_message,
)
from acia.candidatures.service.personnes import (
    NouveauCompte,
    Transfert,
    cancel_invitation,
    change_right,
    hand_over_signature,
    invite_person,
    join_file,
    join_file_with_account,
    transfer_file,
)
from acia.candidatures.service.signature import (
    close_request,
    request_deposit,
    send_back,
)

__all__ = [
    "OCTETS_MAX",
    "PIECES_MAX",
    "PIECES_MESSAGE_MAX",
    "DepotRefuse",
    "EnregistrementSection",
    "EnvoiMessage",
    "Fichier",
    "NouveauCompte",
    "OuvertureCandidature",
    "Transfert",
    "cancel_invitation",
    "change_right",
    "check_ouverture",
    "close_request",
    "deposit_candidature",
    "hand_over_signature",
    "identity_of",
    "invite_person",
    "join_file",
    "join_file_with_account",
    "mark_messages_read",
    "open_candidature",
    "record_refused_deposit",
    "request_deposit",
    "save_section",
    "send_back",
    "send_message",
    "transfer_file",
    "withdraw_candidature",
]
