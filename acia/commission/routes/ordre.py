"""The order of the files at the sitting, prepared so that recused members leave the room as seldom as can be."""

from __future__ import annotations

import uuid

from flask import render_template
from flask_login import current_user

from acia.commission import queries
from acia.commission.routes.socle import bp
from acia.core.permissions import Permission
from acia.core.web import require


@bp.get("/<uuid:commission_id>/ordre-de-passage")
@require(Permission.COMMISSION_GERER)
def ordre_de_passage(commission_id: uuid.UUID) -> str:
    """Read the order of the files, who leaves before each, and what the order saves."""
    commission = queries.get_commission(commission_id, current_user)
    return render_template(
        "commission/ordre_de_passage.html",
        commission=commission,
        ordre=queries.order_of_sitting(commission),
        departements=queries.departements_of(commission),
    )
