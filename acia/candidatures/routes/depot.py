"""The deposit: check the answers, one act, the receipt; the withdrawal."""

from __future__ import annotations

import uuid
from datetime import datetime

from flask import current_app, flash, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from acia.candidatures import service
from acia.candidatures.forms import DepotForm, RetraitForm
from acia.candidatures.models import Candidature, Droit, EtatCandidature
from acia.candidatures.policy import may_deposit, may_withdraw
from acia.candidatures.queries import (
    accuse_of,
    derogation_shown,
    exigences_of,
    limit_of,
    list_accuses,
    list_changed_since,
    living_reprise,
    open_request,
    piece_codes,
    reponses_of,
    written_of,
)
from acia.candidatures.routes.blueprint import Page, bp, own, readable, reading, states
from acia.candidatures.rules import is_complete, is_late, warnings_of
from acia.comptes.models import Utilisateur
from acia.core.db import db, transaction
from acia.core.documents import send_document
from acia.core.errors import ActionRefusee, Introuvable, Refus
from acia.core.filters import typographie
from acia.core.permissions import Permission
from acia.core.web import absolute_url, apply_refusal, done, ensure, now, parse_uuid, require, version_of


@bp.get("/<candidature_id>/verification")
@require(Permission.CANDIDATURE_REMPLIR)
def verification(candidature_id: str) -> Page:
    """Read all the answers again before depositing."""
    row, droit = own(candidature_id)
    copy = living_reprise(row, now())
    if row.etat != EtatCandidature.BROUILLON and copy is None:
        return redirect(url_for("candidatures.dossier", candidature_id=row.id))
    return _check_page(row, droit, DepotForm(data={"reprise": copy.id if copy else ""}))


def _check_page(row: Candidature, droit: Droit, form: DepotForm) -> str:
    ecrit, limite = written_of(row, now()), limit_of(row)
    etats = states(ecrit)
    demande = open_request(row.id)
    demande_par = db.session.get_one(Utilisateur, demande.demandee_par_id).nom_complet if demande else ""
    return render_template(
        "candidatures/verification.html",
        dossier=row,
        form=form,
        lecture=reading(ecrit),
        pieces_modifiees=list_changed_since(ecrit),
        accuse=accuse_of(row.id) if ecrit is not row else None,
        manques={etat.section: etat.manques for etat in etats if etat.manques},
        complet=is_complete(etats),
        alertes=warnings_of(reponses_of(ecrit), piece_codes(ecrit), exigences_of(ecrit, now())),
        peut_deposer=may_deposit(droit),
        trop_tard=limite is not None and is_late(now(), limite),
        limite=limite,
        derogation=derogation_shown(row),
        demande=demande,
        demande_par=demande_par,
    )


@bp.post("/<candidature_id>/depot")
@require(Permission.CANDIDATURE_REMPLIR)
def depot(candidature_id: str) -> Page:
    """Deposit, once: a repeated request meets the same receipt."""
    received_at = now()
    key = parse_uuid(candidature_id)
    form = DepotForm()
    if not form.validate_on_submit():
        row, droit = own(candidature_id)
        return _check_page(row, droit, form), 422
    copy_id = parse_uuid(form.reprise.data) if form.reprise.data else None
    lien = absolute_url("candidatures.dossier", candidature_id=key)
    try:
        with transaction():
            service.deposit_candidature(
                key,
                auteur=current_user,
                now=received_at,
                lien=lien,
                reprise_id=copy_id,
                verification=absolute_url("candidatures.verifier"),
            )
    except Introuvable:
        raise
    except Refus as refus:
        with transaction():
            service.record_refused_deposit(key, refus, auteur=current_user, now=received_at)
        if not isinstance(refus, service.DepotRefuse):
            raise
        row, droit = own(candidature_id)
        apply_refusal(form, refus)
        return _check_page(row, droit, form), 409
    except Exception as error:
        _keep_failure(key, error, received_at)
        raise
    return redirect(url_for("candidatures.confirmation", candidature_id=key))


def _keep_failure(key: uuid.UUID, error: Exception, received_at: datetime) -> None:
    """Journal a failure of ours. When the database itself has failed, the log of the server has it."""
    try:
        with transaction():
            service.record_failed_deposit(key, error, auteur=current_user, now=received_at)
    except Exception:
        current_app.logger.exception("failed deposit of %s not journalled", key)


@bp.get("/<candidature_id>/confirmation")
@require(Permission.CANDIDATURE_REMPLIR)
def confirmation(candidature_id: str) -> Page:
    """Say that the file is deposited, what happens next and when."""
    row, _ = own(candidature_id)
    accuse = accuse_of(row.id)
    if accuse is None:
        return redirect(url_for("candidatures.dossier", candidature_id=row.id))
    return render_template("candidatures/confirmation.html", dossier=row, accuse=accuse, contenu=accuse.contenu)


@bp.get("/<candidature_id>/accuse")
@require(Permission.CANDIDATURE_LIRE)
def accuse(candidature_id: str) -> Response:
    """Download the last receipt, or that of an earlier deposit."""
    row, _ = readable(candidature_id)
    rang = request.args.get("rang", type=int)
    found = next((a for a in reversed(list_accuses(row.id)) if rang in (None, a.rang)), None)
    if found is None:
        raise Introuvable()
    if found.document is None:
        message = "Le PDF de cet accusé est en cours de composition : revenez dans quelques minutes."
        flash(typographie(message), "info")
        return redirect(url_for("candidatures.dossier", candidature_id=row.id))
    return send_document(found.document)


@bp.route("/<candidature_id>/retrait", methods=["GET", "POST"])
@require(Permission.CANDIDATURE_REMPLIR)
def retrait(candidature_id: str) -> Page:
    """Withdraw the file, with its reason."""
    row, droit = own(candidature_id)
    ensure(may_withdraw(row, droit))
    form = RetraitForm(data={"version": row.version})
    if form.validate_on_submit():
        key, motif = row.id, form.motif.data or ""
        try:
            with transaction():
                service.withdraw_candidature(key, motif, version=version_of(form), auteur=current_user, now=now())
        except ActionRefusee as refusal:
            apply_refusal(form, refusal)
        else:
            return done("Votre candidature est retirée.", "candidatures.miennes")
    html = render_template("candidatures/retrait.html", dossier=row, form=form)
    return (html, 422) if form.errors else html
