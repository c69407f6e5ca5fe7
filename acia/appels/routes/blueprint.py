"""The blueprint of the stage, and what its pages share."""

from __future__ import annotations

from typing import Any

from flask import render_template
from werkzeug.wrappers import Response

from acia.appels import queries
from acia.appels.models import Appel
from acia.appels.rules import LIBELLES_STATUT, TONS_STATUT
from acia.core.web import now, stage_blueprint

bp = stage_blueprint("appels", "/appels")
Page = str | Response | tuple[Any, ...]


def statut_affiche(appel: Appel) -> tuple[str, str]:
    """The status of a call and its tone, for a tag."""
    statut = queries.status(appel, now())
    return LIBELLES_STATUT[statut], TONS_STATUT[statut]


def form_page(template: str, form: Any, **context: Any) -> Page:
    """The page of a form: 422 when something is to correct."""
    html = render_template(template, form=form, **context)
    return (html, 422) if form.errors else html
