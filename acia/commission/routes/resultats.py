"""The applicant's page: the decision on her file, once it is notified and not before."""

from __future__ import annotations

import uuid

from flask import render_template
from flask_login import current_user
from werkzeug.wrappers import Response

from acia.candidatures.models import Candidature
from acia.candidatures.queries import droit_of
from acia.commission import queries
from acia.commission.forms import DesistementForm, ReponsePlaceForm
from acia.commission.policy import may_speak_for
from acia.commission.queries import ResultatCandidat
from acia.commission.routes.socle import Page, bp
from acia.commission.routes.suivi_notifications import reading_of_notice
from acia.commission.workflow import LIBELLES_ISSUE, TONS_ISSUE, EtatPlace
from acia.core.documents import send_document
from acia.core.errors import Introuvable
from acia.core.permissions import Permission
from acia.core.web import now, require
from acia.eligibilite.queries import communicable


def _published(candidature_id: uuid.UUID) -> tuple[Candidature, ResultatCandidat]:
    candidature = queries.get_own_candidature(candidature_id, current_user)
    result = queries.result_for_applicant(candidature)
    if result is None:
        raise Introuvable()
    return candidature, result


@bp.get("/resultats/<uuid:candidature_id>")
@require(Permission.CANDIDATURE_LIRE)
def resultat(candidature_id: uuid.UUID) -> Page:
    """The notified decision and its letter, the place that is offered, the way to withdraw."""
    return result_page(candidature_id)


def result_page(
    candidature_id: uuid.UUID, *, desistement: DesistementForm | None = None, reponse: ReponsePlaceForm | None = None
) -> Page:
    """The page of the decision, with what was typed when a form comes back."""
    candidature, result = _published(candidature_id)
    desistement, reponse = desistement or DesistementForm(), reponse or ReponsePlaceForm()
    offered = result.place if result.place and result.place.etat == EtatPlace.PROPOSEE else None
    droit = droit_of(candidature.id, current_user)
    page = render_template(
        "commission/resultat.html",
        candidature=candidature,
        resultat=result,
        place=offered if offered and now() < offered.limite_at else None,
        peut_repondre=bool(may_speak_for(current_user, droit, candidature.region_code)),
        desistement=desistement,
        reponse=reponse,
        libelles=LIBELLES_ISSUE,
        tons=TONS_ISSUE,
        avis_a_lire=bool(communicable(candidature)),
        communications=queries.communications_of(candidature),
        extraits=queries.extracts_of_file(candidature),
        **reading_of_notice(candidature),
    )
    return (page, 422) if desistement.errors or reponse.errors else page


@bp.get("/resultats/<uuid:candidature_id>/lettre.pdf")
@require(Permission.CANDIDATURE_LIRE)
def lettre_resultat(candidature_id: uuid.UUID) -> Response:
    """The letter of the decision."""
    _, result = _published(candidature_id)
    if result.document is None:
        raise Introuvable()
    return send_document(result.document)
