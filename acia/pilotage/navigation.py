"""The main navigation: what each role opens, in the order of the procedure."""

from __future__ import annotations

from typing import Any

from flask import has_request_context, request, url_for
from flask_login import current_user

from acia.core.permissions import Permission, Role, may

ITEMS: tuple[tuple[str, str, Permission], ...] = (
    ("Aujourd’hui", "pilotage.accueil", Permission.TABLEAU_LIRE),
    ("Mes candidatures", "candidatures.miennes", Permission.CANDIDATURE_REMPLIR),
    ("Mes dossiers", "commission.mes_dossiers", Permission.COMMISSION_NOTER),
    ("Appels", "appels.gestion", Permission.APPEL_GERER),
    ("Candidatures", "candidatures.boite", Permission.CANDIDATURE_INSTRUIRE),
    ("Éligibilité", "eligibilite.a_decider", Permission.ELIGIBILITE_TRANCHER),
    ("Commissions", "commission.liste", Permission.COMMISSION_GERER),
    ("Mes engagements", "engagements.miens", Permission.ENGAGEMENT_COMPLETER),
    ("Engagements", "engagements.liste", Permission.ENGAGEMENT_SUIVRE),
    ("Cohortes", "cohortes.liste", Permission.COHORTE_FORMER),
    ("Séances", "seances.liste", Permission.SEANCE_LIRE),
    ("Suivi", "suivi.liste", Permission.SUIVI_LIRE),
    ("Registre", "referentiel.registre", Permission.REGISTRE_LIRE),
    ("Comptes", "comptes.liste", Permission.COMPTES_GERER),
    ("Journal", "pilotage.journal", Permission.JOURNAL_LIRE),
)
PUBLIC_ITEMS = (("Appels à candidatures", "appels.liste"), ("Se connecter", "comptes.connexion"))


def navigation() -> dict[str, Any]:
    """Context of every page: the items this person may open, the current one marked. A mail has no page."""
    if not has_request_context():
        return {}
    person = current_user if current_user.is_authenticated else None
    if person is None:
        items = [(label, endpoint) for label, endpoint in PUBLIC_ITEMS]
    else:
        items = [(label, endpoint) for label, endpoint, need in ITEMS if may(person.role_enum, need)]
        if person.role_enum is Role.FINANCEUR:
            items.append(("Chiffres", "pilotage.chiffres"))
    return {
        "navigation": [
            {"libelle": label, "url": url_for(endpoint), "actif": _is_current(endpoint)} for label, endpoint in items
        ],
        "accueil_url": url_for("pilotage.accueil"),
    }


def _is_current(endpoint: str) -> bool:
    current = request.endpoint or ""
    stage = endpoint.partition(".")[0]
    return current == endpoint or (stage not in ("pilotage", "comptes") and current.partition(".")[0] == stage)
