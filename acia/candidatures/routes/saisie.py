"""The applicant's pages: open a file, its task list, one page a section."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from acia.appels.queries import get_published
from acia.candidatures import service
from acia.candidatures.forms import OuvertureForm
from acia.candidatures.models import Candidature, Droit, EtatCandidature
from acia.candidatures.policy import (
    holds,
    may_deposit,
    may_modify,
    may_request_deposit,
    may_withdraw,
    may_write,
    may_write_section,
)
from acia.candidatures.queries import (
    accuse_of,
    derogation_shown,
    get_piece,
    last_return,
    late_deposit_words,
    limit_of,
    list_changed_since,
    list_mine,
    living_reprise,
    may_still_deposit,
    open_request,
    reopened_sections,
    reponses_of,
    reworded_since,
    words_of,
    written_of,
)
from acia.candidatures.routes.blueprint import Page, bp, own, readable, reading, states
from acia.candidatures.routes.corrections import correction_summary
from acia.candidatures.routes.echanges import exchange_summary
from acia.candidatures.routes.instruction import officer_page
from acia.candidatures.routes.interne import internal_panel
from acia.candidatures.routes.relais import relais_summary
from acia.candidatures.routes.sections import Ecriture, Lu, saved_words, write_page
from acia.candidatures.rules import (
    LIBELLES_SECTION,
    Section,
    days_left,
    is_complete,
    is_late,
    summary_of,
)
from acia.candidatures.workflow import LIBELLES_ETAT, TONS_ETAT
from acia.core.db import transaction
from acia.core.documents import send_document
from acia.core.errors import ActionRefusee, Introuvable
from acia.core.permissions import Permission
from acia.core.renvoi import is_autosave
from acia.core.web import apply_refusal, done, ensure, now, parse_uuid, require
from acia.referentiel.rules import PHRASES_REFUS, Refus, is_protection_enfance


@bp.get("/miennes")
@require(Permission.CANDIDATURE_REMPLIR)
def miennes() -> Page:
    """The files of the person."""
    return render_template(
        "candidatures/miennes.html", dossiers=list_mine(current_user), libelles=LIBELLES_ETAT, tons=TONS_ETAT
    )


@bp.get("/nouvelle")
@require(Permission.CANDIDATURE_REMPLIR)
def nouvelle() -> Page:
    """Type the FINESS number, see the establishment that bears it, confirm."""
    code = request.args.get("appel", "")
    if not code:
        return redirect(url_for("appels.liste"))
    return _opening_page(OuvertureForm(data={"appel": code, "numero": request.args.get("numero", "")}))


@bp.post("/nouvelle")
@require(Permission.CANDIDATURE_REMPLIR)
def ouverture() -> Page:
    """Open the file of the establishment just recognised."""
    form = OuvertureForm()
    if not form.validate_on_submit():
        return _opening_page(form), 422
    command = form.to_command()
    try:
        with transaction():
            row = service.open_candidature(command, auteur=current_user, now=now())
    except ActionRefusee as refusal:
        if isinstance(refusal, Introuvable):
            raise
        return _opening_page(form), 422
    return done(
        "Votre candidature est ouverte. Remplissez-la à votre rythme.", "candidatures.dossier", candidature_id=row.id
    )


def _opening_page(form: OuvertureForm) -> str:
    appel = get_published(form.appel.data or "")
    etablissement = None
    if form.numero.data:
        try:
            _, etablissement = service.check_ouverture(form.to_command(), now=now())
        except ActionRefusee as refusal:
            apply_refusal(form, refusal)
    hors_champ = etablissement and not is_protection_enfance(etablissement.categorie, etablissement.agregat)
    avertissement = PHRASES_REFUS[Refus.CATEGORIE] if hors_champ else ""
    return render_template(
        "candidatures/nouvelle.html", form=form, appel=appel, etablissement=etablissement, avertissement=avertissement
    )


@bp.get("/<candidature_id>")
@require(Permission.CANDIDATURE_LIRE)
def dossier(candidature_id: str) -> Page:
    """A file: its task list while it is written, its answers and its receipt afterwards, the officer's view for her."""
    row, droit = readable(candidature_id)
    if droit is None:
        return officer_page(row, internal_panel(row))
    deposited = row.etat != EtatCandidature.BROUILLON
    if deposited and (request.args.get("version") == "deposee" or living_reprise(row, now()) is None):
        return _deposited_page(row, droit)
    return _task_list(row, droit)


