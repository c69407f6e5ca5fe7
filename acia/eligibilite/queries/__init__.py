"""Reads of the stage."""

from acia.eligibilite.queries.autotest import (
    ResultatAutotest,
    find_candidates,
    looks_like_number,
    open_calls,
    read_self_check,
)
from acia.eligibilite.queries.avancee import (
    screening_reached,
)
from acia.eligibilite.queries.avis import (
    communicable,
    find_opinion,
    get_opinion,
    late_opinions,
    opened_piece,
    opened_pieces,
    opinions_for_commission,
    opinions_of,
    opinions_told,
    waiting_opinions,
)
from acia.eligibilite.queries.consequences import (
    watch_files,
)
from acia.eligibilite.queries.ecart import (
    confirmers_of,
    facts_of_decision,
    get_proposal,
    is_stale,
    living_proposal,
    proposals_of,
    proposals_waiting,
)
from acia.eligibilite.queries.examen import (
    CRITERE_ELIGIBILITE,
    LigneTravail,
    departements_of,
    get_constat,
    get_decision,
    get_deposited,
    last_verdict,
    list_verdicts,
    list_work,
    names_of,
)
from acia.eligibilite.queries.lettre import findings_of_letter, letter_of, own_letter, recipient_of, was_told_ineligible
from acia.eligibilite.queries.parcours import earlier_acia, get_accompagnement, list_accompagnements
from acia.eligibilite.queries.recoupements import (
    read_crossings,
    register_parcours,
)

__all__ = [
    "CRITERE_ELIGIBILITE",
    "LigneTravail",
    "ResultatAutotest",
    "communicable",
    "confirmers_of",
    "departements_of",
    "earlier_acia",
    "facts_of_decision",
    "find_candidates",
    "find_opinion",
    "findings_of_letter",
    "get_accompagnement",
    "get_constat",
    "get_decision",
    "get_deposited",
    "get_opinion",
    "get_proposal",
    "is_stale",
    "last_verdict",
    "late_opinions",
    "letter_of",
    "list_accompagnements",
    "list_verdicts",
    "list_work",
    "living_proposal",
    "looks_like_number",
    "names_of",
    "open_calls",
    "opened_piece",
    "opened_pieces",
    "opinions_for_commission",
    "opinions_of",
    "opinions_told",
    "own_letter",
    "proposals_of",
    "proposals_waiting",
    "read_crossings",
    "read_self_check",
    "recipient_of",
    "register_parcours",
    "screening_reached",
    "waiting_opinions",
    "was_told_ineligible",
    "watch_files",
]
