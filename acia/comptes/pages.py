"""What the pages of accounts share."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, cast

from flask import render_template, request
from flask_login import current_user
from werkzeug.wrappers import Response

from acia.comptes.access import TropDEssais
from acia.comptes.models import Utilisateur
from acia.comptes.sessions import network_of
from acia.core.errors import ActionRefusee
from acia.core.filters import pluriel
from acia.core.forms import HouseForm
from acia.core.throttle import throttle
from acia.core.web import apply_refusal, now, stage_blueprint

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


def slow_down(acte: str, essais: int, periode: timedelta) -> None:
    """Count an act of a visitor, by network, in memory only.

    Raises:
        TropDEssais: `essais` acts of this kind have come from this network in the period.
    """
    wait = throttle().wait(f"{acte}:{network_of(request.remote_addr or '')}", essais, periode, now())
    if wait:
        delay = pluriel(max(1, round(wait.total_seconds() / 60)), "minute")
        raise TropDEssais(f"Beaucoup de demandes viennent de votre réseau. Recommencez dans {delay}.")
