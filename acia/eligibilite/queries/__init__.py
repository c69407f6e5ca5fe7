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
from acia.eligibilite.queries.consequences import (
    watch_files,
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
    "departements_of",
    "earlier_acia",
    "find_candidates",
    "findings_of_letter",
    "get_accompagnement",
    "get_constat",
    "get_decision",
    "get_deposited",
    "last_verdict",
    "letter_of",
    "list_accompagnements",
    "list_verdicts",
    "list_work",
    "looks_like_number",
    "names_of",
    "open_calls",
    "own_letter",
    "read_crossings",
    "read_self_check",
    "recipient_of",
    "register_parcours",
    "screening_reached",
    "was_told_ineligible",
    "watch_files",
]
