"""The pages of everybody: the calls open, announced and closed, and all there is to know about one."""

from __future__ import annotations

from flask import render_template

from acia.appels import queries
from acia.appels.routes.blueprint import Page, bp, statut_affiche
from acia.appels.rules import StatutAppel
from acia.core.web import now, public


@bp.get("/")
@public
def liste() -> Page:
    """The published calls."""
    appels = [(appel, queries.status(appel, now())) for appel in queries.list_published()]
    ouverts = [a for a, statut in appels if statut in (StatutAppel.OUVERT, StatutAppel.PROGRAMME)]
    clos = [a for a, statut in appels if statut is StatutAppel.CLOS]
    return render_template("appels/liste.html", ouverts=ouverts, clos=clos, statut=statut_affiche)


@bp.get("/<code>")
@public
def page(code: str) -> Page:
    """A published call: everything a candidate must know."""
    appel = queries.get_published(code)
    places = queries.places_of(appel.id)
    return render_template(
        "appels/page.html",
        appel=appel,
        statut=queries.status(appel, now()).value,
        etiquette=statut_affiche(appel),
        places=places,
        zones=queries.local_zones(places, appel.fuseau),
    )
