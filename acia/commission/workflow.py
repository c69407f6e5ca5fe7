"""States of a commission and of a marking sheet, mandates and issues. Pure."""

from __future__ import annotations

from enum import StrEnum

from acia.core.workflow import Workflow


class EtatCommission(StrEnum):
    """Progress of a commission."""

    PREPARATION = "preparation"
    NOTATION = "notation"
    DELIBERATION = "deliberation"
    CLOSE = "close"


class Qualite(StrEnum):
    """Mandate of a member."""

    PRESIDENT = "president"
    SECRETAIRE = "secretaire"
    MEMBRE = "membre"


class Voix(StrEnum):
    """A deliberative member marks, votes and counts in the quorum; a consultative one reads and speaks."""

    DELIBERATIVE = "deliberative"
    CONSULTATIVE = "consultative"


class ReponseInvitation(StrEnum):
    """What a person answered when she was named."""

    ATTENTE = "attente"
    ACCEPTEE = "acceptee"
    DECLINEE = "declinee"


class NatureLien(StrEnum):
    """What ties a member to an organisation."""

    EMPLOYEUR = "employeur"
    MISSION = "mission"
    FAMILLE = "famille"
    MANDAT = "mandat"
    ECRITURE = "ecriture"


class PresenceSeance(StrEnum):
    """How a member attends the sitting."""

    PRESENT = "present"
    DISTANCE = "distance"
    ABSENT = "absent"


class IssueSelection(StrEnum):
    """Proposal or decision on a file."""

    RETENUE = "retenue"
    LISTE_ATTENTE = "liste_attente"
    NON_RETENUE = "non_retenue"


class EtatNotation(StrEnum):
    """A member's sheet: draft, final, or put aside because she abstains."""

    BROUILLON = "brouillon"
    RENDUE = "rendue"
    ABSTENTION = "abstention"


class EtatAffectation(StrEnum):
    """What became of a file given to a member: hers to read, taken back by an officer, refused by her."""

    CONFIEE = "confiee"
    RETIREE = "retiree"
    REFUSEE = "refusee"


class EtatPlace(StrEnum):
    """A place offered to a file of the waiting list."""

    PROPOSEE = "proposee"
    ACCEPTEE = "acceptee"
    DECLINEE = "declinee"
    EXPIREE = "expiree"


class EtatPassage(StrEnum):
    """A file of the agenda while the sitting is conducted live."""

    ATTENDU = "attendu"
    OUVERT = "ouvert"
    NOTES_REVELEES = "notes_revelees"
    DELIBERE = "delibere"


class SensSuffrage(StrEnum):
    """A voice on a file."""

    POUR = "pour"
    CONTRE = "contre"
    ABSTENTION = "abstention"


class SensMouvement(StrEnum):
    """A member comes into the sitting, steps out, comes back, or goes for good."""

    ARRIVEE = "arrivee"
    SORTIE = "sortie"
    RETOUR = "retour"
    DEPART = "depart"


class MotifMouvement(StrEnum):
    """Why a member steps out."""

    DEPORT = "deport"
    ABSENCE = "absence"


