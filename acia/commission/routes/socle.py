"""What the pages of the stage share: the blueprint, and the one way to run an act and say what came of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, url_for
from werkzeug.wrappers import Response

from acia.commission.forms import ActeForm
from acia.commission.models import Commission
from acia.core.db import transaction
from acia.core.errors import ActionRefusee
from acia.core.web import done, stage_blueprint, version_of

bp = stage_blueprint("commission", "/commissions")
Page = str | Response | tuple[str, int]


def run(act: Callable[[], Any]) -> ActionRefusee | None:
    """Run one act in its transaction; return its refusal, if any. What does not exist stays a 404."""
    try:
        with transaction():
            act()
    except ActionRefusee as refusal:
        return refusal
    return None


def act_and_say(act: Callable[[], Any], message: str, endpoint: str, **values: Any) -> Response:
    """Run one act of a button, then go and see: the message when it is done, the reason when it is refused."""
    refusal = run(act)
    if refusal is None:
        return done(message, endpoint, **values)
    flash(refusal.motif, "refus")
    return redirect(url_for(endpoint, **values))


def seen_version() -> int | None:
    """The version sent by a button: one that comes without its version is refused as out of date."""
    version = version_of(ActeForm())
    return -1 if version is None else version


def button(commission: Commission, **fields: Any) -> dict[str, Any]:
    """Hidden fields of a button on a commission."""
    return {"version": commission.version, **fields}
