"""Roles and permissions. Pure: what each role may ever do; `policy.py` of each stage says to which object."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """The six roles. Chair, secretary and deciding authority are mandates, not roles."""

    PILOTE = "pilote_national"
    CHARGE = "charge_de_mission"
    MEMBRE = "membre"
    REPRESENTANT = "representant"
    INTERVENANT = "intervenant"
    FINANCEUR = "financeur"


LIBELLES_ROLE: dict[Role, str] = {
    Role.PILOTE: "Pilote national",
    Role.CHARGE: "Chargé de mission",
    Role.MEMBRE: "Membre de commission",
    Role.REPRESENTANT: "Représentant d’établissement",
    Role.INTERVENANT: "Intervenant",
    Role.FINANCEUR: "Financeur",
}


class Permission(StrEnum):
    """`stage:object:act`. A route declares exactly one of these, or is declared public."""

    COMPTE_PROPRE = "comptes:compte:propre"
    COMPTES_GERER = "comptes:compte:gerer"
    REGISTRE_LIRE = "referentiel:registre:lire"
    REGISTRE_METTRE_A_JOUR = "referentiel:registre:mettre_a_jour"
    APPEL_GERER = "appels:appel:gerer"
    APPEL_LIRE = "appels:appel:lire"
    CANDIDATURE_REMPLIR = "candidatures:candidature:remplir"
    CANDIDATURE_INSTRUIRE = "candidatures:candidature:instruire"
    CANDIDATURE_LIRE = "candidatures:candidature:lire"
    ELIGIBILITE_TRANCHER = "eligibilite:decision:trancher"
    COMMISSION_GERER = "commission:commission:gerer"
    COMMISSION_NOTER = "commission:notation:noter"
    COMMISSION_CONDUIRE = "commission:seance:conduire"
    ENGAGEMENT_COMPLETER = "engagements:engagement:completer"
    ENGAGEMENT_SUIVRE = "engagements:engagement:suivre"
    COHORTE_FORMER = "cohortes:cohorte:former"
    COHORTE_LIRE = "cohortes:cohorte:lire"
    SEANCE_PLANIFIER = "seances:seance:planifier"
    SEANCE_LIRE = "seances:seance:lire"
    SEANCE_ANIMER = "seances:seance:animer"
    SUIVI_LIRE = "suivi:etablissement:lire"
    SUIVI_REMPLIR = "suivi:etablissement:remplir"
    TABLEAU_LIRE = "pilotage:tableau:lire"
    EXPORT_PRODUIRE = "pilotage:export:produire"
    JOURNAL_LIRE = "pilotage:journal:lire"
    JOURNAL_VERIFIER = "pilotage:journal:verifier"
    ESPACE_FERMER = "commission:espace:fermer"


_EVERYBODY = {Permission.COMPTE_PROPRE, Permission.TABLEAU_LIRE}
_CHARGE = {
    Permission.REGISTRE_LIRE,
    Permission.APPEL_GERER,
    Permission.APPEL_LIRE,
    Permission.CANDIDATURE_INSTRUIRE,
    Permission.CANDIDATURE_LIRE,
    Permission.ELIGIBILITE_TRANCHER,
    Permission.COMMISSION_GERER,
    Permission.COMMISSION_CONDUIRE,
    Permission.ENGAGEMENT_SUIVRE,
    Permission.COHORTE_FORMER,
    Permission.COHORTE_LIRE,
    Permission.SEANCE_PLANIFIER,
    Permission.SEANCE_LIRE,
    Permission.SEANCE_ANIMER,
    Permission.SUIVI_LIRE,
    Permission.EXPORT_PRODUIRE,
    Permission.JOURNAL_LIRE,
}
PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.PILOTE: frozenset(
        _EVERYBODY
        | _CHARGE
        | {
            Permission.COMPTES_GERER,
            Permission.REGISTRE_METTRE_A_JOUR,
            Permission.ESPACE_FERMER,
            Permission.JOURNAL_VERIFIER,
        }
    ),
    Role.CHARGE: frozenset(_EVERYBODY | _CHARGE | {Permission.COMPTES_GERER}),
    Role.MEMBRE: frozenset(
        _EVERYBODY | {Permission.COMMISSION_NOTER, Permission.COMMISSION_CONDUIRE, Permission.APPEL_LIRE}
    ),
    Role.REPRESENTANT: frozenset(
        _EVERYBODY
        | {
            Permission.CANDIDATURE_REMPLIR,
            Permission.CANDIDATURE_LIRE,
            Permission.ENGAGEMENT_COMPLETER,
            Permission.COHORTE_LIRE,
            Permission.SEANCE_LIRE,
            Permission.SUIVI_LIRE,
            Permission.SUIVI_REMPLIR,
        }
    ),
    Role.INTERVENANT: frozenset(
        _EVERYBODY | {Permission.COHORTE_LIRE, Permission.SEANCE_LIRE, Permission.SEANCE_ANIMER, Permission.SUIVI_LIRE}
    ),
    Role.FINANCEUR: frozenset(_EVERYBODY),
}


@dataclass(frozen=True)
class Decision:
    """Answer of a policy: may this be done, and the sentence to show when it may not."""

    ok: bool
    motif: str = ""

    def __bool__(self) -> bool:
        return self.ok


OUI = Decision(True)


def non(motif: str) -> Decision:
    """Refuse, with the reason to show."""
    return Decision(False, motif)


def may(role: Role, permission: Permission) -> bool:
    """Tell whether a role ever holds a permission."""
    return permission in PERMISSIONS[role]
