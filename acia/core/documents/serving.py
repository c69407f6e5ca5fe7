"""Serving a file: always a download, never an infected one, and never an unscanned one without saying so."""

from __future__ import annotations

import io

from flask import Response, make_response, render_template, request, send_file
from flask_login import current_user

from acia.core.documents.antivirus import LIBELLES_ANTIVIRUS, etat_of, is_enabled
from acia.core.documents.store import Document, EtatAntivirus, read_document
from acia.core.errors import AccesRefuse

PASSE_OUTRE = "malgre"


def send_document(row: Document) -> Response:
    """Serve a file as a download, never rendered in our pages (S81).

    Somebody else than its author is first told that the antivirus has not cleared it (S82); she may go on. Without an
    antivirus the pages say so beside the link.

    Raises:
        AccesRefuse: the antivirus found something.
        Introuvable: the bytes are missing or have changed.
    """
    etat = etat_of(row)
    if etat is EtatAntivirus.INFECTE:
        raise AccesRefuse(
            "L’antivirus a trouvé un virus dans ce fichier : il ne peut pas être ouvert. Demandez-en un autre."
        )
    author = current_user.is_authenticated and current_user.id == row.auteur_id
    if etat is not EtatAntivirus.SAIN and is_enabled() and not author and PASSE_OUTRE not in request.args:
        return make_response(_warning(row, etat))
    response = send_file(
        io.BytesIO(read_document(row)), mimetype=row.type_mime, as_attachment=True, download_name=row.nom
    )
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def _warning(row: Document, etat: EtatAntivirus) -> str:
    return render_template(
        "layout/erreur.html",
        titre="Ce fichier n’est pas vérifié",
        message=f"« {row.nom} » : {LIBELLES_ANTIVIRUS[etat][0]}. Vous pouvez attendre quelques minutes, ou l’ouvrir si "
        "vous connaissez la personne qui l’a envoyé.",
        suite_texte="Télécharger quand même",
        suite_url=f"{request.path}?{PASSE_OUTRE}=1",
    )
