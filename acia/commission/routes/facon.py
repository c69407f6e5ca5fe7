"""A member's own page: her habit beside the others, once the minutes are closed. Nobody else has a way to it."""

from __future__ import annotations

import uuid

from flask import render_template
from flask_login import current_user

from acia.commission import queries
from acia.commission.policy import may_read_own_habit
from acia.commission.routes.socle import Page, bp
from acia.commission.rules.facon import (
    AUTRES_MINIMUM,
    DOSSIERS_MINIMUM,
    DOSSIERS_PAR_CRITERE,
    Ecart,
    shared_files,
    way_of_marking,
)
from acia.core.filters import nombre, pluriel
from acia.core.graphiques import LigneEcart, draw_ecarts
from acia.core.permissions import Permission
from acia.core.web import ensure, require

PHRASES = {
    "proche": "À dossier égal, vos notes sont proches de celles de la commission : rien ne vous en distingue.",
    "au_dessus": "À dossier égal, vous notez plutôt au-dessus de la commission.",
    "au_dessous": "À dossier égal, vous notez plutôt au-dessous de la commission.",
}
ECHELLES = {
    "comparable": "Vous écartez vos notes à peu près autant que les autres membres.",
    "large": "Vous écartez vos notes davantage que les autres membres : vos préférences se voient bien.",
    "serree": "Vous écartez vos notes moins que les autres membres : elles départagent moins les dossiers.",
}


@bp.get("/<uuid:commission_id>/ma-facon-de-noter")
@require(Permission.COMMISSION_NOTER)
def ma_facon(commission_id: uuid.UUID) -> Page:
    """« Votre façon de noter »: her gap with the commission on the files they share, with its margin."""
    seat = queries.get_seat(commission_id, current_user)
    ensure(may_read_own_habit(seat))
    reading = queries.reading_of(seat.commission)
    membre = str(seat.id)
    found = way_of_marking(membre, reading.notes, reading.grille.poids)
    context = {"commission": seat.commission, "partages": len(shared_files(membre, reading.notes))}
    if found is None:
        return render_template(
            "commission/ma_facon.html", facon=None, autres=AUTRES_MINIMUM, minimum=DOSSIERS_MINIMUM, **context
        )
    lines = [LigneEcart("Ensemble", found.ensemble.points, found.ensemble.marge, _words(found.ensemble, "sur 100"))]
    by_criterion = [
        LigneEcart(label, gap.points, gap.marge, _words(gap, "sur 5"))
        for label, gap in zip(reading.criteres, found.criteres, strict=False)
    ]
    return render_template(
        "commission/ma_facon.html",
        facon=found,
        phrase=PHRASES[found.ensemble.sens],
        echelle=ECHELLES[found.echelle],
        ensemble=draw_ecarts(lines),
        criteres=draw_ecarts(by_criterion) if by_criterion else None,
        pour_criteres=DOSSIERS_PAR_CRITERE,
        **context,
    )


def _words(gap: Ecart, scale: str) -> str:
    """« + 3,2 points sur 100, à 1,5 près »."""
    sign = "+" if gap.points >= 0 else "−"
    size = abs(gap.points)
    points = f"{nombre(size, 1)} {pluriel(2 if size >= 2 else 1, 'point').split()[-1]}"
    return f"{sign} {points} {scale}, à {nombre(gap.marge, 1)} près"
