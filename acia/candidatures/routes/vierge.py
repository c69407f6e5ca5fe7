"""The blank form of a call, for anybody: to read, to print, to prepare one's answers before opening a file."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from flask import Response, render_template

from acia.appels.models import Appel
from acia.appels.queries import get_published, questionnaire_of
from acia.appels.rules import time_in_words
from acia.candidatures.routes.blueprint import Page, bp
from acia.candidatures.rules import blank_form
from acia.comptes.pages import slow_down
from acia.core.documents import compose_pdf
from acia.core.documents.kinds import accepted_words
from acia.core.filters import echeance, nom_fuseau
from acia.core.web import public

MODELE: Final = "formulaire_vierge/v1"
PDF_PAR_DIX_MINUTES: Final = 20


@bp.get("/vierge/<code>")
@public
def vierge(code: str) -> Page:
    """The questions of the call and its documents, with the time each part takes."""
    appel = get_published(code)
    return render_template("candidatures/vierge.html", appel=appel, parties=_parts(appel), duree=time_in_words())


@bp.get("/vierge/<code>/pdf")
@public
def vierge_pdf(code: str) -> Response:
    """The same as a PDF to fill in by hand."""
    appel = get_published(code)
    slow_down("vierge", PDF_PAR_DIX_MINUTES, timedelta(minutes=10))
    content = compose_pdf(
        MODELE,
        {
            "titre": appel.titre,
            "limite": f"{echeance(appel.cloture_at, appel.fuseau)} ({nom_fuseau(appel.fuseau)})",
            "duree": time_in_words(),
            "service": {
                "nom": appel.contact_nom,
                "courriel": appel.contact_courriel,
                "telephone": appel.contact_telephone,
            },
            "parties": _parts(appel),
        },
    )
    headers = {"Content-Disposition": f'attachment; filename="formulaire-{appel.code}.pdf"'}
    return Response(content, mimetype="application/pdf", headers=headers)


def _parts(appel: Appel) -> list[dict[str, Any]]:
    pieces = [
        {
            "section": piece.section,
            "libelle": piece.libelle,
            "aide": piece.aide,
            "obligatoire": piece.obligatoire,
            "formats": accepted_words(piece.accepted),
        }
        for piece in appel.pieces
    ]
    return blank_form(questionnaire_of(appel.id), pieces, avis_differe=appel.avis_differe_admis)
