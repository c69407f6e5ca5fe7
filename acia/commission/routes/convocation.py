"""The convocation: read, checked against the règlement, sent, kept; the agenda and its calendar file."""

from __future__ import annotations

import uuid

from flask import Response, render_template
from flask_login import current_user

from acia.commission import queries, service
from acia.commission.forms import ConvocationForm
from acia.commission.mails import sitting_calendar
from acia.commission.routes.composition import moved_since
from acia.commission.routes.socle import Page, bp
from acia.commission.rules import articles_of, check_notice
from acia.core.clock import local_day
from acia.core.mail import EtatCourriel
from acia.core.permissions import Permission
from acia.core.web import absolute_url, done, done_or_refused, now, require, version_of

ENVOI = {
    EtatCourriel.ENVOYE: ("Envoyé", "vert"),
    EtatCourriel.EN_ATTENTE: ("En attente d’envoi", "gris"),
    EtatCourriel.ECHEC: ("Non remis", "rouge"),
    EtatCourriel.PREPARE: ("Préparé", "gris"),
}


def _agenda_link(commission_id: uuid.UUID) -> str:
    return absolute_url("commission.ordre_du_jour", commission_id=commission_id)


@bp.route("/<uuid:commission_id>/convocation", methods=["GET", "POST"])
@require(Permission.COMMISSION_GERER)
def convocation(commission_id: uuid.UUID) -> Page:
    """Read the convocation and its agenda, be told of a short notice (R35), send it; who was convened when."""
    commission = queries.get_commission(commission_id, current_user)
    zone = queries.zone_of(commission)
    sent = queries.convocations_of(commission)
    latest = "\n".join(sent[0].points) if sent else ""
    form = ConvocationForm(data={"version": commission.version, "points": latest})
    lien = _agenda_link(commission_id)
    if form.validate_on_submit() and done_or_refused(
        form,
        lambda: service.convene(
            commission_id,
            lien=lien,
            seconde=form.seconde.data,
            points=form.to_points(),
            version=version_of(form),
            auteur=current_user,
            now=now(),
        ),
    ):
        return done("Les convocations partent.", "commission.fiche", commission_id=commission_id)
    jours = queries.reglement_of(commission).preavis_jours
    page = render_template(
        "commission/convocation.html",
        commission=commission,
        membres=queries.members_in_office(commission),
        ordre=queries.agenda_of(commission),
        zone=zone,
        form=form,
        preavis=check_notice(local_day(now(), zone), local_day(commission.seance_at, zone), jours),
        convocations=sent,
        deplacee=moved_since(commission),
        envois=ENVOI,
    )
    return (page, 422) if form.errors else page


@bp.get("/<uuid:commission_id>/ordre-du-jour")
@require(Permission.COMMISSION_NOTER)
def ordre_du_jour(commission_id: uuid.UUID) -> Page:
    """The agenda as this member may read it: the files that exist for her, and no other (S7, S10)."""
    seat = queries.get_seat(commission_id, current_user)
    commission = seat.commission
    latest = next(iter(queries.convocations_of(commission)), None)
    return render_template(
        "commission/ordre_du_jour.html",
        commission=commission,
        ordre=queries.agenda_for(seat),
        points=latest.points if latest else [],
        articles=articles_of(queries.reglement_of(commission)),
        zone=queries.zone_of(commission),
    )


@bp.get("/<uuid:commission_id>/seance.ics")
@require(Permission.COMMISSION_NOTER)
def seance_ics(commission_id: uuid.UUID) -> Response:
    """The sitting as a calendar file."""
    commission = queries.get_seat(commission_id, current_user).commission
    sent = queries.convocations_of(commission)
    text = sitting_calendar(commission, sequence=len(sent), lien=_agenda_link(commission_id), now=now())
    headers = {"Content-Disposition": "attachment; filename=commission.ics"}
    return Response(text, mimetype="text/calendar", headers=headers)
