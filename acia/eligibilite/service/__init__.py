"""Use cases of the stage."""

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

__all__ = [
    "CORRECTION_OUVERTE",
    "LIBELLES_ISSUE",
    "DecisionPrise",
    "Jugement",
    "LettreRedigee",
    "compose_letter",
    "decide_eligibilite",
    "judge_constat",
    "print_of",
    "render_verdict",
    "send_letter",
]
