"""Unfinished files seen by an officer: who would be reminded, the button, the days; the progress of one’s own file."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask import flash, render_template, request
from flask_login import current_user

from acia.appels.models import Appel
from acia.appels.queries import list_appels_for
from acia.candidatures import service
from acia.candidatures.models import Candidature, Droit, EtatCandidature
from acia.candidatures.queries import (
    answered_without_commission,
    open_calls,
    own_limits,
    people_of,
    reminder_days,
    unfinished_files,
)
from acia.candidatures.routes.blueprint import Page, bp, own
from acia.candidatures.routes.corrections import correction_summary
from acia.candidatures.routes.echanges import exchange_summary
from acia.candidatures.rules import is_late, limit_with, next_step, progress_of, reminder_at
from acia.comptes.avis import rhythms_of
from acia.comptes.rules import LIBELLES_RYTHME, FamilleAvis, RythmeAvis
from acia.core.clock import local_day
from acia.core.db import transaction
from acia.core.errors import ActionRefusee, Introuvable
from acia.core.filters import pluriel, typographie
from acia.core.permissions import Permission
from acia.core.web import absolute_url, done, now, require


def _call(code: str) -> Appel:
    """An open call of the officer's territory."""
    mine = {appel.id for appel in list_appels_for(current_user)}
    found = next((appel for appel in open_calls(now()) if appel.code == code and appel.id in mine), None)
    if found is None:
        raise Introuvable()
    return found


@bp.get("/inacheves")
@require(Permission.CANDIDATURE_INSTRUIRE)
def inacheves() -> Page:
    """The unfinished files of the open calls, and who would be reminded."""
    mine = {appel.id for appel in list_appels_for(current_user)}
    return render_template(
        "candidatures/inacheves.html",
        appels=[_preview(appel) for appel in open_calls(now()) if appel.id in mine],
    )


def _preview(appel: Appel) -> dict[str, Any]:
    jours = reminder_days(appel.id)
    limite = appel.cloture_at
    own = {numero: limite.limite_at for numero, limite in own_limits(appel.id).items()}
    coming = [reminder_at(day, limite, appel.fuseau) for day in jours] if limite else []
    return {
        "appel": appel,
        "jours": ", ".join(str(day) for day in jours),
        "prochaine": min((at for at in coming if at > now()), default=None),
        "dossiers": [(row, _readers(row), own.get(row.numero_finess)) for row in _depositable(appel, own)],
    }


def _depositable(appel: Appel, own: Mapping[str, datetime]) -> list[Candidature]:
    """The unfinished files that may still be deposited: once the call is closed, those with a derogation alone."""
    limite = appel.cloture_at
    return [
        row
        for row in unfinished_files(appel.id, current_user)
        if limite is not None and not is_late(now(), limit_with(limite, own.get(row.numero_finess)))
    ]


def _readers(row: Candidature) -> list[str]:
    """Who receives the reminder of a file, and how."""
    words = []
    for person in people_of(row.id, droits=(Droit.ECRIT, Droit.SIGNE)):
        rythme = rhythms_of(person)[FamilleAvis.CALENDRIER]
        suite = "" if rythme is RythmeAvis.TOUT_DE_SUITE else f" ({LIBELLES_RYTHME[rythme].lower()})"
        words.append(f"{person.nom_complet}{suite}")
    return words


@bp.post("/inacheves/<code>/relancer")
@require(Permission.CANDIDATURE_INSTRUIRE)
def relancer(code: str) -> Page:
    """Remind the unfinished files of a call, once a day at most."""
    appel = _call(code)
    liens = {
        row.id: absolute_url("candidatures.dossier", candidature_id=row.id)
        for row in unfinished_files(appel.id, current_user)
    }
    try:
        with transaction():
            nombre = service.remind_unfinished(_call(code), liens, auteur=current_user, now=now())
    except ActionRefusee as refusal:
        return _refused(refusal)
    words = pluriel(nombre, "dossier est relancé", "dossiers sont relancés")
    return done(f"{words}. Chacun ne l’est qu’une fois par jour.", "candidatures.inacheves")


@bp.post("/inacheves/<code>/reglage")
@require(Permission.CANDIDATURE_INSTRUIRE)
def reglage_relances(code: str) -> Page:
    """Choose the days when a call reminds its unfinished files."""
    _call(code)
    try:
        with transaction():
            service.set_reminder_days(_call(code), request.form.get("jours", ""), auteur=current_user, now=now())
    except ActionRefusee as refusal:
        return _refused(refusal)
    return done("Les jours de relance sont enregistrés.", "candidatures.inacheves")


def _refused(refusal: ActionRefusee) -> Page:
    flash(typographie(refusal.motif), "refus")
    return inacheves(), 422


@bp.get("/<candidature_id>/avancement")
@require(Permission.CANDIDATURE_REMPLIR)
def avancement(candidature_id: str) -> Page:
    """Where a deposited file stands, its next date, whom to call."""
    row, _ = own(candidature_id)
    if row.numero is None or row.deposee_at is None:
        raise Introuvable()
    appel, etat = row.appel, EtatCandidature(row.etat)
    today, skipped = local_day(now(), appel.fuseau), answered_without_commission(row.id)
    return render_template(
        "candidatures/avancement.html",
        dossier=row,
        retiree=etat in (EtatCandidature.RETIREE, EtatCandidature.REMPLACEE),
        etapes=progress_of(
            etat,
            local_day(row.deposee_at, appel.fuseau),
            appel.date_commission,
            appel.date_notification,
            sans_commission=skipped,
        ),
        sans_commission=skipped,
        suite=next_step(etat, today, appel.date_commission, appel.date_notification),
        corrections=correction_summary(row),
        echanges=exchange_summary(row),
    )
