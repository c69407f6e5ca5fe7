"""A member's pages: her files in her own order, the gate of each file, the sheet beside the project."""

from __future__ import annotations

import uuid
from typing import Any

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from acia.appels.models import Critere
from acia.candidatures.queries import late_deposit_words, pieces_filed
from acia.candidatures.rules import LIBELLES_INSTANCE, LIBELLES_RESULTAT_AVIS, LIBELLES_THEMES, Personne, read_reponses
from acia.commission import queries, service
from acia.commission.forms import ContestationForm, FeuilleForm, InteretsForm, declaration_form, sheet_form
from acia.commission.models import MembreCommission, Notation
from acia.commission.policy import (
    is_cleared,
    is_declared,
    may_mark,
    may_refuse,
    may_resume,
    may_score,
    sees_others_marks,
)
from acia.commission.queries import DossierMembre
from acia.commission.queries.dossiers import unanswered_files
from acia.commission.routes.porte import gate_page, is_answered
from acia.commission.routes.socle import Page, bp, run
from acia.commission.rules import decimal_words, mean, needs_justification, weighted_mark
from acia.commission.service import FeuilleIncomplete
from acia.commission.workflow import LIBELLES_LIEN, EtatCommission, EtatNotation
from acia.core.clock import local_day
from acia.core.errors import AccesRefuse, ActionRefusee, ConflitVersion, Introuvable
from acia.core.filters import heure, instant, pluriel
from acia.core.permissions import Permission
from acia.core.web import apply_refusal, done, now, require, version_of
from acia.eligibilite.queries import opinions_for_commission
from acia.eligibilite.rules.avis import LIBELLES_SENS, TONS_SENS

ETATS = {
    "a_declarer": ("À ouvrir", "gris"),
    "a_noter": ("À noter", "ambre"),
    "brouillon": ("Brouillon", "bleu"),
    "rendue": ("Rendue", "vert"),
    "abstention": ("Abstention", "gris"),
}


ORDRE = (EtatCommission.NOTATION, EtatCommission.PREPARATION, EtatCommission.DELIBERATION, EtatCommission.CLOSE)
"""Where a member's work is, first."""


@bp.get("/mes-dossiers")
@require(Permission.COMMISSION_NOTER)
def mes_dossiers() -> Page:
    """The member's files, commission by commission, in an order of her own; what waits for her comes first."""
    seats = sorted(queries.list_seats(current_user), key=lambda seat: ORDRE.index(seat.commission.etat))
    queues = {seat.id: queries.queue_of(seat) for seat in seats}
    return render_template(
        "commission/mes_dossiers.html",
        sieges=[
            (
                seat,
                queues[seat.id],
                queries.zone_of(seat.commission),
                queries.mandate_words(seat),
                is_declared(seat),
            )
            for seat in seats
        ],
        a_dire={seat.id: count for seat in seats if (count := _to_answer(seat, queues[seat.id]))},
        invitations=[
            (seat, queries.mandate_words(seat), queries.zone_of(seat.commission))
            for seat in queries.list_invitations(current_user)
        ],
        etats=ETATS,
        ouverte=EtatCommission.NOTATION,
        preparation=EtatCommission.PREPARATION,
        preside=queries.presides,
        entrainements=queries.calibrated(seat.commission_id for seat in seats),
        deliberation=EtatCommission.DELIBERATION,
        close=EtatCommission.CLOSE,
    )


def _to_answer(seat: MembreCommission, queue: list[DossierMembre]) -> int:
    """How many files that are not hers to read wait for the secretary's answer, while she may still conduct them."""
    if seat.commission.etat == EtatCommission.CLOSE:
        return 0
    hers = {dossier.candidature.id for dossier in queue}
    return sum(file.id not in hers for file in unanswered_files(seat))


