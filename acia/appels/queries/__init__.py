"""Reads of the calls, always ordered."""

from acia.appels.queries.appel import (
    PlaceDepartement,
    bornes_of,
    facts_of,
    get_for_officer,
    get_published,
    list_appels_for,
    list_published,
    local_zones,
    places_of,
    status,
    territories_of,
)
from acia.appels.queries.echanges import (
    count_sign_ups,
    count_waiting,
    get_question,
    list_answers,
    list_questions,
    waiting_questions,
)
from acia.appels.queries.pieces import (
    list_piece_versions,
    pieces_of,
)
from acia.appels.queries.prolongation import (
    list_prolongations,
)
from acia.appels.queries.questionnaire import (
    authors_of,
    list_versions,
    questionnaire_of,
)

__all__ = [
    "PlaceDepartement",
    "authors_of",
    "bornes_of",
    "count_sign_ups",
    "count_waiting",
    "facts_of",
    "get_for_officer",
    "get_published",
    "get_question",
    "list_answers",
    "list_appels_for",
    "list_piece_versions",
    "list_prolongations",
    "list_published",
    "list_questions",
    "list_versions",
    "local_zones",
    "pieces_of",
    "places_of",
    "questionnaire_of",
    "status",
    "territories_of",
    "waiting_questions",
]
