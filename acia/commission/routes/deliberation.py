"""The sitting's pages: attendance, ranking with its picture, proposals, minutes."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from acia.commission import queries, service
from acia.commission.documents import mark_of, minutes_content
from acia.commission.forms import IssuesForm, PresencesForm, ProcesVerbalForm, attendance_form, issues_form
from acia.commission.models import Commission, Deport
from acia.commission.policy import may_see_marks
from acia.commission.queries import Classement
from acia.commission.routes.composition import state_tag
from acia.commission.routes.socle import Page, bp, run
from acia.commission.rules import LigneClassement, articles_of, check_minimum, decimal_words
from acia.commission.service import Proposition, PropositionsIncompletes, reason_expected
from acia.commission.workflow import LIBELLES_ISSUE, LIBELLES_PRESENCE, TONS_ISSUE, EtatCommission, IssueSelection
from acia.core.documents import send_document
from acia.core.errors import ActionRefusee, Introuvable
from acia.core.graphiques import DessinClassement, Rang, draw_classement
from acia.core.permissions import Permission
from acia.core.rules import Constat
from acia.core.web import apply_refusal, done, ensure, now, require, version_of


@bp.get("/<uuid:commission_id>/deliberation")
@require(Permission.COMMISSION_GERER)
def deliberation(commission_id: uuid.UUID) -> Page:
    """Attendance, then the ranking of each département and the proposals."""
    return _page(_seen(commission_id))


def _seen(commission_id: uuid.UUID) -> Commission:
    commission = queries.get_commission(commission_id, current_user)
    ensure(may_see_marks(commission))
    return commission


def _page(
    commission: Commission,
    attendance: PresencesForm | None = None,
    proposals: IssuesForm | None = None,
) -> Page:
    ranking = queries.ranking_of(commission)
    settled = service.proposals_settled(commission)
    names = {key: f"{f.nom}, {f.commune}" for key, f in ranking.dossiers.items()}
    proposals = proposals or _proposals_form(commission, ranking, names)
    attendance = attendance or attendance_form(commission)
    page = render_template(
        "commission/deliberation.html",
        commission=commission,
        etat=state_tag(commission),
        zone=queries.zone_of(commission),
        departements=_departements(commission, ranking, names, proposals),
        selections=queries.selections_of(commission) if settled else [],
        arretees=settled,
        presences=attendance,
        propositions=proposals,
        relevees=_recorded(commission),
        quorum=queries.quorum_of(commission),
        libelles_presence=LIBELLES_PRESENCE,
        libelles_issue=LIBELLES_ISSUE,
        tons_issue=TONS_ISSUE,
        note=decimal_words,
        note_de=mark_of,
        departage=articles_of(queries.reglement_of(commission))[-1].valeur,
        en_deliberation=commission.etat == EtatCommission.DELIBERATION,
        en_direct=queries.is_live(commission),
    )
    return (page, 422) if proposals.errors or attendance.errors else page


def _proposals_form(commission: Commission, ranking: Classement, names: dict[str, str]) -> IssuesForm:
    """The line proposes, but for the files already voted in a sitting conducted live."""
    voted = queries.voted_in_sitting(commission)
    defaults = [
        (key, names[x.id], voted[key].proposition if key in voted else x.proposition)
        for x in ranking.lignes
        if (key := uuid.UUID(x.id))
    ]
    motifs = {key: passage.motif for key, passage in voted.items()}
    return issues_form("Proposition", defaults, commission.version, motifs)


def _departements(
    commission: Commission, ranking: Classement, names: dict[str, str], form: IssuesForm
) -> list[dict[str, Any]]:
    """The picture and the rows of each département that has files."""
    departements = queries.departements_of(commission)
    codes = sorted({line.departement for line in ranking.lignes})
    quorum = queries.quorum_reader(commission)
    return [
        {
            "code": code,
            "nom": departements[code].nom,
            "locution": departements[code].locution,
            "places": ranking.places.get(code, 0),
            "retenus": sum(x.proposition == IssueSelection.RETENUE for x in ranking.lines_of(code)),
            "dessin": _drawing(ranking, code, names),
            "lignes": [_row(commission, quorum, ranking, line, names, form) for line in ranking.lines_of(code)],
        }
        for code in codes
    ]


def _drawing(ranking: Classement, code: str, names: dict[str, str]) -> DessinClassement | None:
    ranked = [line for line in ranking.lines_of(code) if line.rang is not None and line.note is not None]
    if not ranked:
        return None
    dots = [
        Rang(
            rang=line.rang or 0,
            nom=names[line.id],
            moyenne=float(line.note or 0),
            notes=tuple(float(sheet.note) for sheet in ranking.feuilles.get(uuid.UUID(line.id), [])),
        )
        for line in ranked
    ]
    kept = sum(line.proposition == IssueSelection.RETENUE for line in ranked)
    return replace(draw_classement(dots, kept, maximum=100, pas=20), places=ranking.places.get(code, 0))


def _row(
    commission: Commission,
    quorum_with: Callable[[Sequence[Deport]], Constat],
    ranking: Classement,
    line: LigneClassement,
    names: dict[str, str],
    form: IssuesForm,
) -> dict[str, Any]:
    key = uuid.UUID(line.id)
    recused = ranking.deports.get(key, [])
    quorum = quorum_with(recused)
    needs = line.proposition is None or (quorum.bloque and _recorded(commission))
    return {
        "ligne": line,
        "nom": names[line.id],
        "numero": line.numero,
        "feuilles": ranking.feuilles.get(key, []),
        "deports": [deport.membre.utilisateur.nom_complet for deport in recused],
        "minimum": check_minimum(line.notes_comptees, commission.appel.notes_minimum),
        "quorum": quorum,
        "attendu": reason_expected(line, not quorum.bloque) if needs else "",
        "issue": form.issue(key) if f"issue_{key.hex}" in form else None,
        "motif": form.motif(key) if f"motif_{key.hex}" in form else None,
    }


@bp.post("/<uuid:commission_id>/presences")
@require(Permission.COMMISSION_GERER)
def presences(commission_id: uuid.UUID) -> Page:
    """Record who attends, and how."""
    commission = _seen(commission_id)
    form = attendance_form(commission)
    if form.validate_on_submit():
        attending = form.presences(queries.members_in_office(commission))
        refusal = run(
            lambda: service.record_attendance(
                commission_id, attending, version=version_of(form), auteur=current_user, now=now()
            )
        )
        if refusal is None:
            return done("Les présences sont relevées.", "commission.deliberation", commission_id=commission_id)
        if service.proposals_settled(commission):
            return _not_now(commission_id, refusal)
        apply_refusal(form, refusal)
    return _page(_seen(commission_id), attendance=form)


def _recorded(commission: Commission) -> bool:
    return all(m.presence for m in queries.members_in_office(commission))


def _not_now(commission_id: uuid.UUID, refusal: ActionRefusee) -> Response:
    """The page does not show this form, or no longer: it says why."""
    flash(refusal.motif, "refus")
    return redirect(url_for("commission.deliberation", commission_id=commission_id))


@bp.post("/<uuid:commission_id>/propositions")
@require(Permission.COMMISSION_GERER)
def propositions(commission_id: uuid.UUID) -> Page:
    """Settle the proposals: from then on they no longer change."""
    commission = _seen(commission_id)
    ranking = queries.ranking_of(commission)
    names = {key: f"{f.nom}, {f.commune}" for key, f in ranking.dossiers.items()}
    form = _proposals_form(commission, ranking, names)
    if form.validate_on_submit():
        typed = {
            (key := uuid.UUID(line.id)): Proposition(form.issue(key).data, form.motif(key).data)
            for line in ranking.lignes
        }
        refusal = run(
            lambda: service.settle_proposals(
                commission_id, typed, version=version_of(form), auteur=current_user, now=now()
            )
        )
        if refusal is None:
            return done("Les propositions sont arrêtées.", "commission.proces_verbal", commission_id=commission_id)
        if service.proposals_settled(commission) or not _recorded(commission):
            return _not_now(commission_id, refusal)
        if isinstance(refusal, PropositionsIncompletes):
            form.show_missing(refusal.manques)
        else:
            apply_refusal(form, refusal)
    return _page(_seen(commission_id), proposals=form)


@bp.route("/<uuid:commission_id>/proces-verbal", methods=["GET", "POST"])
@require(Permission.COMMISSION_GERER)
def proces_verbal(commission_id: uuid.UUID) -> Page:
    """Read the minutes as they will be, close them, or correct them by a new version."""
    commission = _seen(commission_id)
    form = ProcesVerbalForm(data={"version": commission.version})
    if form.validate_on_submit():
        refusal = run(
            lambda: service.close_minutes(
                commission_id,
                observations=form.observations.data,
                motif=form.motif.data,
                version=version_of(form),
                auteur=current_user,
                now=now(),
            )
        )
        if refusal is None:
            return done("Le procès-verbal est clos.", "commission.proces_verbal", commission_id=commission_id)
        apply_refusal(form, refusal)
        commission = _seen(commission_id)
    settled = service.proposals_settled(commission)
    versions = queries.minutes_of(commission)
    preview = None
    if settled and not versions:
        preview = minutes_content(commission, rang=1, observations="", motif="", auteur=current_user, now=now())
    page = render_template(
        "commission/proces_verbal.html",
        commission=commission,
        versions=versions,
        contenu=versions[0].contenu if versions else preview,
        arretees=settled,
        zone=queries.zone_of(commission),
        form=form,
    )
    return (page, 422) if form.errors else page


@bp.get("/<uuid:commission_id>/proces-verbal/<int:rang>.pdf")
@require(Permission.COMMISSION_GERER)
def proces_verbal_pdf(commission_id: uuid.UUID, rang: int) -> Response:
    """One version of the minutes, byte for byte as it was closed."""
    for version in queries.minutes_of(_seen(commission_id)):
        if version.rang == rang:
            return send_document(version.document)
    raise Introuvable()
