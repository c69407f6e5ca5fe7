"""The applicant's page: the decision on her file, once it is notified and not before."""

from __future__ import annotations

import uuid

from flask import render_template
from flask_login import current_user
from werkzeug.wrappers import Response

from acia.candidatures.models import Candidature
from acia.commission import queries
from acia.commission.queries import ResultatCandidat
from acia.commission.routes.socle import Page, bp
from acia.commission.workflow import LIBELLES_ISSUE, TONS_ISSUE
from acia.core.documents import send_document
from acia.core.errors import Introuvable
from acia.core.permissions import Permission
from acia.core.web import require
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
    """The notified decision and its letter."""
    candidature, result = _published(candidature_id)
    return render_template(
        "commission/resultat.html",
        candidature=candidature,
        resultat=result,
        libelles=LIBELLES_ISSUE,
        tons=TONS_ISSUE,
        avis_a_lire=bool(communicable(candidature)),
    )


@bp.get("/resultats/<uuid:candidature_id>/lettre.pdf")
@require(Permission.CANDIDATURE_LIRE)
def lettre_resultat(candidature_id: uuid.UUID) -> Response:
    """The letter of the decision."""
    _, result = _published(candidature_id)
    if result.document is None:
        raise Introuvable()
    return send_document(result.document)
