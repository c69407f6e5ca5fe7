"""The public page that checks a receipt."""

from __future__ import annotations

from flask import render_template, request

from acia.candidatures import service
from acia.candidatures.forms import VerificationForm
from acia.candidatures.models import Accuse
from acia.candidatures.routes.blueprint import Page, bp
from acia.comptes.access import TropDEssais
from acia.comptes.sessions import client_of
from acia.core.db import transaction
from acia.core.filters import instant_exact
from acia.core.web import apply_refusal, now, public


def _sentence(accuse: Accuse) -> str:
    """What is said of an authentic receipt: it keeps its own words, the date is said as it was printed."""
    contenu = accuse.contenu
    depose_le = contenu.get("depose_le") or instant_exact(accuse.depose_at)
    return str(contenu.get("verifie") or f"Le dépôt {accuse.numero} a été reçu le {depose_le}.")


@bp.route("/accuses/verifier", methods=["GET", "POST"])
@public
def verifier() -> Page:
    """Say whether a receipt is ours. The link printed on it fills the form; only the button counts a try."""
    form = VerificationForm(data={nom: request.args.get(nom, "") for nom in ("numero", "empreinte")})
    constat, cherche = "", False
    if form.validate_on_submit():
        try:
            with transaction():
                found = service.verify_receipt(
                    form.numero.data or "", form.empreinte.data or "", client_of(""), now=now()
                )
                cherche = True
                constat = _sentence(found) if found else ""
        except TropDEssais as refusal:
            apply_refusal(form, refusal)
            return render_template("candidatures/verifier.html", form=form, cherche=False, constat=""), 429
    html = render_template("candidatures/verifier.html", form=form, cherche=cherche, constat=constat)
    return (html, 422) if form.errors else html
