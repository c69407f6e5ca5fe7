"""The attempts of deposit that did not end, read and exported by the officers."""

from __future__ import annotations

from flask import Response, render_template
from flask_login import current_user

from acia.candidatures.queries import list_missed
from acia.candidatures.routes.blueprint import Page, bp
from acia.core.exports import Colonne, Feuille, write_workbook
from acia.core.permissions import Permission
from acia.core.web import require

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_COLONNES = (
    Colonne("Reçu le"),
    Colonne("Appel"),
    Colonne("Numéro FINESS"),
    Colonne("Établissement"),
    Colonne("Personne"),
    Colonne("Ce qui s’est passé"),
    Colonne("Déposée depuis"),
    Colonne("N° au journal"),
)


@bp.get("/depots-refuses")
@require(Permission.CANDIDATURE_INSTRUIRE)
def depots_refuses() -> Page:
    """Who tried to deposit and could not, and why."""
    return render_template("candidatures/refus.html", lignes=list_missed(current_user))


@bp.get("/depots-refuses.xlsx")
@require(Permission.CANDIDATURE_INSTRUIRE)
def depots_refuses_xlsx() -> Response:
    """The same as a workbook."""
    rows = [
        (
            line.recu_at,
            line.appel_code,
            line.numero_finess,
            line.nom,
            line.auteur,
            line.cause,
            "oui" if line.depose_depuis else "non",
            line.evenement,
        )
        for line in list_missed(current_user)
    ]
    headers = {"Content-Disposition": 'attachment; filename="depots-refuses.xlsx"'}
    return Response(write_workbook([Feuille("Dépôts refusés", _COLONNES, rows)]), mimetype=XLSX, headers=headers)
