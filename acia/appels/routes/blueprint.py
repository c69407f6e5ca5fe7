"""The blueprint of the stage, and what its pages share."""

from __future__ import annotations

import uuid
from typing import Any

from flask import current_app, render_template
from itsdangerous import BadSignature, URLSafeSerializer
from werkzeug.wrappers import Response

from acia.appels import queries
from acia.appels.models import Appel
from acia.appels.rules import LIBELLES_STATUT, TONS_STATUT
from acia.core.errors import Introuvable
from acia.core.web import absolute_url, now, parse_uuid, stage_blueprint

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


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="webinaire")


def cancel_link(inscription_id: uuid.UUID) -> str:
    """The address, for mails, where a sign-up is cancelled: whoever holds it may do it."""
    return absolute_url("appels.desinscription", jeton=_signer().dumps(inscription_id.hex))


def read_cancel_token(jeton: str) -> uuid.UUID:
    """The sign-up that an address names.

    Raises:
        Introuvable: the address was not made here.
    """
    try:
        return parse_uuid(str(_signer().loads(jeton)))
    except BadSignature:
        raise Introuvable() from None
