"""The space of the commissions when it is closed: one page, in answer to every address of the stage (S21)."""

from __future__ import annotations

import uuid
from typing import Any

from flask import current_app, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy import Select, select

from acia.candidatures.models import Candidature
from acia.commission.models import Commission, Communication, Recours
from acia.commission.queries.fermetures import ESPACE
from acia.commission.routes.socle import bp
from acia.core.db import db
from acia.core.fermetures import open_closings
from acia.core.renvoi import is_autosave
from acia.eligibilite.models import DecisionEligibilite, LettreIneligibilite

FERME = "L’espace de la commission est fermé pour l’instant. Votre saisie reste ici : gardez cette page ouverte."


_KEYS: dict[str, Any] = {
    "commission_id": Commission.id,
    "candidature_id": Candidature.id,
    "recours_id": Recours.id,
    "communication_id": Communication.id,
    "selection_id": LettreIneligibilite.id,
}
_CALLS: dict[str, Select[uuid.UUID]] = {
    "commission_id": select(Commission.appel_id),
    "candidature_id": select(Candidature.appel_id),
    "recours_id": select(Candidature.appel_id).join(Recours, Recours.candidature_id == Candidature.id),
    "communication_id": select(Candidature.appel_id).join(
        Communication, Communication.candidature_id == Candidature.id
    ),
    "selection_id": select(Candidature.appel_id)
    .join(DecisionEligibilite)
    .join(LettreIneligibilite, LettreIneligibilite.decision_id == DecisionEligibilite.id),
}
"""How an address of the stage leads to its call; `commission_id` first, for most have it. Without one, a notice is
that of a letter of ineligibility."""


@bp.before_request
def refuse_when_closed() -> ResponseReturnValue | None:
    """Answer 503 in place of any page or act whose call is closed, or when all are."""
    # Reading the session says whether anything is closed; a visitor has none, and it is asked for her.
    _ = current_user.is_authenticated
    rows = open_closings(ESPACE)
    scopes = {row.portee_id for row in rows}
    if not rows or (None not in scopes and _call_of(request.view_args or {}) not in scopes):
        return None
    if is_autosave():
        return jsonify(message=FERME), 503
    typed = [(name, value) for name, value in request.form.items(multi=True) if name != "csrf_token"]
    page = render_template(
        "commission/fermee.html",
        depuis=rows[0].fermee_at,
        contact=current_app.config["CONTACT"],
        champs=[] if any(name.startswith("mot_de_passe") for name, _ in typed) else typed,
        action=request.full_path.rstrip("?"),
    )
    return page, 503, {"Retry-After": "600"}


def _call_of(ids: dict[str, Any]) -> uuid.UUID | None:
    """The call of what the address names; nothing when it names nothing that has one."""
    for name, statement in _CALLS.items():
        if name in ids:
            return db.session.execute(statement.where(_KEYS[name] == ids[name])).scalar_one_or_none()
    return None
