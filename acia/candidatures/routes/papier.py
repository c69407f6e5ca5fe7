"""The officer's pages for files received on paper: the envelope, the sections typed from it, the registration."""

from __future__ import annotations

import uuid

from flask import flash, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from acia.appels.models import Appel, EtatAppel
from acia.appels.queries import list_appels_for
from acia.candidatures import service
from acia.candidatures.forms import (
    OUVRIR,
    REFUSER,
    AbandonPapierForm,
    ActeForm,
    EnveloppeForm,
    OuverturePapierForm,
    RecherchePapierForm,
)
from acia.candidatures.models import Candidature, DepotPapier
from acia.candidatures.queries import (
    accuse_of,
    avancees_of,
    get_papier,
    get_piece,
    limit_for,
    list_papiers,
    people_of,
    reponses_of,
)
from acia.candidatures.routes.blueprint import Page, bp, states
from acia.candidatures.routes.sections import Ecriture, Lu, saved_words, write_page
from acia.candidatures.rules import ACHEMINEMENT_JOURS, TITRES_LECTEUR, Section, last_day, summary_of
from acia.candidatures.workflow import LIBELLES_PAPIER, TONS_PAPIER, EtatPapier
from acia.core.db import transaction
from acia.core.documents import send_document
from acia.core.errors import ActionRefusee, Introuvable
from acia.core.filters import typographie
from acia.core.permissions import Permission, non
from acia.core.renvoi import is_autosave
from acia.core.web import (
    absolute_url,
    apply_refusal,
    done,
    done_or_refused,
    ensure,
    now,
    parse_uuid,
    require,
    version_of,
)
from acia.referentiel.models import Etablissement


def _file(candidature_id: str) -> tuple[DepotPapier, Candidature]:
    return get_papier(parse_uuid(candidature_id), current_user)


def _being_typed(candidature_id: str) -> tuple[DepotPapier, Candidature]:
    papier, row = _file(candidature_id)
    if papier.etat != EtatPapier.TRANSCRIPTION:
        ensure(non("Ce dossier papier n’est plus en cours de saisie."))
    return papier, row


@bp.get("/papier")
@require(Permission.CANDIDATURE_INSTRUIRE)
def papiers() -> Page:
    """The files received on paper: those to register first."""
    return render_template(
        "candidatures/papiers.html", papiers=list_papiers(current_user), libelles=LIBELLES_PAPIER, tons=TONS_PAPIER
    )


@bp.get("/papier/nouveau")
@require(Permission.CANDIDATURE_INSTRUIRE)
def nouveau_papier() -> Page:
    """Say whose envelope it is; once recognised, what the envelope says."""
    sought = {nom: request.args.get(nom, "") for nom in ("appel", "numero")}
    form = RecherchePapierForm(_calls(), formdata=None, data=sought)
    if sought["numero"]:
        try:
            lu = service.recognise_papier(sought["appel"], sought["numero"], auteur=current_user)
        except ActionRefusee as refusal:
            apply_refusal(form, refusal)
        else:
            return _envelope_page(OuverturePapierForm(formdata=None, data=sought), lu)
    return render_template("candidatures/papier_nouveau.html", form=form)


@bp.post("/papier/nouveau")
@require(Permission.CANDIDATURE_INSTRUIRE)
def ouvrir_papier() -> Page:
    """Begin to type the file, or keep its refusal when it was posted too late."""
    form = OuverturePapierForm()
    if form.validate_on_submit():
        command, at = form.to_command(), now()
        if request.form.get("acte") == REFUSER:
            refused: list[uuid.UUID] = []
            if done_or_refused(
                form, lambda: refused.append(service.refuse_papier(command, auteur=current_user, now=at).id)
            ):
                message = "Le refus est enregistré. Il reste à écrire à l’expéditeur."
                return done(message, "candidatures.lettre_refus", depot_id=refused[0])
        else:
            opened: list[uuid.UUID] = []
            if done_or_refused(form, lambda: opened.append(_open(command))):
                return done(
                    "Le dossier est ouvert. Recopiez ce qui est écrit, puis enregistrez.",
                    "candidatures.papier",
                    candidature_id=opened[0],
                )
    return _envelope_again(form), 422


def _envelope_again(form: OuverturePapierForm) -> str:
    """The envelope with its refusals; the search again when the establishment itself is now refused."""
    try:
        lu = service.recognise_papier(form.appel.data or "", form.numero.data or "", auteur=current_user)
    except ActionRefusee as refusal:
        search = RecherchePapierForm(_calls(), formdata=None, data=form.data)
        apply_refusal(search, refusal)
        return render_template("candidatures/papier_nouveau.html", form=search)
    return _envelope_page(form, lu)


def _calls() -> list[Appel]:
    return [appel for appel in list_appels_for(current_user) if appel.etat == EtatAppel.PUBLIE]


def _open(command: service.OuverturePapier) -> uuid.UUID:
    papier = service.open_papier(command, auteur=current_user, now=now())
    if papier.candidature_id is None:
        raise Introuvable()
    return papier.candidature_id


def _envelope_page(form: OuverturePapierForm, lu: service.Reconnaissance) -> str:
    return render_template(
        "candidatures/papier_enveloppe.html",
        form=form,
        appel=lu.appel,
        etablissement=lu.etablissement,
        brouillon=lu.brouillon,
        avancees=avancees_of(lu.appel, lu.region_code),
        boutons=[("Refuser ce dossier, posté trop tard", REFUSER)]
        if _is_late(form, lu.appel, lu.etablissement)
        else [],
        acte=OUVRIR,
        **_delay(lu.appel, lu.etablissement),
    )


