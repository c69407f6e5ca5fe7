"""The page of a personal link: the question, what was opened to this person and nothing else, her answer once.

Reading uses nothing up: mail readers open links too. A link that no longer serves looks like one that never existed.
"""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Final

from flask import redirect, render_template, url_for
from werkzeug.wrappers import Response

from acia.candidatures.queries import pieces_filed
from acia.candidatures.routes.blueprint import reading
from acia.candidatures.rules import TITRES_LECTEUR
from acia.comptes.access import LienPerime
from acia.comptes.pages import slow_down
from acia.core.db import transaction
from acia.core.documents import send_document
from acia.core.errors import ActionRefusee, Introuvable
from acia.core.web import absolute_url, apply_refusal, now, public
from acia.eligibilite import queries, service
from acia.eligibilite.forms import AvisForm
from acia.eligibilite.models import AvisExterieur
from acia.eligibilite.routes.blueprint import Page, bp

ESSAIS: Final = 120
PERIODE: Final = timedelta(minutes=10)


def _found(jeton: str) -> AvisExterieur | None:
    """The opinion of this link; every try counts, so that nobody goes through links one after the other."""
    slow_down("avis", ESSAIS, PERIODE)
    return queries.find_opinion(jeton, now())


@bp.route("/avis/<jeton>", methods=["GET", "POST"])
@public
def donner_avis(jeton: str) -> Page:
    """Read the question, answer it."""
    row = _found(jeton)
    if row is None:
        return _over()
    form = AvisForm()
    if form.validate_on_submit():
        try:
            with transaction():
                service.give_opinion(jeton, form.to_command(), now=now(), lien=_page_of)
            return redirect(url_for("eligibilite.avis_donne"))
        except LienPerime:
            return _over()
        except ActionRefusee as refusal:
            apply_refusal(form, refusal)
            row = _found(jeton)
            if row is None:
                return _over()
    html = _page(row, jeton, form)
    return (html, 422) if form.errors else html


@bp.get("/avis/merci")
@public
def avis_donne() -> Page:
    """Thanks, once the opinion is given; says nothing of the file."""
    return render_template("eligibilite/avis_merci.html")


def _over() -> Page:
    return render_template("eligibilite/avis_perime.html"), LienPerime.code


def _page_of(row: AvisExterieur) -> str:
    return absolute_url("eligibilite.avis", candidature_id=row.candidature_id, avis_id=row.id)


def _page(row: AvisExterieur, jeton: str, form: AvisForm) -> str:
    """What was opened, rebuilt from the choice kept with the question: anything else never reaches the template."""
    candidature = row.candidature
    liste = pieces_filed(candidature)
    read = reading(candidature, TITRES_LECTEUR)
    parts = [(part["titre"], part["lignes"]) for part in read if part["section"] in row.sections]
    return render_template(
        "eligibilite/avis_public.html",
        avis=row,
        jeton=jeton,
        form=form,
        etablissement=candidature.nom,
        commune=candidature.commune,
        appel=candidature.appel,
        demandeur=row.demande_par,
        parties=parts,
        pieces=[(liste.label(p.code), p) for p in queries.opened_pieces(row)],
    )


@bp.get("/avis/<jeton>/pieces/<uuid:piece_id>")
@public
def piece_avis(jeton: str, piece_id: uuid.UUID) -> Response:
    """A document opened to this person."""
    row = _found(jeton)
    if row is None:
        raise Introuvable()
    return send_document(queries.opened_piece(row, piece_id).document)
