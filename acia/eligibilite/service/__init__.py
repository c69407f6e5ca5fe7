"""Use cases of the stage."""

from acia.eligibilite.service.avis import (
    AvisDonne,
    AvisRecu,
    DemandeAvis,
    ask_opinion,
    cancel_opinion,
    erase_addresses,
    give_opinion,
    move_due_day,
    open_to_commission,
    record_opinion,
    remind_opinion,
    resend_link,
)
from acia.eligibilite.service.ecart import ReponseEcart, answer_proposal, decide_or_propose, withdraw_proposal
from acia.eligibilite.service.examen import (
    CORRECTION_OUVERTE,
    LIBELLES_ISSUE,
    DecisionPrise,
    Jugement,
    decide_eligibilite,
    judge_constat,
    render_verdict,
)
from acia.eligibilite.service.lettre import LettreRedigee, compose_letter, print_of, send_letter
from acia.eligibilite.service.parcours import (
    Inscription,
    add_accompagnement,
    remove_accompagnement,
    take_list,
    try_lines,
)

__all__ = [
    "CORRECTION_OUVERTE",
    "LIBELLES_ISSUE",
    "AvisDonne",
    "AvisRecu",
    "DecisionPrise",
    "DemandeAvis",
    "Inscription",
    "Jugement",
    "LettreRedigee",
    "ReponseEcart",
    "add_accompagnement",
    "answer_proposal",
    "ask_opinion",
    "cancel_opinion",
    "compose_letter",
    "decide_eligibilite",
    "decide_or_propose",
    "erase_addresses",
    "give_opinion",
    "judge_constat",
    "move_due_day",
    "open_to_commission",
    "print_of",
    "record_opinion",
    "remind_opinion",
    "remove_accompagnement",
    "render_verdict",
    "resend_link",
    "send_letter",
    "take_list",
    "try_lines",
    "withdraw_proposal",
]
