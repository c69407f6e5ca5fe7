"""Outside opinions, for officers: ask, read, write an answer down, cancel, open to the commission; and the
establishment's own page, once its file is answered."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from flask import flash, render_template, request
from flask_login import current_user

from acia.candidatures.models import Candidature
from acia.candidatures.queries import living_pieces, pieces_filed
from acia.candidatures.rules import TITRES_LECTEUR, Section
from acia.core.db import transaction
from acia.core.errors import ActionRefusee, ConflitVersion
from acia.core.forms import HouseForm
from acia.core.permissions import Permission
from acia.core.web import apply_refusal, done, done_or_refused, ensure, now, require, version_of
from acia.eligibilite import queries, service
from acia.eligibilite.forms import ActeAvisForm, AnnulationAvisForm, AvisRecuForm, DemandeAvisForm, ReportAvisForm
from acia.eligibilite.jobs import opinion_link
from acia.eligibilite.models import AvisExterieur
from acia.eligibilite.policy import may_ask_opinion
from acia.eligibilite.routes.avis_montres import tag_of_opinion
from acia.eligibilite.routes.blueprint import FILE, Page, bp
from acia.eligibilite.rules.avis import (
    LIBELLES_CONFIDENTIALITE,
    LIBELLES_SENS,
    LIBELLES_VOIE,
    RA1,
    TONS_SENS,
    Confidentialite,
    VoieAvis,
)
from acia.eligibilite.rules.catalogue import EN_UN_MOT

AVIS = f"{FILE}/avis/<uuid:avis_id>"


@bp.route(f"{FILE}/avis/nouveau", methods=["GET", "POST"])
@require(Permission.ELIGIBILITE_TRANCHER)
def demander_avis(candidature_id: uuid.UUID) -> Page:
    """Ask somebody outside for an opinion."""
    candidature = queries.get_deposited(candidature_id, current_user)
    ensure(may_ask_opinion(candidature))
    form = DemandeAvisForm(data={"regle": request.args.get("regle", "")} if request.method == "GET" else None)
    liste = pieces_filed(candidature)
    form.offer(
        [(code, f"{code} · {mot}") for code, mot in EN_UN_MOT.items()],
        [(str(p.id), f"{liste.label(p.code)} ({p.document.nom})") for p in living_pieces(candidature)],
    )
    if form.validate_on_submit():
        command = form.to_command()
        if done_or_refused(
            form,
            lambda: service.ask_opinion(candidature, command, auteur=current_user, now=now(), lien=opinion_link),
        ):
            message = f"La question est envoyée à {command.nom}, avec un lien personnel."
            return done(message, "eligibilite.dossier", candidature_id=candidature_id)
        candidature = queries.get_deposited(candidature_id, current_user)
    html = render_template("eligibilite/avis_nouveau.html", candidature=candidature, form=form, regle=RA1)
    return (html, 422) if form.errors else html


@bp.get(AVIS)
@require(Permission.ELIGIBILITE_TRANCHER)
def avis(candidature_id: uuid.UUID, avis_id: uuid.UUID) -> Page:
    """One opinion, and what may be done of it."""
    candidature = queries.get_deposited(candidature_id, current_user)
    return _page(candidature, queries.get_opinion(candidature, avis_id))


def _page(candidature: Candidature, row: AvisExterieur, **forms: HouseForm) -> str:
    seen: dict[str, Any] = {"data": {"version": str(row.version)}, "formdata": None}
    return render_template(
        "eligibilite/avis.html",
        candidature=candidature,
        avis=row,
        etiquette=tag_of_opinion(row, now()),
        expire=row.expire_at <= now(),
        confidentialite=LIBELLES_CONFIDENTIALITE[Confidentialite(row.confidentialite)],
        voie=LIBELLES_VOIE[VoieAvis(row.voie)] if row.voie else "",
        sections=[TITRES_LECTEUR[Section(name)] for name in row.sections],
        pieces=[piece.document.nom for piece in queries.opened_pieces(row)],
        recu_form=forms.get("recu") or AvisRecuForm(**seen),
        report_form=forms.get("report") or ReportAvisForm(**seen),
        annulation_form=forms.get("annulation") or AnnulationAvisForm(**seen),
        mot_regle=EN_UN_MOT.get(row.regle, "").lower(),
        regle=RA1,
    )


def _act(
    candidature_id: uuid.UUID,
    avis_id: uuid.UUID,
    form: Any,
    name: str,
    act: Callable[[Candidature], object],
    message: str,
) -> Page:
    """Do an act on an opinion; a refusal is said on its form, or on the page when the form is gone."""
    candidature = queries.get_deposited(candidature_id, current_user)
    queries.get_opinion(candidature, avis_id)
    here: dict[str, Any] = {"candidature_id": candidature_id, "avis_id": avis_id}
    if form.validate_on_submit():
        try:
            with transaction():
                act(candidature)
            return done(message, "eligibilite.avis", **here)
        except ActionRefusee as refusal:
            row = queries.get_opinion(queries.get_deposited(candidature_id, current_user), avis_id)
            if not name or row.close_at is not None:
                # The form is gone from the page, or never was there: the reason is said above it.
                flash(refusal.motif, "refus")
                return _page(row.candidature, row), refusal.code
            apply_refusal(form, refusal)
            if isinstance(refusal, ConflitVersion):
                form.version.data = str(row.version)
    candidature = queries.get_deposited(candidature_id, current_user)
    return _page(candidature, queries.get_opinion(candidature, avis_id), **({name: form} if name else {})), 422


@bp.post(f"{AVIS}/reception")
@require(Permission.ELIGIBILITE_TRANCHER)
def enregistrer_avis(candidature_id: uuid.UUID, avis_id: uuid.UUID) -> Page:
    """Write down an answer received otherwise than by the link."""
    form = AvisRecuForm()

    def act(candidature: Candidature) -> None:
        service.record_opinion(
            candidature, avis_id, form.to_command(), version=version_of(form), auteur=current_user, now=now()
        )

    return _act(candidature_id, avis_id, form, "recu", act, "L’avis est enregistré.")


@bp.post(f"{AVIS}/annulation")
@require(Permission.ELIGIBILITE_TRANCHER)
def annuler_avis(candidature_id: uuid.UUID, avis_id: uuid.UUID) -> Page:
    """Stop waiting for an opinion."""
    form = AnnulationAvisForm()

    def act(candidature: Candidature) -> None:
        motif = form.motif.data or ""
        service.cancel_opinion(candidature, avis_id, motif, version=version_of(form), auteur=current_user, now=now())

    message = "La demande est annulée : le lien ne s’ouvre plus."
    return _act(candidature_id, avis_id, form, "annulation", act, message)


@bp.post(f"{AVIS}/renvoi")
@require(Permission.ELIGIBILITE_TRANCHER)
def renvoyer_avis(candidature_id: uuid.UUID, avis_id: uuid.UUID) -> Page:
    """Send another personal link."""
    form = ActeAvisForm()

    def act(candidature: Candidature) -> None:
        service.resend_link(
            candidature, avis_id, version=version_of(form), auteur=current_user, now=now(), lien=opinion_link
        )

    return _act(candidature_id, avis_id, form, "", act, "Un nouveau lien personnel est envoyé.")


@bp.post(f"{AVIS}/report")
@require(Permission.ELIGIBILITE_TRANCHER)
def reporter_avis(candidature_id: uuid.UUID, avis_id: uuid.UUID) -> Page:
    """Wait for the opinion until another day."""
    form = ReportAvisForm()

    def act(candidature: Candidature) -> None:
        service.move_due_day(
            candidature,
            avis_id,
            form.limite.data,
            version=version_of(form),
            auteur=current_user,
            now=now(),
            lien=opinion_link,
        )

    return _act(candidature_id, avis_id, form, "report", act, "La nouvelle date est envoyée, avec un lien personnel.")


@bp.post(f"{AVIS}/commission")
@require(Permission.ELIGIBILITE_TRANCHER)
def ouvrir_avis(candidature_id: uuid.UUID, avis_id: uuid.UUID) -> Page:
    """Let the members of the commission read the opinion, or stop letting them."""
    form, opened = ActeAvisForm(), request.form.get("ouvert") == "oui"

    def act(candidature: Candidature) -> None:
        service.open_to_commission(
            candidature, avis_id, opened, version=version_of(form), auteur=current_user, now=now()
        )

    message = (
        "Les membres qui notent ce dossier peuvent lire cet avis."
        if opened
        else "Les membres de la commission ne lisent plus cet avis."
    )
    return _act(candidature_id, avis_id, form, "", act, message)


@bp.get("/candidatures/<uuid:candidature_id>/avis-exterieurs")
@require(Permission.CANDIDATURE_LIRE)
def avis_communiques(candidature_id: uuid.UUID) -> Page:
    """The communicable opinions, for the establishment, once its file is answered."""
    candidature, told = queries.opinions_told(candidature_id, current_user)
    return render_template(
        "eligibilite/avis_communiques.html",
        candidature=candidature,
        lignes=told,
        sens=LIBELLES_SENS,
        tons=TONS_SENS,
        regle=RA1,
    )
