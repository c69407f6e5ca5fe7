"""Tables of the files: the file itself with its people, documents and receipt; what is exchanged in it."""

from acia.candidatures.models.boite import (
    ActeGroupe,
    EtatActe,
    Etiquette,
    EtiquettePosee,
    NoteInterne,
    PriseEnCharge,
    Ton,
    VersionNote,
    VueEnregistree,
)
from acia.candidatures.models.derogations import Derogation
from acia.candidatures.models.dossier import (
    AccesCandidature,
    Accuse,
    Candidature,
    Droit,
    EtatCandidature,
    PieceJointe,
    Representant,
    RoleRepresentant,
    Section,
)
from acia.candidatures.models.echanges import (
    Cote,
    DemandeCorrection,
    LectureMessage,
    MessageDossier,
    PieceMessage,
    PointCorrection,
    ReglageRelance,
)
from acia.candidatures.models.importation import EtatImportation, Importation, ModeleImportation, OrigineDossier
from acia.candidatures.models.lettres import (
    LettreRefus,
)
from acia.candidatures.models.papier import DepotPapier
from acia.candidatures.models.personnes import DemandeDepot, InvitationDossier
from acia.candidatures.models.preuve import Battement
from acia.candidatures.models.relais import Relais
from acia.candidatures.models.reprise import Ecrit, PieceReprise, RepresentantCopie, Reprise

__all__ = [
    "AccesCandidature",
    "Accuse",
    "ActeGroupe",
    "Battement",
    "Candidature",
    "Cote",
    "DemandeCorrection",
    "DemandeDepot",
    "DepotPapier",
    "Derogation",
    "Droit",
    "Ecrit",
    "EtatActe",
    "EtatCandidature",
    "EtatImportation",
    "Etiquette",
    "EtiquettePosee",
    "Importation",
    "InvitationDossier",
    "LectureMessage",
    "LettreRefus",
    "MessageDossier",
    "ModeleImportation",
    "NoteInterne",
    "OrigineDossier",
    "PieceJointe",
    "PieceMessage",
    "PieceReprise",
    "PointCorrection",
    "PriseEnCharge",
    "ReglageRelance",
    "Relais",
    "Representant",
    "RepresentantCopie",
    "Reprise",
    "RoleRepresentant",
    "Section",
    "Ton",
    "VersionNote",
    "VueEnregistree",
]