LIBELLES_ETAT: dict[EtatCommission, str] = {
    EtatCommission.PREPARATION: "En préparation",
    EtatCommission.NOTATION: "Notation ouverte",
    EtatCommission.DELIBERATION: "Délibération",
    EtatCommission.CLOSE: "Procès-verbal clos",
}
LIBELLES_QUALITE: dict[Qualite, str] = {
    Qualite.PRESIDENT: "Présidence",
    Qualite.SECRETAIRE: "Secrétariat",
    Qualite.MEMBRE: "Membre",
}
LIBELLES_VOIX: dict[Voix, str] = {
    Voix.DELIBERATIVE: "Voix délibérative : note, vote et compte dans le quorum",
    Voix.CONSULTATIVE: "Voix consultative : lit et s’exprime, sans noter ni voter",
}
LIBELLES_LIEN: dict[NatureLien, str] = {
    NatureLien.EMPLOYEUR: "Employeur, actuel ou récent",
    NatureLien.MISSION: "Mission ou intervention passée",
    NatureLien.FAMILLE: "Un proche y travaille ou y siège",
    NatureLien.MANDAT: "Mandat, adhésion, siège",
    NatureLien.ECRITURE: "Aide à l’écriture d’un dossier",
}
LIBELLES_PASSAGE: dict[EtatPassage, tuple[str, str]] = {
    EtatPassage.ATTENDU: ("À examiner", "gris"),
    EtatPassage.OUVERT: ("En cours", "bleu"),
    EtatPassage.NOTES_REVELEES: ("Notes révélées", "bleu"),
    EtatPassage.DELIBERE: ("Délibéré", "vert"),
}
LIBELLES_SUFFRAGE: dict[SensSuffrage, str] = {
    SensSuffrage.POUR: "Pour",
    SensSuffrage.CONTRE: "Contre",
    SensSuffrage.ABSTENTION: "S’abstient",
}
LIBELLES_MOUVEMENT: dict[SensMouvement, str] = {
    SensMouvement.ARRIVEE: "Arrivée",
    SensMouvement.SORTIE: "Sortie",
    SensMouvement.RETOUR: "Retour",
    SensMouvement.DEPART: "Départ",
}
LIBELLES_PRESENCE: dict[PresenceSeance, str] = {
    PresenceSeance.PRESENT: "Sur place",
    PresenceSeance.DISTANCE: "À distance",
    PresenceSeance.ABSENT: "Absent",
}
LIBELLES_ISSUE: dict[IssueSelection, str] = {
    IssueSelection.RETENUE: "Retenue",
    IssueSelection.LISTE_ATTENTE: "Liste d’attente",
    IssueSelection.NON_RETENUE: "Non retenue",
}
TONS_ISSUE: dict[IssueSelection, str] = {
    IssueSelection.RETENUE: "vert",
    IssueSelection.LISTE_ATTENTE: "ambre",
    IssueSelection.NON_RETENUE: "gris",
}

OUVRIR_NOTATION = "ouvrir_notation"
CLORE_NOTATION = "clore_notation"
CLORE_PROCES_VERBAL = "clore_proces_verbal"

COMMISSION: Workflow[EtatCommission] = Workflow(
    nom="la commission",
    libelles=LIBELLES_ETAT,
    transitions={
        (EtatCommission.PREPARATION, OUVRIR_NOTATION): EtatCommission.NOTATION,
        (EtatCommission.NOTATION, CLORE_NOTATION): EtatCommission.DELIBERATION,
        (EtatCommission.DELIBERATION, CLORE_PROCES_VERBAL): EtatCommission.CLOSE,
        (EtatCommission.CLOSE, CLORE_PROCES_VERBAL): EtatCommission.CLOSE,
    },
)
LIBELLES_PLACE: dict[EtatPlace, tuple[str, str]] = {
    EtatPlace.PROPOSEE: ("Place proposée", "bleu"),
    EtatPlace.ACCEPTEE: ("Place acceptée", "vert"),
    EtatPlace.DECLINEE: ("Place refusée", "gris"),
    EtatPlace.EXPIREE: ("Sans réponse à temps", "gris"),
}
PLACE: Workflow[EtatPlace] = Workflow(
    nom="la proposition de place",
    libelles={state: words for state, (words, _) in LIBELLES_PLACE.items()},
    transitions={
        (EtatPlace.PROPOSEE, "accepter"): EtatPlace.ACCEPTEE,
        (EtatPlace.PROPOSEE, "decliner"): EtatPlace.DECLINEE,
        (EtatPlace.PROPOSEE, "expirer"): EtatPlace.EXPIREE,
    },
)
OUVRIR_DOSSIER = "ouvrir"
REVELER_NOTES = "reveler"
CLORE_DOSSIER = "clore"
REPORTER_DOSSIER = "reporter"
REPRENDRE_DOSSIER = "reprendre"
PASSAGE: Workflow[EtatPassage] = Workflow(
    nom="ce dossier",
    libelles={state: words for state, (words, _) in LIBELLES_PASSAGE.items()},
    transitions={
        (EtatPassage.ATTENDU, OUVRIR_DOSSIER): EtatPassage.OUVERT,
        (EtatPassage.OUVERT, REVELER_NOTES): EtatPassage.NOTES_REVELEES,
        (EtatPassage.NOTES_REVELEES, CLORE_DOSSIER): EtatPassage.DELIBERE,
        (EtatPassage.OUVERT, REPORTER_DOSSIER): EtatPassage.ATTENDU,
        (EtatPassage.NOTES_REVELEES, REPORTER_DOSSIER): EtatPassage.ATTENDU,
        (EtatPassage.DELIBERE, REPRENDRE_DOSSIER): EtatPassage.ATTENDU,
    },
)