@bp.route("/<uuid:commission_id>/declaration", methods=["GET", "POST"])
@require(Permission.COMMISSION_NOTER)
def declaration(commission_id: uuid.UUID) -> Page:
    """The general declaration of interests: nothing is shown before it (S8)."""
    seat = queries.get_seat(commission_id, current_user)
    signed = queries.declarations_of([seat]).get(seat.id, [])
    form = declaration_form(signed)
    if form.validate_on_submit():
        command = {"liens": form.to_ties(), "vues": version_of(form) or 0, "auteur": current_user, "now": now()}
        refusal = run(lambda: service.declare_interests(commission_id, form.declaration.data, **command))
        if refusal is None:
            return done("Votre déclaration est enregistrée.", "commission.mes_dossiers")
        apply_refusal(form, refusal)
    page = render_template(
        "commission/declaration.html",
        siege=seat,
        declaree=is_declared(seat),
        signees=signed,
        natures=LIBELLES_LIEN,
        form=form,
        zone=queries.zone_of(seat.commission),
    )
    return (page, 422) if form.errors else page


@bp.get("/<uuid:commission_id>/dossiers/<uuid:candidature_id>")
@require(Permission.COMMISSION_NOTER)
def dossier(commission_id: uuid.UUID, candidature_id: uuid.UUID) -> Page:
    """One file: its gate until it is passed, then the project beside the sheet."""
    seat = queries.get_seat(commission_id, current_user)
    if not is_declared(seat):
        return redirect(url_for("commission.declaration", commission_id=commission_id))
    file = queries.open_file(seat, candidature_id)
    if seat.commission.etat == EtatCommission.PREPARATION:
        raise Introuvable()
    if not is_cleared(seat, file.deport):
        return _gate_page(seat, file, InteretsForm())
    return _sheet_page(seat, file, sheet_form(seat.commission.appel.criteres, file.notation))


def _gate_page(seat: MembreCommission, file: DossierMembre, form: InteretsForm) -> Page:
    return gate_page(seat, file.candidature, form, refusable=bool(may_refuse(seat.commission, file.notation)))


@bp.post("/<uuid:commission_id>/dossiers/<uuid:candidature_id>/interets")
@require(Permission.COMMISSION_NOTER)
def interets(commission_id: uuid.UUID, candidature_id: uuid.UUID) -> Page:
    """Pass the gate of a file, or step back from it."""
    seat = queries.get_seat(commission_id, current_user)
    file = queries.open_file(seat, candidature_id)
    form = InteretsForm()
    if form.validate_on_submit() and is_answered(form, commission_id, candidature_id):
        if form.se_deporte:
            return done("Votre déport est enregistré : ce dossier n’apparaît plus.", "commission.mes_dossiers")
        here = {"commission_id": commission_id, "candidature_id": candidature_id}
        return done("Le dossier est ouvert.", "commission.dossier", **here)
    return _gate_page(queries.get_seat(commission_id, current_user), file, form)


