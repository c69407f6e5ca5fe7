"""Tables of the files: the file itself with its people, documents and receipt; what is exchanged in it."""

from acia.candidatures.models.boite import (
    ActeGroupe,
    EtatActe,
    Etiquette,
    EtiquettePosee,
    NoteInterne,
    PriseEnCharge,
    Ton,
    VueEnregistree,
)
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
from acia.candidatures.models.personnes import DemandeDepot, InvitationDossier

__all__ = [
    "AccesCandidature",
    "Accuse",
    "ActeGroupe",
    "Candidature",
    "Cote",
    "DemandeCorrection",
    "DemandeDepot",
    "Droit",
    "EtatActe",
    "EtatCandidature",
    "Etiquette",
    "EtiquettePosee",
    "InvitationDossier",
    "LectureMessage",
    "MessageDossier",
    "NoteInterne",
    "PieceJointe",
    "PieceMessage",
    "PointCorrection",
    "PriseEnCharge",
    "ReglageRelance",
    "Representant",
    "RoleRepresentant",
    "Section",
    "Ton",
    "VueEnregistree",
]
