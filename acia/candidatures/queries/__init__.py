"""Reads, always ordered, in a bounded number of statements."""

from acia.candidatures.queries.boite import (
    PAR_PAGE,
    Boite,
    Filtre,
    LigneDossier,
    list_inbox,
    list_mine,
)
from acia.candidatures.queries.dossier import (
    accuse_of,
    droit_of,
    events_of,
    exigences_of,
    get_own,
    get_piece,
    get_readable,
    last_numero,
    live_candidature,
    living_pieces,
    piece_codes,
    reponses_of,
)

__all__ = [
    "PAR_PAGE",
    "Boite",
    "Filtre",
    "LigneDossier",
    "accuse_of",
    "droit_of",
    "events_of",
    "exigences_of",
    "get_own",
    "get_piece",
    "get_readable",
    "last_numero",
    "list_inbox",
    "list_mine",
    "live_candidature",
    "living_pieces",
    "piece_codes",
    "reponses_of",
]
