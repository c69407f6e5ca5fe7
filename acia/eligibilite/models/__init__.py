"""Tables of the stage."""

from acia.eligibilite.models.ecart import PropositionEcart
from acia.eligibilite.models.examen import ConstatEligibilite, DecisionEligibilite, IssueEligibilite, Verdict
from acia.eligibilite.models.lettre import LettreIneligibilite
from acia.eligibilite.models.parcours import Accompagnement

__all__ = [
    "Accompagnement",
    "ConstatEligibilite",
    "DecisionEligibilite",
    "IssueEligibilite",
    "LettreIneligibilite",
    "PropositionEcart",
    "Verdict",
]
