"""What the page of a file shows of its opinions: one panel, and a line beside the finding each is about."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from acia.candidatures.models import Candidature
from acia.core.clock import local_day
from acia.eligibilite import queries
from acia.eligibilite.models import AvisExterieur
from acia.eligibilite.policy import may_ask_opinion
from acia.eligibilite.rules.avis import LIBELLES_SENS, RA1, TONS_SENS, SensAvis, is_overdue
from acia.eligibilite.workflow import EtatAvis


def tag_of_opinion(row: AvisExterieur, now: datetime) -> tuple[str, str]:
    """Word and tone of an opinion."""
    if row.sens is not None:
        return LIBELLES_SENS[SensAvis(row.sens)], TONS_SENS[SensAvis(row.sens)]
    if row.etat == EtatAvis.ANNULE:
        return "Annulé", "gris"
    late = is_overdue(row.limite, local_day(now, row.candidature.appel.fuseau))
    return ("En retard", "rouge") if late else ("Attendu", "bleu")


def opinions_shown(candidature: Candidature, now: datetime) -> dict[str, Any]:
    """The opinions of a file, with their tags, and by finding."""
    rows = [(row, tag_of_opinion(row, now)) for row in queries.opinions_of(candidature.id)]
    return {
        "avis_demandes": rows,
        "avis_par_regle": {
            row.regle: [pair for pair in rows if pair[0].regle == row.regle] for row, _ in rows if row.regle
        },
        "peut_demander_avis": bool(may_ask_opinion(candidature)),
        "regle_avis": RA1,
    }
