"""Recusals settled by the chair: on her own page, or recorded for her by the officer."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import redirect, render_template, request, url_for
from flask_login import current_user

from acia.commission import queries, service
from acia.commission.forms import OfficeForm
from acia.commission.policy import may_recuse
from acia.commission.routes.interets import REPONSES
from acia.commission.routes.socle import Page, bp
from acia.comptes.preuve import recently_authenticated
from acia.core.permissions import Permission
from acia.core.web import absolute_url, done, done_or_refused, now, parse_uuid, require, version_of


@dataclass(frozen=True)
class _Acte:
    """One of the two acts on a recusal, as its page words it."""

    agir: Callable[..., object]
    titre: str
    suite: str
    question: str
    bouton: str
    aide: str
    fait: str


_DEPORTER = _Acte(
    service.recuse_ex_officio,
    "Déport décidé par la présidence",
    "ne verra plus ce dossier",
    "La raison que donne la présidence",
    "Enregistrer le déport",
    "Cette raison est envoyée au membre. Sa notation sur ce dossier, s’il y en a une, ne comptera plus.",
    "Le déport est enregistré, le membre est prévenu.",
)
_LEVER = _Acte(
    service.lift_recusal,
    "Lever un déport",
    "devra dire à nouveau s’il est en conflit",
    "Pourquoi lever ce déport",
    "Lever le déport",
    "Cette raison est envoyée au membre, à qui la question est posée de nouveau. Tant qu’il n’a pas répondu « pas de "
    "conflit », le dossier lui reste fermé et ce qu’il a noté ne compte pas.",
    "Le déport est levé : la question est de nouveau posée au membre, qui est prévenu.",
)


def _settle(
    acte: _Acte, retour: str, commission_id: uuid.UUID, membre_id: uuid.UUID, candidature_id: uuid.UUID
) -> Page:
    """One of the two acts, on its page; `retour` is the list one comes from."""
    commission, chair = queries.authority_over(commission_id, current_user)
    membre, dossier = queries.recusable_pair(commission, chair, membre_id, candidature_id)
    form = OfficeForm(data={"version": commission.version})
    form.motif.label.text = acte.question
    if form.validate_on_submit() and done_or_refused(
        form,
        lambda: acte.agir(
            commission_id,
            membre_id,
            candidature_id,
            form.motif.data,
            lien=absolute_url("commission.mes_dossiers"),
            version=version_of(form),
            auteur=current_user,
            now=now(),
        ),
    ):
        return done(acte.fait, retour, commission_id=commission_id)
    decision = may_recuse(commission, service.proposals_settled(commission))
    page = render_template(
        "commission/deport_office.html",
        acte=acte,
        retour_url=url_for(retour, commission_id=commission_id),
        commission=commission,
        membre=membre,
        dossier=dossier,
        motifs=queries.grounds_for(membre, dossier),
        dit=queries.answer_on(membre_id, candidature_id),
        possible=bool(decision),
        motif=decision.motif,
        zone=queries.zone_of(commission),
        form=form,
    )
    return (page, 422) if form.errors else page


@bp.route("/<uuid:commission_id>/interets/<uuid:membre_id>/<uuid:candidature_id>", methods=["GET", "POST"])
@require(Permission.COMMISSION_GERER)
def deporter_office(**ids: Any) -> Page:
    """Record that the chair takes a member off one file."""
    return _settle(_DEPORTER, "commission.conflits", **ids)


@bp.route("/<uuid:commission_id>/interets/<uuid:membre_id>/<uuid:candidature_id>/levee", methods=["GET", "POST"])
@require(Permission.COMMISSION_GERER)
@recently_authenticated("lever un déport")
def lever_deport_office(**ids: Any) -> Page:
    """Record that the chair lifts a recusal."""
    return _settle(_LEVER, "commission.conflits", **ids)


@bp.get("/<uuid:commission_id>/presidence/deports")
@require(Permission.COMMISSION_NOTER)
def presidence_deports(commission_id: uuid.UUID) -> Page:
    """The chair's page of the recusals of the others, on the files she may read."""
    commission, chair = queries.authority_over(commission_id, current_user)
    membre, dossier = request.args.get("membre", ""), request.args.get("dossier", "")
    if membre and dossier:
        ids: dict[str, Any] = {"membre_id": parse_uuid(membre), "candidature_id": parse_uuid(dossier)}
        queries.recusable_pair(commission, chair, **ids)
        return redirect(url_for("commission.deporter", commission_id=commission_id, **ids))
    decision = may_recuse(commission, service.proposals_settled(commission))
    return render_template(
        "commission/presidence_deports.html",
        commission=commission,
        conflits=queries.conflicts_for_chair(chair) if chair else [],
        membres=[(str(m.id), m.utilisateur.nom_complet) for m in queries.recusable_members(commission, chair)],
        dossiers=[(str(f.id), f"{f.nom}, {f.commune}") for f in queries.recusable_files(commission, chair)],
        reponses=REPONSES,
        possible=bool(decision),
        motif=decision.motif,
        choisi=(membre, dossier),
    )


@bp.route("/<uuid:commission_id>/presidence/deports/<uuid:membre_id>/<uuid:candidature_id>", methods=["GET", "POST"])
@require(Permission.COMMISSION_NOTER)
def deporter(**ids: Any) -> Page:
    """The chair takes another member off one file."""
    return _settle(_DEPORTER, "commission.presidence_deports", **ids)


@bp.route(
    "/<uuid:commission_id>/presidence/deports/<uuid:membre_id>/<uuid:candidature_id>/levee", methods=["GET", "POST"]
)
@require(Permission.COMMISSION_NOTER)
@recently_authenticated("lever un déport")
def lever_deport(**ids: Any) -> Page:
    """The chair lifts the recusal of another member on one file."""
    return _settle(_LEVER, "commission.presidence_deports", **ids)
