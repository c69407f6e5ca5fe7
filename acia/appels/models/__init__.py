"""Tables of the calls: the call itself with its grid, documents and session template."""

from acia.appels.models.appel import (
    Appel,
    AppelDepartement,
    Critere,
    EtapeParcours,
    EtatAppel,
    PieceDemandee,
)
from acia.appels.models.echanges import (
    InscriptionWebinaire,
    QuestionAppel,
)
from acia.appels.models.pieces import (
    VersionPieces,
)
from acia.appels.models.prolongation import (
    Prolongation,
)
from acia.appels.models.questionnaire import (
    VersionQuestionnaire,
)

__all__ = [
    "Appel",
    "AppelDepartement",
    "Critere",
    "EtapeParcours",
    "EtatAppel",
    "InscriptionWebinaire",
    "PieceDemandee",
    "Prolongation",
    "QuestionAppel",
    "VersionPieces",
    "VersionQuestionnaire",
]
