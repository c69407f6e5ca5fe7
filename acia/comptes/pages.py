"""What the pages of accounts share."""

from __future__ import annotations

from typing import Any, cast

from flask import render_template
from flask_login import current_user
from werkzeug.wrappers import Response

from acia.comptes.access import TropDEssais
from acia.comptes.models import Utilisateur
from acia.core.errors import ActionRefusee
from acia.core.forms import HouseForm
from acia.core.web import apply_refusal, stage_blueprint

bp = stage_blueprint("comptes", "/")
Page = str | Response | tuple[str, int] | tuple[str, int, dict[str, str]]


def me() -> Utilisateur:
    """The person signed in."""
    return cast(Utilisateur, current_user._get_current_object())


def form_page(template: str, form: HouseForm, **context: Any) -> Page:
    """The page of a form: 200 when it opens, 422 when something is to correct."""
    return render_template(template, form=form, **context), 422 if form.is_submitted() else 200


def refused(template: str, form: HouseForm, refusal: ActionRefusee, **context: Any) -> Page:
    """The same page with the refusal of the service, and what was typed."""
    apply_refusal(form, refusal)
    code = refusal.code if refusal.code in (403, 429) else 422
    headers = {"Retry-After": "60"} if code == TropDEssais.code else {}
    return render_template(template, form=form, **context), code, headers