def _task_list(row: Candidature, droit: Droit) -> str:
    ecrit, zone = written_of(row, now()), row.appel.fuseau
    etats, reponses = states(ecrit), reponses_of(ecrit)
    enregistrees = ecrit.sections.get("enregistrees", {})
    limite, reprise = limit_of(row), ecrit is not row
    return render_template(
        "candidatures/taches.html",
        dossier=row,
        sections=[
            (
                etat,
                LIBELLES_SECTION[etat.section],
                summary_of(etat, reponses, row.identite, saved_words(enregistrees.get(etat.section), zone)),
            )
            for etat in etats
        ],
        reecrites=[
            (LIBELLES_SECTION[etat.section], etat.section) for etat in etats if reworded_since(ecrit, etat.section)
        ],
        pieces_modifiees=list_changed_since(ecrit),
        complet=is_complete(etats),
        trop_tard=limite is not None and is_late(now(), limite),
        limite=limite,
        derogation=_derogation_words(row),
        reste=days_left(now(), limite, zone) if limite else 0,
        accuse=accuse_of(row.id) if reprise else None,
        peut_ecrire=bool(may_write(row, droit, reprise=reprise)),
        peut_deposer=may_deposit(droit),
        peut_demander=bool(may_request_deposit(row, droit, reprise=reprise)),
        demande=open_request(row.id),
        renvoi=last_return(row.id),
    )


def _derogation_words(row: Candidature) -> str:
    """Who lets this file be deposited later than the others, until when and why."""
    derogation = derogation_shown(row)
    return words_of(derogation) if derogation is not None else ""


def _deposited_page(row: Candidature, droit: Droit) -> str:
    return render_template(
        "candidatures/deposee.html",
        dossier=row,
        lecture=reading(row),
        pieces_modifiees=list_changed_since(row),
        accuse=accuse_of(row.id),
        etat=(LIBELLES_ETAT[EtatCandidature(row.etat)], TONS_ETAT[EtatCandidature(row.etat)]),
        peut_retirer=bool(may_withdraw(row, droit)),
        peut_modifier=bool(may_modify(row, droit)) and may_still_deposit(row, now()),
        limite=limit_of(row),
        tardif=late_deposit_words(row),
        derogation=_derogation_words(row),
        reprise=living_reprise(row, now()),
        signe=holds(droit, Droit.SIGNE),
        echanges=exchange_summary(row) if row.numero else None,
        corrections=correction_summary(row),
        relais=relais_summary(row),
    )


@bp.route("/<candidature_id>/sections/<section>", methods=["GET", "POST"])
@require(Permission.CANDIDATURE_REMPLIR)
def partie(candidature_id: str, section: str) -> Page:
    """Write one section: by the button, or saved by the page itself."""
    if section not in list(Section):
        raise Introuvable()
    row, droit = own(candidature_id)
    # Kept apart: reading it of the file within the transaction would load the whole file once more.
    here, key, lu = Section(section), row.id, (row, written_of(row, now()))
    if not is_autosave():
        ensure(may_write_section(row, droit, here, reopened_sections(key, now()), reprise=lu[1] is not row))

    def read() -> Lu:
        row, _ = own(candidature_id)
        return row, written_of(row, now())

    def keep(command: service.EnregistrementSection, version: int | None) -> ActionRefusee | None:
        try:
            with transaction():
                service.save_section(key, command, version=version, auteur=current_user, now=now())
        except ActionRefusee as refusal:
            return refusal
        return None

    return write_page(
        Ecriture(lu, read, keep, "candidatures.partie", "candidatures.dossier", "candidatures.piece"), here
    )


@bp.get("/<candidature_id>/pieces/<piece_id>")
@require(Permission.CANDIDATURE_LIRE)
def piece(candidature_id: str, piece_id: str) -> Response:
    """Download a document of a file that the person may read."""
    row, droit = readable(candidature_id)
    wanted = parse_uuid(piece_id)
    copy = living_reprise(row, now()) if droit is not None else None
    held = copy if copy is not None and any(p.id == wanted for p in copy.pieces) else row
    return send_document(get_piece(held, wanted).document)
