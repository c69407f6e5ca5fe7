"""« Suis-je éligible ? »: for anybody, before any account.

Everything is sent in the body: nothing in an address, nothing in a log, nothing in a table.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from flask import render_template, request

from acia.appels import queries as appels
from acia.appels.models import Appel
from acia.appels.rules import StatutAppel
from acia.comptes.pages import slow_down
from acia.core.errors import ActionRefusee
from acia.core.web import apply_refusal, now, public
from acia.eligibilite import queries
from acia.eligibilite.forms import AutotestForm
from acia.eligibilite.routes.blueprint import Page, bp
from acia.eligibilite.rules import REGLES_JUGEES, VERSION_REGLES, explain_rules
from acia.eligibilite.rules.autotest import LIBELLES_SITUATION, Situation
from acia.referentiel.models import Etablissement
from acia.referentiel.queries import verify_numero
from acia.referentiel.rules import PHRASES_REFUS, Refus

ESSAIS: Final = 60
PERIODE: Final = timedelta(minutes=10)
_LISIBLES: Final = frozenset({None, Refus.FERME, Refus.CATEGORIE})
"""Numbers that the register knows: the verdict says what is wrong with them."""


@bp.route("/suis-je-eligible", methods=["GET", "POST"])
@public
def autotest() -> Page:
    """Look an establishment up, then say where it stands rule by rule."""
    form = AutotestForm(data={"appel": request.args.get("appel", "")} if request.method == "GET" else None)
    context: dict[str, Any] = {}
    if form.validate_on_submit():
        try:
            slow_down("autotest", ESSAIS, PERIODE)
            context = _look_up(form)
        except ActionRefusee as refusal:
            apply_refusal(form, refusal)
    html = render_template(
        "eligibilite/autotest.html", form=form, situations=LIBELLES_SITUATION, phrases=PHRASES_REFUS, **context
    )
    return (html, 422) if form.errors else html


@bp.get("/regles")
@public
def regles() -> str:
    """Every rule of eligibility with the sentences it may say: what an applicant may expect, before she applies."""
    return render_template(
        "eligibilite/regles.html", regles=explain_rules(), jugees=REGLES_JUGEES, version=VERSION_REGLES
    )


def _look_up(form: AutotestForm) -> dict[str, Any]:
    typed = form.numero.data or form.recherche.data or ""
    if not form.numero.data and not queries.looks_like_number(typed):
        rows, total = queries.find_candidates(typed, form.commune.data or "")
        return {"candidats": rows, "total": total}
    verification = verify_numero(typed)
    if verification.etablissement is None or verification.refus not in _LISIBLES:
        return {"verification": verification}
    return _judge(form, verification.etablissement)


def _judge(form: AutotestForm, etablissement: Etablissement) -> dict[str, Any]:
    form.numero.data = etablissement.numero_finess
    calls = queries.open_calls(now())
    here = [a for a in calls if etablissement.departement_code in {d.departement_code for d in a.departements}]
    chosen = _chosen(form, calls, here)
    context: dict[str, Any] = {"etablissement": etablissement, "appels": here, "ailleurs": calls}
    if chosen is None:
        return context
    form.appel.data = chosen.code
    resultat = queries.read_self_check(etablissement, chosen, form.to_declaration(), now=now())
    can_begin = resultat.issue is not Situation.OBSTACLE
    return {
        **context,
        "resultat": resultat,
        "ouvert": can_begin and appels.status(chosen, now()) is StatutAppel.OUVERT,
    }


def _chosen(form: AutotestForm, calls: list[Appel], here: list[Appel]) -> Appel | None:
    """The call asked about; by itself, the only one open in the département."""
    asked = next((a for a in calls if a.code == form.appel.data), None)
    return asked or (here[0] if len(here) == 1 else None)
