"""Proving who one is with a password: at sign-in, and again just before a sensitive act (S18)."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any, Final, ParamSpec, cast

from flask import g, render_template, request

from acia.comptes import access, queries
from acia.comptes.forms import ConfirmationForm
from acia.comptes.models import Utilisateur
from acia.comptes.pages import Page, form_page, me, refused
from acia.comptes.passwords import verify_password
from acia.comptes.rules import PREUVE_VALABLE, normalize_courriel
from acia.comptes.sessions import client_of, current_fingerprint
from acia.core.db import db, transaction
from acia.core.errors import ActionRefusee
from acia.core.filters import typographie
from acia.core.web import now

P = ParamSpec("P")
Vue = Callable[P, Any]
MOT_DE_PASSE: Final = "mot_de_passe_confirme"
_REFUS_CONNEXION = typographie("L’adresse ou le mot de passe ne convient pas. Vérifiez les deux, puis recommencez.")
_PAGE = "comptes/confirmation.html"


def check_password(courriel: str, mot_de_passe: str, champ: str | None = None) -> tuple[uuid.UUID, str]:
    """Return the account's id and hash when the password is right; otherwise count the failure and refuse.

    Raises:
        TropDEssais: too many failures.
        ActionRefusee: the password is wrong.
    """
    client = client_of(courriel)
    access.check_throttle(courriel, client, now=now())
    compte = queries.find_by_courriel(courriel)
    known = (compte.id, compte.mot_de_passe) if compte is not None and compte.actif else (None, None)
    db.session.rollback()
    if not verify_password(known[1], mot_de_passe):
        with transaction():
            access.note_failed_sign_in(courriel, client, now=now())
        raise ActionRefusee(_REFUS_CONNEXION if champ is None else "Ce n’est pas votre mot de passe actuel.", champ)
    # A right password belongs to a known account: an unknown one is compared with nothing it could match.
    return cast(uuid.UUID, known[0]), known[1] or ""


def recently_authenticated(acte: str) -> Callable[[Vue[P]], Vue[P]]:
    """Ask for the password again before the act of a route, unless it was given in the last ten minutes.

    Goes under `@require`. `acte` ends « Pour … ». The page that asks holds the form just sent: with the right password
    the act is done in the same request, and nothing typed is lost.
    """

    def declare(view: Vue[P]) -> Vue[P]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> Any:
            if request.method == "POST" and not _is_recent():
                asked = _ask_again(acte)
                if asked is not None:
                    return asked
            return view(*args, **kwargs)

        guarded.acia_confirme = acte  # type: ignore[attr-defined]  # read by the test that lists the sensitive acts
        return guarded

    return declare


def _is_recent() -> bool:
    """True when this session proved its password a moment ago."""
    return bool(now() - g.preuve_at <= PREUVE_VALABLE)


def _ask_again(acte: str) -> Page | None:
    """The page that asks for the password, or nothing when it has just been given."""
    form = ConfirmationForm()
    here = {
        "acte": acte,
        "action": request.full_path.rstrip("?"),
        "champs": [
            (name, value) for name, value in request.form.items(multi=True) if name not in ("csrf_token", MOT_DE_PASSE)
        ],
    }
    if MOT_DE_PASSE not in request.form:
        return render_template(_PAGE, form=form, **here), 401
    if not form.validate():
        return form_page(_PAGE, form, **here)
    try:
        _confirm(form.mot_de_passe_confirme.data)
    except ActionRefusee as refusal:
        return refused(_PAGE, form, refusal, **here)
    return None


def _confirm(mot_de_passe: str) -> None:
    courriel = normalize_courriel(me().courriel)
    compte_id, empreinte = check_password(courriel, mot_de_passe, champ=MOT_DE_PASSE)
    with transaction():
        compte = db.session.get_one(Utilisateur, compte_id)
        access.note_proof(compte, client_of(courriel), session=current_fingerprint(), empreinte=empreinte, now=now())
