"""The main navigation: what each role opens, in the order of the procedure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import has_request_context, request, url_for
from flask_login import current_user

from acia.core.permissions import Permission, Role, may
from acia.pilotage.guides import GUIDES

FIGURE_READERS = frozenset({Role.PILOTE, Role.CHARGE, Role.FINANCEUR})


@dataclass(frozen=True)
class Entree:
    """One entry: who sees it, and whether it waits behind « Plus » so that the bar stays on one line."""

    libelle: str
    endpoint: str
    permission: Permission = Permission.TABLEAU_LIRE
    roles: frozenset[Role] = frozenset(Role)
    plus: bool = False
    pages: frozenset[str] = frozenset()
    """The only pages it is current on; none: those of its stage that no other entry takes."""

    def is_for(self, role: Role) -> bool:
        """Tell whether this role opens the page."""
        return role in self.roles and may(role, self.permission)


PAGES_RECOURS = frozenset({"commission.liste_recours", "commission.nouveau_recours", "commission.recours"})
ENTREES = (
    Entree("Aujourd’hui", "pilotage.accueil"),
    Entree("Mes candidatures", "candidatures.miennes", Permission.CANDIDATURE_REMPLIR),
    Entree("Mes dossiers", "commission.mes_dossiers", Permission.COMMISSION_NOTER),
    Entree("Appels", "appels.gestion", Permission.APPEL_GERER),
    Entree("Candidatures", "candidatures.boite", Permission.CANDIDATURE_INSTRUIRE),
    Entree("Vivier", "pilotage.vivier", Permission.CANDIDATURE_INSTRUIRE, plus=True),
    Entree("Éligibilité", "eligibilite.a_decider", Permission.ELIGIBILITE_TRANCHER, plus=True),
    Entree("Commissions", "commission.liste", Permission.COMMISSION_GERER),
    Entree("Recours", "commission.liste_recours", Permission.COMMISSION_GERER, plus=True, pages=PAGES_RECOURS),
    Entree("Mes engagements", "engagements.miens", Permission.ENGAGEMENT_COMPLETER),
    Entree("Engagements", "engagements.liste", Permission.ENGAGEMENT_SUIVRE, plus=True),
    Entree("Cohortes", "cohortes.liste", Permission.COHORTE_FORMER),
    Entree("Ma cohorte", "cohortes.liste", Permission.COHORTE_LIRE, frozenset({Role.REPRESENTANT})),
    Entree("Mes cohortes", "cohortes.liste", Permission.COHORTE_LIRE, frozenset({Role.INTERVENANT})),
    Entree("Séances", "seances.liste", Permission.SEANCE_LIRE),
    Entree("Suivi", "suivi.liste", Permission.SUIVI_LIRE),
    Entree("Registre", "referentiel.registre", Permission.REGISTRE_LIRE, plus=True),
    Entree("Comptes", "comptes.liste", Permission.COMPTES_GERER, plus=True),
    Entree("Fermetures", "pilotage.fermetures", Permission.ESPACE_FERMER, plus=True),
    Entree("Journal", "pilotage.journal", Permission.JOURNAL_LIRE, plus=True),
    Entree("Chiffres", "pilotage.chiffres", roles=FIGURE_READERS - {Role.FINANCEUR}, plus=True),
    Entree("Chiffres", "pilotage.chiffres", roles=frozenset({Role.FINANCEUR})),
)
PUBLIC_ENTREES = (Entree("Appels à candidatures", "appels.liste"), Entree("Se connecter", "comptes.connexion"))


def navigation() -> dict[str, Any]:
    """Context of every page: the entries this person may open, the current one marked. A mail has no page."""
    if not has_request_context():
        return {}
    if current_user.is_authenticated:
        entries = tuple(e for e in ENTREES if e.is_for(current_user.role_enum))
        guide_url = url_for("pilotage.guide", nom=GUIDES[current_user.role_enum])
    else:
        entries, guide_url = PUBLIC_ENTREES, ""
    return {
        "navigation": [_link(e) for e in entries if not e.plus],
        "navigation_plus": [_link(e) for e in entries if e.plus],
        "accueil_url": url_for("pilotage.accueil"),
        "guide_url": guide_url,
    }


def _link(entry: Entree) -> dict[str, Any]:
    return {"libelle": entry.libelle, "url": url_for(entry.endpoint), "actif": _is_current(entry)}


def _is_current(entry: Entree) -> bool:
    current = request.endpoint or ""
    if entry.pages or current == entry.endpoint:
        return current in entry.pages or current == entry.endpoint
    stage = entry.endpoint.partition(".")[0]
    taken = any(current in other.pages for other in ENTREES)
    return stage not in ("pilotage", "comptes") and current.partition(".")[0] == stage and not taken
