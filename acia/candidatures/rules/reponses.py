"""The answers of a file as typed data. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import date
from enum import StrEnum
from typing import Any, Final, TypeVar, get_type_hints

from acia.cadre import THEMES


class Section(StrEnum):
    """The parts of a file, in the order of the task list."""

    ETABLISSEMENT = "etablissement"
    AUTORISATION = "autorisation"
    AVIS_CSE = "avis_cse"
    PROJET = "projet"
    REPRESENTANTS = "representants"
    ENGAGEMENTS = "engagements"


class RoleRepresentant(StrEnum):
    """The three representatives (R22)."""

    DIRECTION = "direction"
    PERSONNEL = "personnel"
    METIER = "metier"


class NatureAutorisation(StrEnum):
    """What the arrêté authorises (R14)."""

    ASE = "ase"
    ASE_PJJ = "ase_pjj"
    PJJ = "pjj"
    LVA_AUTRE = "lva_autre"


LIBELLES_NATURE: Final[dict[NatureAutorisation, str]] = {
    NatureAutorisation.ASE: "Aide sociale à l’enfance (ASE)",
    NatureAutorisation.ASE_PJJ: "Double autorisation ASE et protection judiciaire de la jeunesse (PJJ)",
    NatureAutorisation.PJJ: "Protection judiciaire de la jeunesse seule",
    NatureAutorisation.LVA_AUTRE: "Lieu de vie et d’accueil, ou autre situation",
}


class InstanceAvis(StrEnum):
    """The body that gave its opinion on the project (R19, E8 to E10)."""

    CSE = "cse"
    CSE_ETABLISSEMENT = "cse_etablissement"
    CSE_CENTRAL = "cse_central"
    CST = "cst"
    CSA = "csa"
    COMITE_SOCIAL_ETABLISSEMENT = "comite_social_etablissement"
    AUCUNE = "aucune"


LIBELLES_INSTANCE: Final[dict[InstanceAvis, str]] = {
    InstanceAvis.CSE: "Comité social et économique (CSE)",
    InstanceAvis.CSE_ETABLISSEMENT: "CSE d’établissement",
    InstanceAvis.CSE_CENTRAL: "CSE central",
    InstanceAvis.CST: "Comité social territorial (CST)",
    InstanceAvis.CSA: "Comité social d’administration (CSA)",
    InstanceAvis.COMITE_SOCIAL_ETABLISSEMENT: "Comité social d’établissement (public)",
    InstanceAvis.AUCUNE: "Aucune instance : consultation des salariés",
}


class ResultatAvis(StrEnum):
    """The sense of the opinion. Silence and refusal are not favourable (R20)."""

    FAVORABLE = "favorable"
    FAVORABLE_RESERVES = "favorable_reserves"
    DEFAVORABLE = "defavorable"
    SANS_AVIS = "sans_avis"
    ATTENDU = "attendu"


LIBELLES_RESULTAT_AVIS: Final[dict[ResultatAvis, str]] = {
    ResultatAvis.FAVORABLE: "Favorable",
    ResultatAvis.FAVORABLE_RESERVES: "Favorable avec réserves",
    ResultatAvis.DEFAVORABLE: "Défavorable",
    ResultatAvis.SANS_AVIS: "L’instance n’a pas rendu d’avis",
    ResultatAvis.ATTENDU: "L’avis est attendu",
}
AVIS_FAVORABLES: Final = frozenset({ResultatAvis.FAVORABLE, ResultatAvis.FAVORABLE_RESERVES})


@dataclass(frozen=True)
class EtablissementDeclare:
    """Section 1: what the person says of what the register says."""

    identite_confirmee: bool = False
    perimetre: str = ""
    """Service or site concerned, when the number covers several (E18)."""
    remarque: str = ""
    """What the register has wrong, in the applicant's words."""


