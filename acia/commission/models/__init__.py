"""Tables of the stage: members, interests, marks, deliberation, minutes, decisions and notices."""

from acia.commission.models.affectations import (
    Affectation,
    PlanAffectation,
)
from acia.commission.models.attente import (
    PlaceProposee,
)
from acia.commission.models.calibrage import (
    Calibrage,
    FeuilleCalibrage,
)
from acia.commission.models.commissions import (
    Commission,
    MembreCommission,
    Procuration,
)
from acia.commission.models.communication import (
    Communication,
)
from acia.commission.models.convocations import (
    Convocation,
    ConvocationMembre,
)
from acia.commission.models.decisions import (
    ProcesVerbal,
    Selection,
)
from acia.commission.models.extraits import (
    ExtraitProcesVerbal,
)
from acia.commission.models.interets import (
    DeclarationInterets,
    LeveeDeport,
    LienDeclare,
)
from acia.commission.models.notation import (
    Deport,
    Notation,
    Note,
    ReouvertureNotation,
)
from acia.commission.models.papier import SaisiePapier
from acia.commission.models.recours import (
    Recours,
)
from acia.commission.models.suites import (
    LectureDecision,
    SuiteNotification,
)
from acia.commission.models.tenue import (
    ActeSeance,
    Mouvement,
    Passage,
    Suffrage,
)
from acia.commission.models.traces import TraceNotation, TraceNote
from acia.commission.workflow import (
    EtatCommission,
    EtatNotation,
    EtatPassage,
    IssueSelection,
    PresenceSeance,
    Qualite,
)

__all__ = [
    "ActeSeance",
    "Affectation",
    "Calibrage",
    "Commission",
    "Communication",
    "Convocation",
    "ConvocationMembre",
    "DeclarationInterets",
    "Deport",
    "EtatCommission",
    "EtatNotation",
    "EtatPassage",
    "ExtraitProcesVerbal",
    "FeuilleCalibrage",
    "IssueSelection",
    "LectureDecision",
    "LeveeDeport",
    "LienDeclare",
    "MembreCommission",
    "Mouvement",
    "Notation",
    "Note",
    "Passage",
    "PlaceProposee",
    "PlanAffectation",
    "PresenceSeance",
    "ProcesVerbal",
    "Procuration",
    "Qualite",
    "Recours",
    "ReouvertureNotation",
    "SaisiePapier",
    "Selection",
    "Suffrage",
    "SuiteNotification",
    "TraceNotation",
    "TraceNote",
]
