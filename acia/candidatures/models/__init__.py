"""Tables of the files: the file itself with its people, documents and receipt."""

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

__all__ = [
    "AccesCandidature",
    "Accuse",
    "Candidature",
    "Droit",
    "EtatCandidature",
    "PieceJointe",
    "Representant",
    "RoleRepresentant",
    "Section",
]
