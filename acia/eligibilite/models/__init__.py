"""Tables of the stage."""

from acia.eligibilite.models.avis import AvisExterieur, LienAvis
from acia.eligibilite.models.ecart import PropositionEcart
from acia.eligibilite.models.examen import ConstatEligibilite, DecisionEligibilite, IssueEligibilite, Verdict
from acia.eligibilite.models.lettre import LettreIneligibilite
from acia.eligibilite.models.parcours import Accompagnement

__all__ = [
    "Accompagnement",
    "AvisExterieur",
    "ConstatEligibilite",
    "DecisionEligibilite",
    "IssueEligibilite",
    "LettreIneligibilite",
    "LienAvis",
    "PropositionEcart",
    "Verdict",
]
