"""The page that conducts a sitting, and its acts: each is a button with its key, and works without a script."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from acia.commission import queries, service
from acia.commission.forms import DeliberationForm, GesteForm, MouvementForm, RepriseForm, deliberation_form
from acia.commission.models import ActeSeance, Commission, Passage
from acia.commission.policy import may_see_marks
from acia.commission.queries import Conduite
from acia.commission.queries.conducteurs import Conducteur, get_conductor, state_seen
from acia.commission.routes.socle import Page, bp, run
from acia.commission.rules import SituationMembre, decimal_words
from acia.commission.service import Geste
from acia.commission.workflow import (
    LIBELLES_ISSUE,
    LIBELLES_MOUVEMENT,
    LIBELLES_PASSAGE,
    TONS_ISSUE,
    EtatCommission,
    EtatPassage,
    SensMouvement,
)
from acia.core.errors import ActionRefusee
from acia.core.filters import typographie
from acia.core.permissions import Permission
from acia.core.renvoi import is_autosave
from acia.core.web import apply_refusal, ensure, now, require, version_of

TONS_SITUATION = {
    SituationMembre.PRESENT: ("Présent", "vert"),
    SituationMembre.SORTI: ("Sorti", "ambre"),
    SituationMembre.PARTI: ("Parti", "gris"),
    SituationMembre.ABSENT: ("Pas arrivé", "gris"),
}


@bp.get("/<uuid:commission_id>/conduite")
@require(Permission.COMMISSION_CONDUIRE)
def conduite(commission_id: uuid.UUID) -> Page:
    """The sitting as it stands, and the one act that comes next."""
    who = _seen(commission_id)
    view = _view(who) if who.siege else None
    if request.if_none_match.contains(state_seen(view, who.a_dire) if view else state_of(who.commission)):
        return Response(status=304)
    return _page(who, view=view)


def state_of(commission: Commission) -> str:
    """What changes when the sitting moves: every act of it moves the commission, and a member may be recused."""
    recused = sum(len(rows) for rows in queries.recusals_of(commission).values())
    return f"{commission.version}-{recused}"


def _seen(commission_id: uuid.UUID) -> Conducteur:
    who = get_conductor(commission_id, current_user)
    ensure(may_see_marks(who.commission))
    return who


def _view(who: Conducteur, at: datetime | None = None) -> Conduite:
    return queries.conduct_of(who.commission, at or now(), who.tus, who.rouvertes)


def _page(
    who: Conducteur, form: DeliberationForm | None = None, status: int = 200, view: Conduite | None = None
) -> Page:
    commission, view = who.commission, view or _view(who)
    state = state_seen(view, who.a_dire) if who.siege else state_of(commission)
    settled = service.proposals_settled(commission)
    page = render_template(
        "commission/conduite.html",
        commission=commission,
        zone=queries.zone_of(commission),
        vue=view,
        finie=settled or commission.etat == EtatCommission.CLOSE,
        form=form or _proposed(view),
        suites=[] if settled or view.ailleurs else _ahead(commission, view),
        bureau=who.siege is None,
        a_dire=who.a_dire,
        reprise=RepriseForm(formdata=None),
        etat=state,
        criteres=[c.libelle for c in commission.appel.criteres],
        cle=lambda: str(uuid.uuid4()),
        note=decimal_words,
        situations=TONS_SITUATION,
        mouvements=LIBELLES_MOUVEMENT,
        passages=LIBELLES_PASSAGE,
        issues=LIBELLES_ISSUE,
        tons_issue=TONS_ISSUE,
        sens=SensMouvement,
        etats=EtatPassage,
        absent=SituationMembre.ABSENT,
        present=SituationMembre.PRESENT,
    )
    answer = Response(page, status=status, mimetype="text/html")
    answer.set_etag(state)
    return answer


def _present(view: Conduite) -> list[Any]:
    return [m.membre for m in view.membres if m.situation is SituationMembre.PRESENT and not m.deportee]


def _proposed(view: Conduite) -> DeliberationForm | None:
    """The form of the open file as it is first shown: the line proposes, everybody votes for it."""
    if view.courant is None:
        return None
    proposal = view.ligne.proposition if view.ligne is not None else None
    shown = {"proposition": proposal or "", "version": str(view.courant.version), "cle": str(uuid.uuid4())}
    return deliberation_form(view.votants, _present(view), shown)


def _ahead(commission: Commission, view: Conduite) -> list[tuple[Passage, DeliberationForm]]:
    """The next files with their forms, which the page keeps aside for when the network is lost."""
    found = []
    for file in queries.files_to_come(commission, view, now()):
        shown = {"version": str(file.passage.version), "cle": str(uuid.uuid4())}
        found.append((file.passage, deliberation_form(file.votants, file.presents, shown)))
    return found


def _answer(commission_id: uuid.UUID, act: Callable[[], ActeSeance], dossier: uuid.UUID | None) -> Response:
    """Do one act: an answer in data for the script that keeps the taps, the page again for everybody else."""
    _seen(commission_id).knows(dossier)
    done: list[int | None] = []
    refusal = run(lambda: done.append(act().version))
    if is_autosave():
        return in_data(refusal, done)
    if refusal is not None:
        flash(typographie(refusal.motif), "refus")
    return redirect(url_for("commission.conduite", commission_id=commission_id))


def in_data(refusal: ActionRefusee | None, done: list[int | None]) -> Response:
    """What the script reads: the version the file has now, or why not."""
    answer = jsonify(message=typographie(refusal.motif)) if refusal else jsonify(message="fait", version=done[0])
    answer.status_code = 409 if refusal else 200
    return answer


def _tap(
    commission_id: uuid.UUID,
    use_case: Callable[..., ActeSeance],
    *args: Any,
    form: GesteForm,
    dossier: uuid.UUID | None = None,
    **values: Any,
) -> Response:
    about = (commission_id, dossier) if dossier else (commission_id,)
    return _answer(
        commission_id,
        lambda: use_case(*about, *args, form.geste(), auteur=current_user, now=now(), **values),
        dossier,
    )


def _version(form: GesteForm) -> int:
    version = version_of(form)
    return -1 if version is None else version


@bp.post("/<uuid:commission_id>/conduite/debut")
@require(Permission.COMMISSION_CONDUIRE)
def commencer_seance(commission_id: uuid.UUID) -> Page:
    """Begin the sitting: its agenda is laid down."""
    return _tap(commission_id, service.begin_sitting, form=GesteForm())


@bp.post("/<uuid:commission_id>/conduite/membres/<uuid:membre_id>")
@require(Permission.COMMISSION_CONDUIRE)
def noter_mouvement(commission_id: uuid.UUID, membre_id: uuid.UUID) -> Page:
    """A member comes in or goes out."""
    form = MouvementForm()

    def act(key: uuid.UUID, geste: Geste, **who: Any) -> ActeSeance:
        remote = form.a_distance.data == "1"
        return service.note_movement(key, membre_id, form.movement(), geste, a_distance=remote, **who)

    return _tap(commission_id, act, form=form)


@bp.post("/<uuid:commission_id>/conduite/mouvements/<uuid:mouvement_id>/annuler")
@require(Permission.COMMISSION_CONDUIRE)
def annuler_mouvement(commission_id: uuid.UUID, mouvement_id: uuid.UUID) -> Page:
    """Cancel a movement noted by mistake."""
    return _tap(commission_id, service.cancel_movement, mouvement_id, form=GesteForm())


@bp.post("/<uuid:commission_id>/conduite/dossiers/<uuid:candidature_id>/ouvrir")
@require(Permission.COMMISSION_CONDUIRE)
def ouvrir_dossier(commission_id: uuid.UUID, candidature_id: uuid.UUID) -> Page:
    """Put a file on the table."""
    form = GesteForm()
    return _tap(commission_id, service.take_up, dossier=candidature_id, form=form, version=_version(form))


@bp.post("/<uuid:commission_id>/conduite/dossiers/<uuid:candidature_id>/reveler")
@require(Permission.COMMISSION_CONDUIRE)
def reveler_notes(commission_id: uuid.UUID, candidature_id: uuid.UUID) -> Page:
    """Reveal the marks of the open file on every screen."""
    form = GesteForm()
    return _tap(commission_id, service.reveal_marks, dossier=candidature_id, form=form, version=_version(form))


@bp.post("/<uuid:commission_id>/conduite/dossiers/<uuid:candidature_id>/reporter")
@require(Permission.COMMISSION_CONDUIRE)
def reporter_dossier(commission_id: uuid.UUID, candidature_id: uuid.UUID) -> Page:
    """Leave the open file for later."""
    form = GesteForm()
    return _tap(commission_id, service.put_off, dossier=candidature_id, form=form, version=_version(form))


@bp.post("/<uuid:commission_id>/conduite/dossiers/<uuid:candidature_id>/reprendre")
@require(Permission.COMMISSION_CONDUIRE)
def reprendre_dossier(commission_id: uuid.UUID, candidature_id: uuid.UUID) -> Page:
    """Take a deliberated file again, with its reason."""
    form = RepriseForm()
    return _tap(
        commission_id,
        service.take_up_again,
        form.motif.data,
        dossier=candidature_id,
        form=form,
        version=_version(form),
    )


@bp.post("/<uuid:commission_id>/conduite/dossiers/<uuid:candidature_id>/clore")
@require(Permission.COMMISSION_CONDUIRE)
def clore_dossier(commission_id: uuid.UUID, candidature_id: uuid.UUID) -> Page:
    """Close the open file with the commission's word; refused, the page shows again what was typed."""
    who = _seen(commission_id)
    who.knows(candidature_id)
    view = _view(who, _tapped_at())
    form = deliberation_form(view.votants, _present(view))
    done: list[int | None] = []

    def act() -> None:
        if not form.validate():
            raise ActionRefusee("Un des textes est trop long.")
        row = service.close_file(
            commission_id,
            candidature_id,
            form.to_command(),
            form.geste(),
            version=_version(form),
            auteur=current_user,
            now=now(),
        )
        done.append(row.version)

    shown = view.courant is not None and view.courant.candidature_id == candidature_id
    refusal = run(act)
    if is_autosave():
        return in_data(refusal, done)
    if refusal is not None and shown:
        apply_refusal(form, refusal)
        return _page(_seen(commission_id), form, 422)
    if refusal is not None:
        flash(typographie(refusal.motif), "refus")
    return redirect(url_for("commission.conduite", commission_id=commission_id))


def _tapped_at() -> datetime:
    """When the form was sent: the voices it holds are those of the members then present."""
    try:
        return GesteForm().geste().at(now())
    except ActionRefusee:
        return now()
