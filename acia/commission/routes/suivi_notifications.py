"""What becomes of a notice: the establishment says it has read, the officer follows each one."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import date
from typing import Any

from flask import render_template, request
from flask_login import current_user

from acia.candidatures.models import Candidature
from acia.commission import queries, service
from acia.commission.forms import IssueRecommandeForm, RecommandeForm, RenvoiForm, RetourForm
from acia.commission.models import Commission
from acia.commission.policy import may_see_marks
from acia.commission.queries import FiltreSuivi, NoticeSuivie
from acia.commission.queries.fermetures import closed_calls
from acia.commission.queries.suites import get_ineligibility, ineligibilities
from acia.commission.routes.socle import Page, act_and_say, bp
from acia.commission.rules.delais import find_delay
from acia.commission.rules.suites import LIBELLES_ENVOI, LIBELLES_ISSUE_RECOMMANDE, GenreSuite, IssueRecommande
from acia.core.forms import VersionedForm
from acia.core.permissions import Permission
from acia.core.web import absolute_url, done, done_or_refused, ensure, now, require, version_of
from acia.eligibilite.queries import letter_of

_SUIVI = "commission.suivi_notification"


def followed(commission: Commission) -> dict[str, Any]:
    """What the page of the notices shows once they are sent: each one, filtered."""
    return _filtered(queries.notices_of(commission, now()))


def _filtered(notices: list[NoticeSuivie]) -> dict[str, Any]:
    asked = request.args.get("suivi", "")
    filtre = FiltreSuivi(asked) if asked in set(FiltreSuivi) else None
    return {
        "suivies": [n for n in notices if filtre is None or n.fits(filtre)],
        "suivies_total": len(notices),
        "filtre": asked if filtre else "",
        "filtres": [("", "Toutes"), *((f.value, queries.LIBELLES_FILTRE[f]) for f in FiltreSuivi)],
        "envois": LIBELLES_ENVOI,
    }


def reading_of_notice(candidature: Candidature) -> dict[str, Any]:
    """What the page of a decision says of its reading and of the delay to appeal."""
    notice = queries.notice_of_file(candidature, now())
    people = {person.id for person in queries.people_to_write(candidature)}
    return {"notice": notice, "peut_lire": notice is not None and current_user.id in people}


def _notice(commission_id: uuid.UUID | None, selection_id: uuid.UUID) -> NoticeSuivie:
    """The notice of a decision; without a commission, that of a letter of ineligibility."""
    if commission_id is None:
        return queries.notice_of(get_ineligibility(selection_id, current_user), now())
    commission = queries.get_commission(commission_id, current_user)
    ensure(may_see_marks(commission))
    return queries.notice_of(queries.get_selection(commission, selection_id), now())


def _result_url(candidature: Candidature) -> str:
    return absolute_url("commission.resultat", candidature_id=candidature.id)


def _letter_url(candidature: Candidature) -> str:
    return absolute_url("eligibilite.decision_notifiee", candidature_id=candidature.id)


def _page(commission_id: uuid.UUID | None, selection_id: uuid.UUID, refused: VersionedForm | None = None) -> Page:
    notice = _notice(commission_id, selection_id)
    forms: dict[str, Any] = {}
    for name, kind in (("renvoi", RenvoiForm), ("recommande", RecommandeForm), ("retour", RetourForm)):
        form = refused if isinstance(refused, kind) else kind(formdata=None)
        form.version.data = notice.version
        forms[name] = form
    forms["renvoi"].offer(queries.people_to_write(notice.candidature))
    waiting = next((s for s in notice.suites if s.genre == GenreSuite.RECOMMANDE and s.issue is None), None)
    if waiting is not None:
        issue = refused if isinstance(refused, IssueRecommandeForm) else IssueRecommandeForm(formdata=None)
        issue.version.data = waiting.version
        forms["issue"] = issue
    for name, form in forms.items():
        for field in form:
            # Several forms on a page: each field has an id of its own.
            field.id = f"{name}-{field.short_name}"
    page = render_template(
        "commission/suivi_notification.html",
        notice=notice,
        commission_id=commission_id,
        en_route=waiting,
        constat=find_delay(notice.delai, notice.today),
        envois=LIBELLES_ENVOI,
        issues_recommande=LIBELLES_ISSUE_RECOMMANDE,
        **forms,
    )
    return (page, 422) if refused is not None else page


@bp.get("/<uuid:commission_id>/notifications/<uuid:selection_id>/suivi")
@bp.get("/ineligibles/<uuid:selection_id>/suivi")
@require(Permission.COMMISSION_GERER)
def suivi_notification(selection_id: uuid.UUID, commission_id: uuid.UUID | None = None) -> Page:
    """All that happened to one notice, and what may be done."""
    return _page(commission_id, selection_id)


def _done(
    form: VersionedForm,
    act: Callable[[], object],
    message: str,
    commission_id: uuid.UUID | None,
    selection_id: uuid.UUID,
) -> Page:
    """Do an act on a notice, or show the page again with what was typed."""
    _notice(commission_id, selection_id)
    if form.validate_on_submit() and done_or_refused(form, act):
        return done(message, _SUIVI, commission_id=commission_id, selection_id=selection_id)
    return _page(commission_id, selection_id, form)


@bp.post("/<uuid:commission_id>/notifications/<uuid:selection_id>/renvoi")
@bp.post("/ineligibles/<uuid:selection_id>/renvoi")
@require(Permission.COMMISSION_GERER)
def renvoyer_notification(selection_id: uuid.UUID, commission_id: uuid.UUID | None = None) -> Page:
    """Send the notice once more by mail."""
    form = RenvoiForm()
    form.offer(queries.people_to_write(_notice(commission_id, selection_id).candidature))
    return _done(
        form,
        lambda: service.send_again(
            commission_id,
            selection_id,
            form.person_id,
            motif=form.motif.data or "",
            lien=_result_url if commission_id else _letter_url,
            version=_version(form),
            auteur=current_user,
            now=now(),
        ),
        "La notification part de nouveau, avec la même lettre.",
        commission_id,
        selection_id,
    )


@bp.post("/<uuid:commission_id>/notifications/<uuid:selection_id>/retour")
@bp.post("/ineligibles/<uuid:selection_id>/retour")
@require(Permission.COMMISSION_GERER)
def noter_retour(selection_id: uuid.UUID, commission_id: uuid.UUID | None = None) -> Page:
    """Keep that the mail came back."""
    form = RetourForm()
    return _done(
        form,
        lambda: service.note_return(
            commission_id,
            selection_id,
            motif=form.motif.data or "",
            version=_version(form),
            auteur=current_user,
            now=now(),
        ),
        "Le retour est noté. Renvoyez la notification, ou envoyez une lettre recommandée.",
        commission_id,
        selection_id,
    )


@bp.post("/<uuid:commission_id>/notifications/<uuid:selection_id>/recommande")
@bp.post("/ineligibles/<uuid:selection_id>/recommande")
@require(Permission.COMMISSION_GERER)
def noter_recommande(selection_id: uuid.UUID, commission_id: uuid.UUID | None = None) -> Page:
    """Keep that the letter was posted, registered."""
    form = RecommandeForm()
    return _done(
        form,
        lambda: service.note_registered_letter(
            commission_id, selection_id, form.to_command(), version=_version(form), auteur=current_user, now=now()
        ),
        "La lettre recommandée est notée. Notez ensuite sa remise : le délai de recours en part.",
        commission_id,
        selection_id,
    )


@bp.post("/<uuid:commission_id>/notifications/<uuid:selection_id>/recommande/<uuid:suite_id>")
@bp.post("/ineligibles/<uuid:selection_id>/recommande/<uuid:suite_id>")
@require(Permission.COMMISSION_GERER)
def noter_remise(selection_id: uuid.UUID, suite_id: uuid.UUID, commission_id: uuid.UUID | None = None) -> Page:
    """Keep what became of a registered letter."""
    form = IssueRecommandeForm()
    queries.get_letter_sent(_notice(commission_id, selection_id).decision, suite_id)
    return _done(
        form,
        lambda: service.note_letter_issue(
            commission_id,
            selection_id,
            suite_id,
            IssueRecommande(form.issue.data),
            _day(form),
            version=_version(form),
            auteur=current_user,
            now=now(),
        ),
        "C’est noté.",
        commission_id,
        selection_id,
    )


def _day(form: IssueRecommandeForm) -> date:
    day: date = form.jour.data
    return day


def _version(form: VersionedForm) -> int:
    """The version the page had seen: a form that comes without it is out of date."""
    seen = version_of(form)
    return -1 if seen is None else seen


@bp.post("/resultats/<uuid:candidature_id>/lecture")
@require(Permission.CANDIDATURE_REMPLIR)
def prendre_connaissance(candidature_id: uuid.UUID) -> Page:
    """Say, for the establishment, that the decision is read."""
    candidature = queries.get_own_candidature(candidature_id, current_user)
    ineligible = letter_of(candidature.id) is not None
    return act_and_say(
        lambda: service.take_note(candidature, auteur=current_user, now=now()),
        "C’est noté. Les délais de recours courent à partir d’aujourd’hui.",
        "eligibilite.decision_notifiee" if ineligible else "commission.resultat",
        candidature_id=candidature_id,
    )


@bp.app_context_processor
def reading_of_letter() -> dict[str, Any]:
    """Let the page of a letter of ineligibility say from when its remedies run."""
    return {"lecture_de_la_decision": reading_of_notice}


@bp.get("/ineligibles")
@require(Permission.COMMISSION_GERER)
def ineligibles() -> Page:
    """What becomes of the letters of ineligibility of the territory."""
    notices = _filtered(ineligibilities(current_user, now()))
    return render_template("commission/ineligibles.html", fermes=closed_calls(current_user), **notices)
