"""The pages of everybody: the calls open, announced and closed, and all there is to know about one."""

from __future__ import annotations

from datetime import timedelta

from flask import Response, render_template

from acia.appels import queries, service
from acia.appels.forms import DesinscriptionForm, InscriptionForm, QuestionForm
from acia.appels.mails import webinaire_calendar
from acia.appels.models import Appel
from acia.appels.routes.blueprint import Page, bp, cancel_link, form_page, read_cancel_token, statut_affiche
from acia.appels.rules import (
    INSCRIPTIONS_PAR_HEURE,
    QUESTIONS_PAR_HEURE,
    StatutAppel,
    closed_day_name,
    erasure_of_sign_ups,
    may_sign_up,
    time_in_words,
    webinaire_end,
)
from acia.comptes.pages import slow_down
from acia.core.db import transaction
from acia.core.documents.kinds import accepted_words
from acia.core.errors import ActionRefusee, Introuvable
from acia.core.web import absolute_url, apply_refusal, done, now, public

_HEURE = timedelta(hours=1)
_AFFICHEES = 3
"""Answers shown on the page of the call; the others are one link away."""


@bp.get("/")
@public
def liste() -> Page:
    """The published calls: open, to come, closed."""
    appels = [(appel, queries.status(appel, now())) for appel in queries.list_published()]
    return render_template(
        "appels/liste.html",
        ouverts=[a for a, statut in appels if statut is StatutAppel.OUVERT],
        programmes=sorted(
            (a for a, statut in appels if statut is StatutAppel.PROGRAMME), key=lambda a: (a.ouverture_at, a.code)
        ),
        clos=[a for a, statut in appels if statut is StatutAppel.CLOS],
        territoires=queries.territories_of([a.id for a, _ in appels]),
        statut=statut_affiche,
    )


@bp.get("/<code>")
@public
def page(code: str) -> Page:
    """A published call: everything a candidate must know."""
    appel = queries.get_published(code)
    places = queries.places_of(appel.id)
    reponses = queries.list_answers(appel.id)
    return render_template(
        "appels/page.html",
        appel=appel,
        statut=queries.status(appel, now()).value,
        reports=queries.list_prolongations(appel.id),
        etiquette=statut_affiche(appel),
        places=places,
        zones=queries.local_zones(places, appel.fuseau),
        jour_ferme=closed_day_name(queries.facts_of(appel, places).date_limite, tuple(place.code for place in places)),
        reponses=reponses[:_AFFICHEES],
        autres_reponses=max(0, len(reponses) - _AFFICHEES),
        webinaire=_webinaire(appel),
        formats={piece.code: accepted_words(piece.accepted) for piece in appel.pieces},
        duree=time_in_words(),
        preavis=service.deadline_facts(appel, now()).preavis,
        changements=[version for version in queries.list_piece_versions(appel.id) if version.changements],
    )


def _webinaire(appel: Appel) -> dict[str, object] | None:
    """When the webinar is held, and whether one may still sign up; its link is never on a page."""
    debut = appel.webinaire_at
    if debut is None:
        return None
    return {
        "debut": debut,
        "fin": webinaire_end(debut, appel.webinaire_minutes),
        "ouvert": may_sign_up(debut, appel.webinaire_minutes, now()),
        "effacement": erasure_of_sign_ups(debut, appel.webinaire_minutes),
    }


@bp.route("/<code>/webinaire", methods=["GET", "POST"])
@public
def webinaire(code: str) -> Page:
    """Sign up to the webinar; the answer never tells who has already done it."""
    appel = queries.get_published(code)
    rendezvous = _webinaire(appel)
    if rendezvous is None:
        raise Introuvable()
    form = InscriptionForm()
    if form.validate_on_submit():
        try:
            slow_down("webinaire", INSCRIPTIONS_PAR_HEURE, _HEURE)
            with transaction():
                service.sign_up_webinaire(appel.id, form.courriel.data or "", lien=cancel_link, now=now())
            return done(
                "Votre demande est enregistrée. Le lien de connexion vous arrive par courriel.",
                "appels.page",
                code=code,
            )
        except ActionRefusee as refusal:
            apply_refusal(form, refusal)
    places = queries.places_of(appel.id)
    return form_page(
        "appels/webinaire.html",
        form,
        appel=appel,
        webinaire=rendezvous,
        zones=queries.local_zones(places, appel.fuseau),
    )


@bp.get("/<code>/webinaire.ics")
@public
def webinaire_ics(code: str) -> Response:
    """The webinar as a calendar file, without its link."""
    appel = queries.get_published(code)
    if appel.webinaire_at is None:
        raise Introuvable()
    headers = {"Content-Disposition": f'attachment; filename="webinaire-{appel.code}.ics"'}
    return Response(webinaire_calendar(appel, appel.webinaire_at, now=now()), mimetype="text/calendar", headers=headers)


@bp.route("/webinaire/desinscription/<jeton>", methods=["GET", "POST"])
@public
def desinscription(jeton: str) -> Page:
    """Cancel a sign-up: opening the address changes nothing, the button does."""
    inscription_id = read_cancel_token(jeton)
    form = DesinscriptionForm()
    if form.validate_on_submit():
        with transaction():
            service.cancel_sign_up(inscription_id, now=now())
        return done("Votre inscription est annulée et votre adresse est effacée.", "appels.liste")
    return form_page("appels/desinscription.html", form)


@bp.route("/<code>/questions", methods=["GET", "POST"])
@public
def questions(code: str) -> Page:
    """The questions already answered, and a form to ask another one."""
    appel = queries.get_published(code)
    form = QuestionForm()
    if form.validate_on_submit():
        command = form.to_command()
        try:
            slow_down("question", QUESTIONS_PAR_HEURE, _HEURE)
            with transaction():
                lien = absolute_url("appels.questions_recues", code=code)
                service.ask_question(appel.id, command, lien=lien, now=now())
            return done(
                "Votre question est partie. La réponse sera publiée sur cette page, pour tous.",
                "appels.questions",
                code=code,
            )
        except ActionRefusee as refusal:
            apply_refusal(form, refusal)
    return form_page("appels/questions.html", form, appel=appel, reponses=queries.list_answers(appel.id))