def _sheet_page(
    seat: MembreCommission, file: DossierMembre, form: FeuilleForm, conflit: Notation | None = None, code: int = 200
) -> Page:
    commission, candidature = seat.commission, file.candidature
    queue = queries.queue_of(seat)
    entry = queries.entry_of(file.notation)
    position = next(i for i, d in enumerate(queue, start=1) if d.candidature.id == candidature.id)
    sheets = []
    if sees_others_marks(file.notation):
        sheets = queries.final_sheets(commission, candidature.id)[candidature.id]
    writable = may_mark(commission, file.notation) if seat.vote else may_score(seat)
    page = render_template(
        "commission/dossier.html",
        commission=commission,
        candidature=candidature,
        reponses=_answers(file),
        pieces=_documents(file),
        tardif=late_deposit_words(candidature),
        avis_exterieurs=opinions_for_commission(candidature.id),
        sens_avis=LIBELLES_SENS,
        tons_avis=TONS_SENS,
        position=position,
        total=len(queue),
        rendues=sum(d.etat == EtatNotation.RENDUE for d in queue),
        suivant=next_file(queue, candidature.id),
        form=form,
        criteres=commission.appel.criteres,
        colonnes=[f"Critère {c.ordre}" for c in commission.appel.criteres],
        notation=file.notation,
        modifiable=bool(writable),
        motif=writable.motif,
        provisoire=_provisional(seat, file.notation),
        rendue=EtatNotation.RENDUE,
        saisie=entry,
        a_confirmer=queries.awaits_answer(entry, file.notation),
        contestation=ContestationForm(formdata=None),
        abstenu=file.etat == EtatNotation.ABSTENTION,
        refusable=bool(may_refuse(commission, file.notation)),
        reprenable=bool(may_resume(commission, file.notation)),
        feuilles=sheets,
        moyenne=mean([s.note for s in sheets]) if len(sheets) >= commission.appel.notes_minimum else None,
        note=decimal_words,
        conflit=conflit,
        zone=queries.zone_of(commission),
        enregistree=_saved_words(file.notation, queries.zone_of(commission)),
        instances=LIBELLES_INSTANCE,
        avis=LIBELLES_RESULTAT_AVIS,
        themes=LIBELLES_THEMES,
        interets=InteretsForm(formdata=None),
        niveaux_de=levels_of,
    )
    return page if code == 200 else (page, code)


def levels_of(critere: Critere) -> list[tuple[int, str, str, bool]]:
    """The levels of a criterion as the scale shows them: mark, word, sentence, and whether a reason is expected."""
    return [(mark, word, sense, needs_justification(mark)) for mark, (word, sense) in enumerate(critere.niveaux)]


def _saved_words(notation: Notation | None, zone: str) -> str:
    """« à 14 h 32 », with the day when it is another one."""
    if notation is None:
        return ""
    same_day = local_day(notation.modifiee_at, zone) == local_day(now(), zone)
    return f"à {heure(notation.modifiee_at, zone)}" if same_day else f"le {instant(notation.modifiee_at, zone)}"


def _answers(file: DossierMembre) -> Any:
    people = {r.role: Personne(prenom=r.prenom, nom=r.nom, fonction=r.fonction) for r in file.candidature.representants}
    return read_reponses(file.candidature.sections, people)


def _documents(file: DossierMembre) -> list[tuple[Any, str]]:
    """The documents of the file with the words of the call, in its order."""
    liste = pieces_filed(file.candidature)
    living = [p for p in file.candidature.pieces if p.retiree_at is None]
    living.sort(key=lambda p: (liste.rank(p.code) or len(liste.pieces) + 1, p.code, p.ajoutee_at))
    return [(p, known.libelle if (known := liste.find(p.code)) else p.document.nom) for p in living]


def _provisional(seat: MembreCommission, notation: Notation | None) -> tuple[str, str]:
    """The member's own mark as saved, and how many criteria remain."""
    criteria = seat.commission.appel.criteres
    marks = {note.critere_id: note.valeur for note in notation.notes} if notation else {}
    values = [marks.get(c.id) for c in criteria]
    mark = weighted_mark([c.poids for c in criteria], values)
    left = values.count(None)
    remaining = (
        f"{pluriel(left, 'critère reste', 'critères restent')} à noter" if left else "tous les critères sont notés"
    )
    return (f"{decimal_words(mark)} / 100" if mark is not None else "—"), remaining


def next_file(queue: list[DossierMembre], current: uuid.UUID) -> uuid.UUID | None:
    """The next file of the queue whose sheet is not final, going round to the beginning."""
    index = next((i for i, d in enumerate(queue) if d.candidature.id == current), -1)
    rest = [*queue[index + 1 :], *queue[: max(index, 0)]]
    return next((d.candidature.id for d in rest if not d.finie), None)


