"""The fictitious file: the officer words it, members mark it, everybody reads the spread once all have."""

from __future__ import annotations

import uuid

from flask import render_template
from flask_login import current_user

from acia.commission import queries, service
from acia.commission.forms import CalibrageForm, FeuilleForm, sheet_form
from acia.commission.models import Calibrage, EtatCommission, MembreCommission
from acia.commission.routes.notation import levels_of
from acia.commission.routes.socle import Page, bp, run
from acia.commission.rules import TEXTE_CALIBRAGE, TITRE_CALIBRAGE, decimal_words, weighted_mark
from acia.commission.service import FeuilleIncomplete
from acia.core.errors import Introuvable
from acia.core.filters import typographie
from acia.core.permissions import Permission
from acia.core.web import apply_refusal, done, now, require, version_of


@bp.route("/<uuid:commission_id>/entrainement", methods=["GET", "POST"])
@require(Permission.COMMISSION_GERER)
def calibrage(commission_id: uuid.UUID) -> Page:
    """Word the fictitious file and follow who has marked it."""
    commission = queries.get_commission(commission_id, current_user)
    row = queries.calibration_of(commission)
    words = (row.titre, row.texte) if row else (TITRE_CALIBRAGE, typographie(TEXTE_CALIBRAGE))
    form = CalibrageForm(data={"version": commission.version, "titre": words[0], "texte": words[1]})
    if form.validate_on_submit():
        refusal = run(
            lambda: service.propose_calibration(
                commission_id,
                form.titre.data,
                form.texte.data,
                version=version_of(form),
                auteur=current_user,
                now=now(),
            )
        )
        if refusal is None:
            message = "Le dossier d’entraînement est proposé aux membres."
            return done(message, "commission.calibrage", commission_id=commission_id)
        apply_refusal(form, refusal)
        commission = queries.get_commission(commission_id, current_user)
        row = queries.calibration_of(commission)
    progress = queries.calibration_progress(row, commission) if row else None
    page = render_template(
        "commission/calibrage.html",
        commission=commission,
        calibrage=row,
        avancee=progress,
        modifiable=commission.etat == EtatCommission.PREPARATION and not (progress and progress.rendues),
        criteres=commission.appel.criteres,
        form=form,
    )
    return (page, 422) if form.errors else page


@bp.route("/<uuid:commission_id>/mon-entrainement", methods=["GET", "POST"])
@require(Permission.COMMISSION_NOTER)
def noter_calibrage(commission_id: uuid.UUID) -> Page:
    """Mark the fictitious file, then read the spread with the others."""
    seat = queries.get_seat(commission_id, current_user)
    row = queries.calibration_of(seat.commission)
    if row is None:
        raise Introuvable()
    form = sheet_form(seat.commission.appel.criteres, None)
    if form.validate_on_submit():
        command = form.to_command()
        refusal = run(lambda: service.mark_calibration(commission_id, command, auteur=current_user, now=now()))
        if refusal is None:
            message = "Vos notes d’entraînement sont rendues."
            return done(message, "commission.noter_calibrage", commission_id=commission_id)
        if isinstance(refusal, FeuilleIncomplete):
            form.show_missing(refusal.manques)
        else:
            apply_refusal(form, refusal)
        seat = queries.get_seat(commission_id, current_user)
    return _marking_page(seat, row, form)


def _marking_page(seat: MembreCommission, row: Calibrage, form: FeuilleForm) -> Page:
    own = queries.own_calibration_sheet(row, seat)
    criteria = seat.commission.appel.criteres
    marks = [int(mark) for mark, _ in own.contenu] if own else []
    total = weighted_mark([c.poids for c in criteria], marks) if own else None
    progress = queries.calibration_progress(row, seat.commission)
    page = render_template(
        "commission/mon_calibrage.html",
        commission=seat.commission,
        calibrage=row,
        feuille=own,
        note=decimal_words(total) if total is not None else "",
        modifiable=own is None and seat.vote and seat.commission.etat == EtatCommission.PREPARATION,
        reste=len(progress.membres) - progress.rendues,
        etendue=progress.etendue if own else (),
        criteres=criteria,
        niveaux_de=levels_of,
        form=form,
    )
    return (page, 422) if form.errors else page
