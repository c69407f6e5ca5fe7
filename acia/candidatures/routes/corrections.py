"""Correction requests: the officer asks, the applicant answers, both see what changed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import render_template, request
from flask_login import current_user
from werkzeug.wrappers import Response

from acia.candidatures import service
from acia.candidatures.forms import PRECISION_MAX, DemandeForm, ReponseForm, RetraitDemandeForm
from acia.candidatures.models import Candidature, DemandeCorrection, Droit
from acia.candidatures.policy import holds, may_answer_correction, may_request_correction
from acia.candidatures.queries import (
    demandes_of,
    get_demande,
    horloge_of,
    known_pieces,
    limit_instant,
    open_demande,
    reopened_sections,
    reponses_of_snapshot,
    reprise_of,
)
from acia.candidatures.routes.blueprint import Page, bp, own, readable
from acia.candidatures.rules import (
    DELAI_REPONSE_JOURS,
    LIBELLES_MOTIF,
    LIBELLES_SECTION,
    Ecart,
    MotifCorrection,
    Section,
    differences,
    in_words,
)
from acia.candidatures.workflow import LIBELLES_DEMANDE, TONS_DEMANDE, EtatDemande
from acia.core.clock import local_day
from acia.core.db import transaction
from acia.core.documents import send_document
from acia.core.errors import ActionRefusee, Introuvable
from acia.core.permissions import Permission
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


def correction_summary(row: Candidature) -> dict[str, Any]:
    """What the pages of a file say of its corrections: the open request, the others, the clock they stop."""
    requests = demandes_of(row.id)
    return {
        "ouverte": next((d for d in requests if d.etat == EtatDemande.OUVERTE), None),
        "demandes": [(d, _state(d)) for d in requests],
        "horloge": horloge_of(row, now()),
    }


def _state(demande: DemandeCorrection) -> tuple[str, str]:
    etat = EtatDemande(demande.etat)
    return LIBELLES_DEMANDE[etat], TONS_DEMANDE[etat]


def asked_of(row: Candidature, section: Section) -> tuple[str, str, Any] | None:
    """What the open request says of a section: reason, precision, last day."""
    demande = open_demande(row.id)
    points = demande.points if demande else []
    point = next((p for p in points if p.section == section), None)
    return (LIBELLES_MOTIF[MotifCorrection(point.motif)], point.precision, demande) if point else None


@bp.route("/<candidature_id>/corrections", methods=["GET", "POST"])
@require(Permission.CANDIDATURE_INSTRUIRE)
def demande_correction(candidature_id: str) -> Page:
    """Choose the sections, a reason for each, the last day; then send."""
    row, droit = readable(candidature_id)
    ensure(may_request_correction(current_user, row, droit))
    proposed = local_day(now(), row.appel.fuseau) + timedelta(days=DELAI_REPONSE_JOURS)
    form, key = DemandeForm(data={"limite": proposed, **_proposed_point()}), row.id
    if form.validate_on_submit():
        link = absolute_url("candidatures.corrections", candidature_id=key)
        try:
            with transaction():
                service.request_correction(key, form.to_command(), auteur=current_user, now=now(), lien=link)
        except ActionRefusee as refusal:
            apply_refusal(form, refusal)
        else:
            return done(
                "La demande est envoyée. Le délai de rejet implicite est suspendu.",
                "candidatures.dossier",
                candidature_id=key,
            )
    row, _ = readable(candidature_id)
    html = render_template(
        "candidatures/correction_demande.html",
        dossier=row,
        form=form,
        sections=[section.value for section in Section],
        ouverte=open_demande(row.id),
        horloge=horloge_of(row, now()),
    )
    return (html, 422) if form.errors else html


def _proposed_point() -> dict[str, dict[str, str]]:
    """The point that another page proposes in the address: typed in the form, sent only by the officer."""
    section, motif = request.args.get("section", ""), request.args.get("motif", "")
    if section not in set(Section) or motif not in set(MotifCorrection):
        return {}
    return {section: {"motif": motif, "precision": request.args.get("precision", "")[:PRECISION_MAX]}}


@bp.get("/<candidature_id>/corrections/en-cours")
@require(Permission.CANDIDATURE_LIRE)
def corrections(candidature_id: str) -> Page:
    """The latest request of a file: the address that mails give."""
    row, droit = readable(candidature_id)
    requests = demandes_of(row.id)
    if not requests:
        raise Introuvable()
    return _request_page(row, droit, requests[0], ReponseForm(), RetraitDemandeForm(formdata=None))


@bp.get("/<candidature_id>/corrections/<demande_id>")
@require(Permission.CANDIDATURE_LIRE)
def correction(candidature_id: str, demande_id: str) -> Page:
    """One request: what was asked, what changed."""
    row, droit = readable(candidature_id)
    demande = get_demande(row.id, parse_uuid(demande_id))
    return _request_page(row, droit, demande, ReponseForm(), RetraitDemandeForm(formdata=None))


@bp.post("/<candidature_id>/corrections/<demande_id>/reponse")
@require(Permission.CANDIDATURE_REMPLIR)
def reponse_correction(candidature_id: str, demande_id: str) -> Page:
    """Send the corrections."""
    row, droit = own(candidature_id)
    demande = get_demande(row.id, parse_uuid(demande_id))
    ensure(may_answer_correction(droit))
    form, key, which = ReponseForm(), row.id, demande.id

    def act() -> None:
        service.answer_correction(
            key,
            which,
            form.texte.data or "",
            version=version_of(form),
            auteur=current_user,
            now=now(),
            lien=absolute_url("candidatures.correction", candidature_id=key, demande_id=which),
        )

    if form.validate_on_submit() and done_or_refused(form, act):
        return done(
            "Vos corrections sont envoyées. Un courriel vous le confirme.",
            "candidatures.correction",
            candidature_id=key,
            demande_id=which,
        )
    row, droit = own(candidature_id)
    return _request_page(row, droit, get_demande(key, which), form, RetraitDemandeForm(formdata=None)), 422


@bp.post("/<candidature_id>/corrections/<demande_id>/retrait")
@require(Permission.CANDIDATURE_INSTRUIRE)
def retrait_correction(candidature_id: str, demande_id: str) -> Page:
    """Withdraw a request that waits for its answer."""
    row, droit = readable(candidature_id)
    demande = get_demande(row.id, parse_uuid(demande_id))
    ensure(may_request_correction(current_user, row, droit))
    form, key, which = RetraitDemandeForm(), row.id, demande.id

    def act() -> None:
        service.withdraw_correction(
            key,
            which,
            form.motif.data or "",
            version=version_of(form),
            auteur=current_user,
            now=now(),
            lien=absolute_url("candidatures.correction", candidature_id=key, demande_id=which),
        )

    if form.validate_on_submit() and done_or_refused(form, act):
        return done("La demande est retirée, l’établissement est prévenu.", "candidatures.dossier", candidature_id=key)
    row, droit = readable(candidature_id)
    return _request_page(row, droit, get_demande(key, which), ReponseForm(formdata=None), form), 422


def _request_page(
    row: Candidature, droit: Droit | None, demande: DemandeCorrection, reponse: ReponseForm, retrait: RetraitDemandeForm
) -> str:
    service_side = droit is None
    ouverte = demande.etat == EtatDemande.OUVERTE
    reponse.version.data = retrait.version.data = str(demande.version)
    rouvertes = reopened_sections(row.id, now()) if ouverte and holds(droit, Droit.ECRIT) else frozenset()
    return render_template(
        "candidatures/correction.html",
        dossier=row,
        demande=demande,
        etat=_state(demande),
        service=service_side,
        points=[
            (p.section, LIBELLES_SECTION[Section(p.section)], LIBELLES_MOTIF[MotifCorrection(p.motif)], p.precision)
            for p in demande.points
        ],
        rouvertes=rouvertes,
        non_depose={
            sort: [LIBELLES_SECTION[Section(name)] for name in names]
            for sort, names in (demande.non_depose or {}).items()
        },
        ecarts=_changes(row, demande, unsent=not service_side),
        titres=LIBELLES_SECTION,
        anciennes=_removed(row, demande),
        reponse=reponse if ouverte and not service_side and now() < limit_instant(demande) else None,
        peut_repondre=may_answer_correction(droit),
        retrait=retrait if ouverte and may_request_correction(current_user, row, droit) else None,
    )


def _changes(row: Candidature, demande: DemandeCorrection, *, unsent: bool) -> list[Ecart] | None:
    """What an answer changed. What was typed and not sent is shown to its authors alone: None for the others."""
    if demande.etat != EtatDemande.REPONDUE and not unsent:
        return None
    copy = reprise_of(row.id) if demande.etat == EtatDemande.OUVERTE else None
    after = service.snapshot_of(copy) if copy else demande.apres
    return differences(_words(row, demande.avant), _words(row, after)) if after else []


def _words(row: Candidature, snapshot: dict[str, Any]) -> dict[Section, list[tuple[str, str]]]:
    words = {section: list(lines) for section, lines in in_words(reponses_of_snapshot(snapshot), row.identite).items()}
    asked = {piece.code: piece for piece in known_pieces(row)}
    for _, code, nom in snapshot["pieces"]:
        if code in asked:
            words[asked[code].section].append((f"Pièce : {asked[code].libelle}", nom))
    return words


def _removed(row: Candidature, demande: DemandeCorrection) -> list[Any]:
    """The documents that were deposited and are no longer in the file: they stay readable."""
    before = {document_id for document_id, _, _ in demande.avant["pieces"]}
    return [piece for piece in row.pieces if str(piece.document_id) in before and piece.retiree_at is not None]


@bp.get("/<candidature_id>/corrections/<demande_id>/pieces/<piece_id>")
@require(Permission.CANDIDATURE_LIRE)
def piece_correction(candidature_id: str, demande_id: str, piece_id: str) -> Response:
    """Download a document as it was deposited, replaced since."""
    row, _ = readable(candidature_id)
    demande, wanted = get_demande(row.id, parse_uuid(demande_id)), parse_uuid(piece_id)
    piece = next((p for p in _removed(row, demande) if p.id == wanted), None)
    if piece is None:
        raise Introuvable()
    return send_document(piece.document)
