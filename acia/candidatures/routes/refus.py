"""The attempts of deposit that did not end, read and exported by the officers."""

from __future__ import annotations

from flask import Response, render_template
from flask_login import current_user

from acia.candidatures.models import Derogation
from acia.candidatures.queries import causes_of, list_derogations, list_missed
from acia.candidatures.routes.blueprint import Page, bp
from acia.candidatures.rules import LIBELLES_DEROGATION, NatureDerogation
from acia.core.exports import Colonne, Feuille, write_workbook
from acia.core.permissions import Permission
from acia.core.web import now, require

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
_COLONNES_DEROGATIONS = (
    Colonne("Accordée le", "instant"),
    Colonne("Appel"),
    Colonne("Numéro FINESS"),
    Colonne("Établissement"),
    Colonne("Par"),
    Colonne("Ce qui s’est passé"),
    Colonne("Motif"),
    Colonne("Peut déposer avant le", "instant"),
    Colonne("Dépôt reçu le", "instant"),
    Colonne("Retirée le", "instant"),
    Colonne("Motif du retrait"),
)


@bp.get("/depots-refuses")
@require(Permission.CANDIDATURE_INSTRUIRE)
def depots_refuses() -> Page:
    """Who tried to deposit and could not, and why."""
    return render_template("candidatures/refus.html", lignes=list_missed(current_user), maintenant=now())


@bp.get("/depots-refuses.xlsx")
@require(Permission.CANDIDATURE_INSTRUIRE)
def depots_refuses_xlsx() -> Response:
    """The same as a workbook, with the derogations given: who was let in late, and why."""
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
    derogations = [_derogation_row(row) for row in list_derogations(current_user)]
    feuilles = [
        Feuille("Dépôts refusés", _COLONNES, rows),
        Feuille("Dérogations", _COLONNES_DEROGATIONS, derogations),
    ]
    return Response(write_workbook(feuilles), mimetype=XLSX, headers=headers)


def _derogation_row(row: Derogation) -> tuple[object, ...]:
    return (
        row.accordee_at,
        row.appel.code,
        row.numero_finess,
        row.etablissement.nom,
        row.auteur.nom_complet,
        LIBELLES_DEROGATION[NatureDerogation(row.nature)],
        causes_of(row),
        row.limite_at,
        row.utilisee_at,
        row.retiree_at,
        row.motif_retrait,
    )
