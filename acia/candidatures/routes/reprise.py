"""Pages of a file modified after its deposit: open and give up the working copy, the deposits and what they changed."""

from __future__ import annotations

from itertools import pairwise

from flask import flash, redirect, render_template, url_for
from flask_login import current_user

from acia.candidatures import service
from acia.candidatures.forms import AbandonForm
from acia.candidatures.models import Accuse, Candidature
from acia.candidatures.policy import may_modify
from acia.candidatures.queries import accuse_of, known_pieces, list_accuses, living_reprise
from acia.candidatures.routes.blueprint import Page, bp, own, readable
from acia.candidatures.rules import LIBELLES_SECTION, Ecart, Section, deposit_differences
from acia.core.db import transaction
from acia.core.errors import ActionRefusee
from acia.core.filters import typographie
from acia.core.permissions import Permission
from acia.core.web import apply_refusal, done, ensure, now, require, version_of


def _rang(row: Candidature) -> int:
    accuse = accuse_of(row.id)
    return accuse.rang if accuse else 0


@bp.post("/<candidature_id>/modification")
@require(Permission.CANDIDATURE_REMPLIR)
def modification(candidature_id: str) -> Page:
    """Open the working copy of a deposited file."""
    row, droit = own(candidature_id)
    ensure(may_modify(row, droit))
    key, rang = row.id, _rang(row)
    try:
        with transaction():
            service.reopen_candidature(key, auteur=current_user, now=now(), rang=rang)
    except ActionRefusee as refusal:
        flash(typographie(refusal.motif), "refus")
        return redirect(url_for("candidatures.dossier", candidature_id=key))
    message = "Vous pouvez modifier votre candidature. La version déposée compte jusqu’à un nouveau dépôt."
    return done(message, "candidatures.dossier", candidature_id=key)


@bp.route("/<candidature_id>/modification/abandon", methods=["GET", "POST"])
@require(Permission.CANDIDATURE_REMPLIR)
def abandon(candidature_id: str) -> Page:
    """Give the working copy up."""
    row, droit = own(candidature_id)
    ensure(may_modify(row, droit))
    copy = living_reprise(row, now())
    form = AbandonForm(data={"version": copy.version if copy else None})
    if form.validate_on_submit():
        key, rang = row.id, _rang(row)
        try:
            with transaction():
                service.give_up_reprise(key, version=version_of(form), auteur=current_user, now=now(), rang=rang)
        except ActionRefusee as refusal:
            apply_refusal(form, refusal)
            row, _ = own(candidature_id)
        else:
            message = "Vos modifications sont abandonnées : la candidature déposée n’a pas changé."
            return done(message, "candidatures.dossier", candidature_id=key)
    html = render_template("candidatures/abandon.html", dossier=row, form=form)
    return (html, 422) if form.errors else html


@bp.get("/<candidature_id>/depots")
@require(Permission.CANDIDATURE_LIRE)
def depots(candidature_id: str) -> Page:
    """The deposits of a file, the last first, with what each one changed."""
    row, droit = readable(candidature_id)
    accuses = list_accuses(row.id)
    changes = {after.rang: _changes(row, before, after) for before, after in pairwise(accuses)}
    return render_template(
        "candidatures/depots.html",
        dossier=row,
        accuses=list(reversed(accuses)),
        changements=changes,
        titres=LIBELLES_SECTION,
        officier=droit is None,
    )


def _changes(row: Candidature, before: Accuse, after: Accuse) -> dict[Section, list[Ecart]] | None:
    """What a deposit changed, by section; None when the earlier content was not kept."""
    if before.donnees is None or after.donnees is None:
        return None
    found: dict[Section, list[Ecart]] = {}
    for ecart in deposit_differences(before.donnees, after.donnees, known_pieces(row)):
        found.setdefault(ecart.section, []).append(ecart)
    return found
