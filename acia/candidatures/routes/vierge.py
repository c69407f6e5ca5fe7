"""The blank form of a call, for anybody: to read, to print, to prepare one's answers before opening a file."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from flask import Response, render_template

from acia.appels.models import Appel, VersionPieces
from acia.appels.queries import get_published, list_piece_versions, pieces_of, questionnaire_of
from acia.appels.rules import time_in_words
from acia.candidatures.routes.blueprint import Page, bp
from acia.candidatures.rules import blank_form
from acia.comptes.pages import slow_down
from acia.core.documents import compose_pdf
from acia.core.documents.kinds import accepted_words
from acia.core.filters import echeance, jour, nom_fuseau
from acia.core.web import public

MODELE: Final = "formulaire_vierge/v1"
PDF_PAR_DIX_MINUTES: Final = 20


@bp.get("/vierge/<code>")
@public
def vierge(code: str) -> Page:
    """The questions of the call and its documents, with the time each part takes."""
    appel = get_published(code)
    return render_template(
        "candidatures/vierge.html", appel=appel, parties=_parts(appel), duree=time_in_words(), liste=_last_change(appel)
    )


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
            "pieces_modifiees_le": jour(change.cree_at, appel.fuseau) if (change := _last_change(appel)) else "",
        },
    )
    headers = {"Content-Disposition": f'attachment; filename="formulaire-{appel.code}.pdf"'}
    return Response(content, mimetype="application/pdf", headers=headers)


def _last_change(appel: Appel) -> VersionPieces | None:
    """The change that made the list of documents what it is, if any since the publication."""
    return next((version for version in list_piece_versions(appel.id) if version.changements), None)


def _parts(appel: Appel) -> list[dict[str, Any]]:
    pieces = [
        {
            "section": piece.section,
            "libelle": piece.libelle,
            "aide": piece.aide,
            "obligatoire": piece.obligatoire,
            "formats": accepted_words(piece.accepted),
        }
        for piece in pieces_of(appel).pieces
    ]
    return blank_form(questionnaire_of(appel.id), pieces, avis_differe=appel.avis_differe_admis)
