"""A form sent by somebody whose session has ended or changed: what she typed comes back to her, to be sent again."""

from __future__ import annotations

from flask import current_app, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

AUTOSAVE = "autosave"
_FERMEE = "Votre session s’est fermée. Reconnectez-vous dans un autre onglet : votre saisie reste ici."
_MOT_DE_PASSE = "mot_de_passe"


def is_autosave() -> bool:
    """True when the page saves by itself, and reads JSON."""
    return request.headers.get("X-Requested-With") == AUTOSAVE


def send_again(code: int) -> ResponseReturnValue | None:
    """Answer a refused form with its own fields and a fresh token; nothing when there is nothing safe to give back.

    Only what one of our pages sent comes back: another site cannot have its own words shown here. Passwords and files
    never do.
    """
    if is_autosave():
        return jsonify(message=_FERMEE), code
    fields = [(name, value) for name, value in request.form.items(multi=True) if name != "csrf_token"]
    if request.method != "POST" or not fields or not _from_our_pages() or _holds_a_secret():
        return None
    page = render_template(
        "layout/renvoi.html",
        champs=fields,
        action=request.full_path.rstrip("?"),
        fichiers=[f.filename for f in request.files.values() if f.filename],
        ferme=not (current_user.is_authenticated or _is_public()),
    )
    return page, code


def _from_our_pages() -> bool:
    site = request.headers.get("Sec-Fetch-Site")
    return site == "same-origin" or (site is None and (request.referrer or "").startswith(_origin()))


def _is_public() -> bool:
    view = current_app.view_functions.get(request.endpoint or "")
    return getattr(view, "acia_policy", "") == "public"


def _origin() -> str:
    return f"{current_app.config['BASE_URL']}/"


def _holds_a_secret() -> bool:
    return any(name.startswith(_MOT_DE_PASSE) for name in request.form)
