"""The sitting on the members' screens: one file at a time, its marks once revealed; read again without a script."""

from __future__ import annotations

import hashlib
import uuid

from flask import redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from acia.commission import queries, service
from acia.commission.forms import GesteForm
from acia.commission.models import Commission
from acia.commission.policy import is_declared, may_see_marks
from acia.commission.queries import EtatSuivi, Suivi
from acia.commission.queries.conducteurs import get_conductor
from acia.commission.routes.socle import Page, act_and_say, bp
from acia.commission.rules import decimal_words
from acia.commission.workflow import Qualite
from acia.core.permissions import Permission
from acia.core.web import ensure, now, require, version_of


@bp.get("/<uuid:commission_id>/suivre")
@require(Permission.COMMISSION_NOTER)
def suivre(commission_id: uuid.UUID) -> Page:
    """The file on the table, as it exists for this member."""
    seat = queries.get_seat(commission_id, current_user)
    if not is_declared(seat):
        return redirect(url_for("commission.declaration", commission_id=commission_id))
    return _screen(
        seat.commission,
        queries.follow_sitting(seat),
        url_for("commission.suivre", commission_id=seat.commission_id),
        conduit=seat.qualite == Qualite.SECRETAIRE,
    )


@bp.get("/<uuid:commission_id>/projection")
@require(Permission.COMMISSION_CONDUIRE)
def projection(commission_id: uuid.UUID) -> Page:
    """The file on the table alone, for the screen of the room; not one that the secretary does not conduct."""
    who = get_conductor(commission_id, current_user)
    ensure(may_see_marks(who.commission))
    here = url_for("commission.projection", commission_id=commission_id)
    view = Suivi(EtatSuivi.DEPORT) if who.ailleurs else queries.project_sitting(who.commission)
    return _screen(who.commission, view, here, salle=True)


def _screen(commission: Commission, view: Suivi, here: str, *, salle: bool = False, conduit: bool = False) -> Response:
    shown = {
        "commission": commission,
        "vue": view,
        "salle": salle,
        "conduit": conduit and bool(may_see_marks(commission)),
        "etats": EtatSuivi,
        "criteres": [c.libelle for c in commission.appel.criteres],
        "zone": queries.zone_of(commission),
        "note": decimal_words,
    }
    # The mark is made of what this screen shows, and of nothing else: it tells no more than the page (S7).
    mark = hashlib.sha256(render_template("commission/suivi_seance.html", **shown).encode()).hexdigest()[:32]
    if request.if_none_match.contains(mark):
        return Response(status=304)
    page = render_template("commission/suivre.html", etat=mark, ici=here, cle=str(uuid.uuid4()), **shown)
    answer = Response(page, mimetype="text/html")
    answer.set_etag(mark)
    return answer


@bp.post("/<uuid:commission_id>/suivre/dossiers/<uuid:candidature_id>/reveler")
@require(Permission.COMMISSION_NOTER)
def reveler_en_seance(commission_id: uuid.UUID, candidature_id: uuid.UUID) -> Page:
    """The chair or the secretary reveals the marks of the open file from her own screen."""
    queries.get_revealing_seat(commission_id, candidature_id, current_user)
    form = GesteForm()
    version = version_of(form)
    return act_and_say(
        lambda: service.reveal_marks_from_seat(
            commission_id,
            candidature_id,
            form.geste(),
            version=-1 if version is None else version,
            auteur=current_user,
            now=now(),
        ),
        "Les notes sont révélées sur tous les écrans.",
        "commission.suivre",
        commission_id=commission_id,
    )
