"""Public pages about the service, and what every page shows around its content."""

from __future__ import annotations

from typing import Any, cast

from flask import Blueprint, current_app, g, has_request_context, render_template, url_for
from flask_login import current_user

from acia.comptes import queries
from acia.comptes.pages import Page, me
from acia.core.filters import typographie
from acia.core.permissions import LIBELLES_ROLE
from acia.core.web import public

bp = Blueprint("informations", __name__)
DEMO = typographie("Démonstration : les personnes et les établissements sont fictifs, aucun courriel ne part.")
MENTION_ACCESSIBILITE = typographie("Accessibilité : non conforme")


@bp.get("/mentions-legales")
@public
def mentions_legales() -> Page:
    """Who publishes and hosts the service."""
    return render_template("comptes/mentions_legales.html", config=current_app.config)


@bp.get("/donnees-personnelles")
@public
def donnees_personnelles() -> Page:
    """What is kept about people, why, how long, and their rights."""
    return render_template("comptes/donnees_personnelles.html", config=current_app.config)


@bp.get("/accessibilite")
@public
def accessibilite() -> Page:
    """The accessibility statement (R93)."""
    return render_template("comptes/accessibilite.html", config=current_app.config)


@bp.get("/aide")
@public
def aide() -> Page:
    """The first questions people ask."""
    return render_template("comptes/aide.html", config=current_app.config)


def page_context() -> dict[str, Any]:
    """What every page shows around its content. Mails are written outside a request and need none of it."""
    if not has_request_context():
        return {}
    signed_in = current_user.is_authenticated
    return {
        "identite": _identity() if signed_in else "",
        "compte_url": url_for("comptes.mon_compte") if signed_in else "",
        "deconnexion_url": url_for("comptes.deconnexion"),
        "session_fin": g.session_fin.isoformat() if signed_in and "session_fin" in g else "",
        "demo_banner": DEMO if current_app.config["ENVIRONNEMENT"] == "demonstration" else "",
        "liens_pied": [
            {"libelle": "Aide", "url": url_for("informations.aide")},
            {"libelle": MENTION_ACCESSIBILITE, "url": url_for("informations.accessibilite")},
            {"libelle": "Mentions légales", "url": url_for("informations.mentions_legales")},
            {"libelle": "Données personnelles", "url": url_for("informations.donnees_personnelles")},
        ],
    }


def _identity() -> str:
    """« Chargé de mission · Bretagne », read once a request."""
    if "identite" not in g:
        names = queries.region_names(me())
        place = " · " + (", ".join(names) if len(names) <= 2 else f"{len(names)} régions") if names else ""
        g.identite = LIBELLES_ROLE[me().role_enum] + place
    return cast(str, g.identite)