@bp.post("/<uuid:commission_id>/dossiers/<uuid:candidature_id>/notation")
@require(Permission.COMMISSION_NOTER)
def noter(commission_id: uuid.UUID, candidature_id: uuid.UUID) -> Page:
    """Save the draft, save and go on, or hand the sheet in: the button says which."""
    seat = queries.get_seat(commission_id, current_user)
    file = queries.open_cleared_file(seat, candidature_id)
    form = sheet_form(seat.commission.appel.criteres, None)
    if not form.validate_on_submit():
        return _sheet_page(seat, file, form, code=422)
    if not may_mark(seat.commission, file.notation):
        return _sheet_page(seat, file, form, code=403)
    final = request.form.get("acte") == "rendre"
    act = service.submit_sheet if final else service.save_draft
    command, version = form.to_command(), _version(form)
    refusal = run(lambda: act(commission_id, candidature_id, command, version=version, auteur=current_user, now=now()))
    if refusal is not None:
        return _refused_sheet(commission_id, candidature_id, form, refusal)
    return _after(commission_id, candidature_id, final)


def _version(form: FeuilleForm) -> int:
    version = version_of(form)
    return -1 if version is None else version


def _refused_sheet(
    commission_id: uuid.UUID, candidature_id: uuid.UUID, form: FeuilleForm, refusal: ActionRefusee
) -> Page:
    """Show again what was typed: what is missing at its field, or what another tab has saved beside it (S56)."""
    seat = queries.get_seat(commission_id, current_user)
    file = queries.open_cleared_file(seat, candidature_id)
    if isinstance(refusal, FeuilleIncomplete):
        form.show_missing(refusal.manques)
        return _sheet_page(seat, file, form, code=422)
    apply_refusal(form, refusal)
    if isinstance(refusal, ConflitVersion) and may_mark(seat.commission, file.notation):
        form["version"].data = str(file.notation.version) if file.notation else "0"
        return _sheet_page(seat, file, form, conflit=file.notation, code=409)
    return _sheet_page(seat, file, form, code=refusal.code)


def _after(commission_id: uuid.UUID, candidature_id: uuid.UUID, final: bool) -> Response:
    target: uuid.UUID | None = candidature_id
    if final:
        flash("Votre notation est rendue. Elle ne se modifie plus.", "succes")
    else:
        flash("Brouillon enregistré.", "succes")
        if request.form.get("acte") == "suivant":
            queue = queries.queue_of(queries.get_seat(commission_id, current_user))
            target = next_file(queue, candidature_id)
    if target is None:
        return redirect(url_for("commission.mes_dossiers"))
    return redirect(url_for("commission.dossier", commission_id=commission_id, candidature_id=target))


@bp.post("/<uuid:commission_id>/dossiers/<uuid:candidature_id>/brouillon")
@require(Permission.COMMISSION_NOTER)
def brouillon(commission_id: uuid.UUID, candidature_id: uuid.UUID) -> Response | tuple[Response, int]:
    """Autosave: the same act as the button, answered in JSON with the version just saved.

    One transaction reads the grid and saves: this is asked every few seconds by everybody who marks.
    """
    said: list[dict[str, Any]] = []

    def save() -> None:
        form = sheet_form(queries.grid_lines(commission_id), None)
        if not form.validate_on_submit():
            seat = queries.get_seat(commission_id, current_user)
            queries.open_cleared_file(seat, candidature_id)
            raise ActionRefusee("Une note n’est pas comprise : choisissez de 0 à 5.", "note")
        where = {"version": _version(form), "auteur": current_user, "now": now()}
        saved = service.save_draft(commission_id, candidature_id, form.to_command(), **where)
        zone = queries.zone_of(saved.commission)
        said.append({"message": f"enregistré à {heure(now(), zone)}", "version": saved.version})

    try:
        refusal = run(save)
    except AccesRefuse as denied:
        return jsonify(message=denied.motif), denied.code
    if refusal is not None:
        return jsonify(message=refusal.motif), 422 if refusal.champ else refusal.code
    return jsonify(said[0])