@dataclass(frozen=True)
class AutorisationDeclaree:
    """Section 2: the authorisation (R14 to R16)."""

    nature: str = ""
    autorite: str = ""
    reference: str = ""
    date_arrete: date | None = None
    renouvellement_tacite: bool = False
    date_habilitation: date | None = None
    precision: str = ""


@dataclass(frozen=True)
class AvisCse:
    """Section 3: the opinion of the staff body (R19 to R21)."""

    instance: str = ""
    resultat: str = ""
    date_avis: date | None = None
    pour: int | None = None
    contre: int | None = None
    abstention: int | None = None
    reserves: str = ""
    date_attendue: date | None = None


@dataclass(frozen=True)
class Projet:
    """Section 4: the project; `themes` holds numbers from 1 to 8, in the order of `cadre.THEMES`."""

    titre: str = ""
    themes: tuple[int, ...] = ()
    objectifs: str = ""
    actions: str = ""
    calendrier: str = ""
    moyens: str = ""
    evaluation: str = ""
    partage: str = ""


@dataclass(frozen=True)
class Personne:
    """One of the three representatives."""

    prenom: str = ""
    nom: str = ""
    fonction: str = ""
    courriel: str = ""
    telephone: str = ""

    @property
    def nom_complet(self) -> str:
        """First name and name."""
        return f"{self.prenom} {self.nom}".strip()


@dataclass(frozen=True)
class Representants:
    """Section 5: exactly one person a role, three different people (R22)."""

    direction: Personne = field(default_factory=Personne)
    personnel: Personne = field(default_factory=Personne)
    metier: Personne = field(default_factory=Personne)


@dataclass(frozen=True)
class EngagementsPris:
    """Section 6: the commitments (R23 to R25) and the sworn statement."""

    participation: bool = False
    premiere_seance: bool = False
    partage: bool = False
    exactitude: bool = False


@dataclass(frozen=True)
class Reponses:
    """All the answers of a file."""

    etablissement: EtablissementDeclare = field(default_factory=EtablissementDeclare)
    autorisation: AutorisationDeclaree = field(default_factory=AutorisationDeclaree)
    avis_cse: AvisCse = field(default_factory=AvisCse)
    projet: Projet = field(default_factory=Projet)
    representants: Representants = field(default_factory=Representants)
    engagements: EngagementsPris = field(default_factory=EngagementsPris)


Reponse = EtablissementDeclare | AutorisationDeclaree | AvisCse | Projet | Representants | EngagementsPris
R = TypeVar("R")
LIBELLES_THEMES: Final[dict[int, str]] = dict(enumerate(THEMES, start=1))


def read_reponses(sections: Mapping[str, Any], representants: Mapping[str, Personne]) -> Reponses:
    """Read the stored answers as typed data; a section never opened gives its empty value.

    `representants` maps each role to its person: they are rows of their own, not a part of `sections`.
    """
    return Reponses(
        etablissement=_read(EtablissementDeclare, sections.get("etablissement")),
        autorisation=_read(AutorisationDeclaree, sections.get("autorisation")),
        avis_cse=_read(AvisCse, sections.get("avis_cse")),
        projet=_read(Projet, sections.get("projet")),
        representants=Representants(**representants),
        engagements=_read(EngagementsPris, sections.get("engagements")),
    )


def _read(kind: type[R], stored: Mapping[str, Any] | None) -> R:
    hints = get_type_hints(kind)
    known = {f.name: _typed(hints[f.name], stored[f.name]) for f in fields(kind) if f.name in (stored or {})}  # type: ignore[arg-type,index]
    return kind(**known)


def _typed(kind: Any, value: Any) -> Any:
    if kind == date | None and isinstance(value, str):
        return date.fromisoformat(value)
    return tuple(value) if isinstance(value, list) else value


def as_stored(reponse: Reponse) -> dict[str, Any]:
    """Plain JSON data of one section."""
    return {name: _plain(value) for name, value in asdict(reponse).items()}


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value
