"""Tables of the stage."""

from acia.eligibilite.models.examen import ConstatEligibilite, DecisionEligibilite, IssueEligibilite, Verdict
from acia.eligibilite.models.lettre import LettreIneligibilite

__all__ = ["ConstatEligibilite", "DecisionEligibilite", "IssueEligibilite", "LettreIneligibilite", "Verdict"]
