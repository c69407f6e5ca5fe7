"""Index of all tables, in the order of the procedure."""

from acia.appels.models import (
    Appel,
    AppelDepartement,
    Critere,
    EtapeParcours,
    InscriptionWebinaire,
    PieceDemandee,
    Prolongation,
    QuestionAppel,
    VersionQuestionnaire,
)
from acia.candidatures.models import (
    AccesCandidature,
    Accuse,
    Battement,
    Candidature,
    DemandeDepot,
    InvitationDossier,
    PieceJointe,
    PieceReprise,
    Relais,
    Representant,
    Reprise,
)
from acia.cohortes.models import Cohorte, MembreCohorte, PropositionCohortes
from acia.commission.models import (
    Commission,
    Deport,
    MembreCommission,
    Notation,
    Note,
    ProcesVerbal,
    Selection,
)
from acia.comptes.models import Jeton, SessionConnexion, TentativeConnexion, Territoire, Utilisateur
from acia.core.audit import Evenement
from acia.core.documents import Document
from acia.core.installation import Propriete
from acia.core.jobs import Tache
from acia.core.mail import Courriel
from acia.eligibilite.models import ConstatEligibilite, DecisionEligibilite, Verdict
from acia.engagements.models import Avenant, Engagement, Indisponibilite
from acia.referentiel.models import (
    CategorieFiness,
    Departement,
    Etablissement,
    Instantane,
    PeriodeScolaire,
    Region,
)
from acia.seances.models import PlanSeances, Presence, Seance
from acia.suivi.models import (
    ActionQvct,
    Bilan,
    CompteRendu,
    EtatDesLieux,
    Indicateur,
    ResponsableAction,
    SuiteAction,
    ThemeEtat,
)

__all__ = [
    "AccesCandidature",
    "Accuse",
    "ActionQvct",
    "Appel",
    "AppelDepartement",
    "Avenant",
    "Battement",
    "Bilan",
    "Candidature",
    "CategorieFiness",
    "Cohorte",
    "Commission",
    "CompteRendu",
    "ConstatEligibilite",
    "Courriel",
    "Critere",
    "DecisionEligibilite",
    "DemandeDepot",
    "Departement",
    "Deport",
    "Document",
    "Engagement",
    "Etablissement",
    "EtapeParcours",
    "EtatDesLieux",
    "Evenement",
    "Indicateur",
    "Indisponibilite",
    "InscriptionWebinaire",
    "Instantane",
    "InvitationDossier",
    "Jeton",
    "MembreCohorte",
    "MembreCommission",
    "Notation",
    "Note",
    "PeriodeScolaire",
    "PieceDemandee",
    "PieceJointe",
    "PieceReprise",
    "PlanSeances",
    "Presence",
    "ProcesVerbal",
    "Prolongation",
    "PropositionCohortes",
    "Propriete",
    "QuestionAppel",
    "Region",
    "Relais",
    "Representant",
    "Reprise",
    "ResponsableAction",
    "Seance",
    "Selection",
    "SessionConnexion",
    "SuiteAction",
    "Tache",
    "TentativeConnexion",
    "Territoire",
    "ThemeEtat",
    "Utilisateur",
    "Verdict",
    "VersionQuestionnaire",
]