def _is_late(form: OuverturePapierForm, appel: Appel, etablissement: Etablissement) -> bool:
    """Whether what was typed is refused because it was posted too late, and for nothing else."""
    if "cachet_le" not in form.errors or form.cachet_le.data is None or form.recue_le.data is None:
        return False
    try:
        return not service.judge_envelope(appel, etablissement.numero_finess, form.to_enveloppe(), now()).a_temps
    except ActionRefusee:
        return False


def _delay(appel: Appel, etablissement: Etablissement) -> dict[str, object]:
    """What the page says of the delay: its last day, and how far the doubt goes."""
    limite = limit_for(appel, etablissement.numero_finess)
    dernier = last_day(limite, appel.fuseau) if limite else None
    return {"dernier": dernier, "tolerance": ACHEMINEMENT_JOURS}


@bp.get("/<candidature_id>/papier")
@require(Permission.CANDIDATURE_INSTRUIRE)
def papier(candidature_id: str) -> Page:
    """A paper file: its sections while it is typed, then its receipt and what there is to do."""
    depot, row = _file(candidature_id)
    etats, reponses, zone = states(row), reponses_of(row), row.appel.fuseau
    enregistrees = row.sections.get("enregistrees", {})
    return render_template(
        "candidatures/papier.html",
        depot=depot,
        dossier=row,
        etat=(LIBELLES_PAPIER[EtatPapier(depot.etat)], TONS_PAPIER[EtatPapier(depot.etat)]),
        sections=[
            (
                etat,
                TITRES_LECTEUR[etat.section],
                summary_of(etat, reponses, row.identite, saved_words(enregistrees.get(etat.section), zone)),
            )
            for etat in etats
        ],
        manques=service.missing_of(row, now()),
        accuse=accuse_of(row.id),
        avancees=avancees_of(row.appel, row.region_code, row.id),
        gens=people_of(row.id),
        form=ActeForm(),
    )


@bp.route("/<candidature_id>/papier/enveloppe", methods=["GET", "POST"])
@require(Permission.CANDIDATURE_INSTRUIRE)
def enveloppe(candidature_id: str) -> Page:
    """Correct what was read on the envelope."""
    depot, row = _being_typed(candidature_id)
    key, values = row.id, {**EnveloppeForm.values_of(depot), "version": depot.version}
    form = EnveloppeForm(data=values)
    if form.validate_on_submit():
        command, version = form.to_enveloppe(), version_of(form)
        if done_or_refused(
            form, lambda: service.edit_enveloppe(key, command, version=version, auteur=current_user, now=now())
        ):
            return done("L’enveloppe est corrigée.", "candidatures.papier", candidature_id=key)
        _, row = _file(candidature_id)
    html = render_template(
        "candidatures/papier_corriger.html",
        form=form,
        dossier=row,
        appel=row.appel,
        etablissement=row.etablissement,
        **_delay(row.appel, row.etablissement),
    )
    return (html, 422) if form.errors else html


@bp.route("/<candidature_id>/papier/sections/<section>", methods=["GET", "POST"])
@require(Permission.CANDIDATURE_INSTRUIRE)
def papier_partie(candidature_id: str, section: str) -> Page:
    """Type one section from the paper, with the applicant's own form."""
    if section not in list(Section):
        raise Introuvable()
    if not is_autosave():
        _being_typed(candidature_id)

    def read() -> Lu:
        _, row = _file(candidature_id)
        return row, row

    lu = read()
    key = lu[0].id

    def keep(command: service.EnregistrementSection, version: int | None) -> ActionRefusee | None:
        try:
            with transaction():
                service.transcribe_section(key, command, version=version, auteur=current_user, now=now())
        except ActionRefusee as refusal:
            return refusal
        return None

    where = Ecriture(
        lu, read, keep, "candidatures.papier_partie", "candidatures.papier", "candidatures.papier_piece", papier=True
    )
    return write_page(where, Section(section))


@bp.get("/<candidature_id>/papier/pieces/<piece_id>")
@require(Permission.CANDIDATURE_INSTRUIRE)
def papier_piece(candidature_id: str, piece_id: str) -> Response:
    """Read a scan again."""
    _, row = _file(candidature_id)
    return send_document(get_piece(row, parse_uuid(piece_id)).document)


@bp.post("/<candidature_id>/papier/enregistrement")
@require(Permission.CANDIDATURE_INSTRUIRE)
def enregistrer_papier(candidature_id: str) -> Page:
    """Register the file: number, receipt; pressed twice, once."""
    key = _file(candidature_id)[1].id
    try:
        with transaction():
            service.register_papier(
                key, auteur=current_user, now=now(), verification=absolute_url("candidatures.verifier")
            )
    except ActionRefusee as refusal:
        flash(typographie(refusal.motif), "refus")
        return redirect(url_for("candidatures.papier", candidature_id=key))
    return done("Le dossier papier est enregistré.", "candidatures.papier", candidature_id=key)


@bp.route("/<candidature_id>/papier/abandon", methods=["GET", "POST"])
@require(Permission.CANDIDATURE_INSTRUIRE)
def abandonner_papier(candidature_id: str) -> Page:
    """Give the typing up, with its reason."""
    _, row = _being_typed(candidature_id)
    form, key = AbandonPapierForm(data={"version": row.version}), row.id
    if form.validate_on_submit():
        motif = form.motif.data or ""
        if done_or_refused(form, lambda: service.abandon_papier(key, motif, auteur=current_user, now=now())):
            return done("La saisie est abandonnée.", "candidatures.papiers")
        _, row = _file(candidature_id)
    html = render_template("candidatures/papier_abandon.html", form=form, dossier=row)
    return (html, 422) if form.errors else html
