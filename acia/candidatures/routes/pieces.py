"""The officer's pages on the documents a published call asks for: the list, its versions, each reasoned change."""

from __future__ import annotations

from typing import Any

from flask import render_template
from flask_login import current_user

from acia.appels.forms import SECTIONS_PIECES
from acia.appels.models import Appel, EtatAppel
from acia.appels.queries import authors_of, get_for_officer, list_piece_versions, pieces_of
from acia.appels.rules import INDISPENSABLES, ChangementPiece, Piece
from acia.appels.service import deadline_facts
from acia.candidatures import service
from acia.candidatures.forms import NouvellePieceForm, PieceDemandeeForm, RetraitPieceForm
from acia.candidatures.queries import concerned_by, drafts_without
from acia.candidatures.routes.blueprint import Page, bp
from acia.core.documents.kinds import accepted_words
from acia.core.errors import Introuvable
from acia.core.filters import pluriel
from acia.core.forms import VersionedForm
from acia.core.permissions import Permission
from acia.core.web import absolute_url, done, done_or_refused, now, require, version_of


def _call(code: str) -> Appel:
    """A published call of the officer's territory."""
    appel = get_for_officer(code, current_user)
    if appel.etat != EtatAppel.PUBLIE:
        raise Introuvable()
    return appel


def _asked(appel: Appel, code: str) -> Piece:
    """A document the call asks for today."""
    liste = pieces_of(appel)
    piece = liste.find(code)
    if piece is None or not liste.rank(code):
        raise Introuvable()
    return piece


@bp.get("/appels/<code>/pieces")
@require(Permission.APPEL_GERER)
def pieces_demandees(code: str) -> Page:
    """The list as it is, and its versions."""
    appel = _call(code)
    versions = list_piece_versions(appel.id)
    return render_template(
        "candidatures/pieces_demandees.html",
        appel=appel,
        pieces=[(piece, accepted_words(piece.accepted)) for piece in pieces_of(appel).pieces],
        parties=dict(SECTIONS_PIECES),
        versions=versions,
        auteurs=authors_of(versions),
        **_frame(appel),
    )


def _frame(appel: Appel) -> dict[str, Any]:
    """What the rules let change today, and what is never optional."""
    echeance = deadline_facts(appel, now())
    return {
        "echeance": echeance,
        "ajout_obligatoire": echeance.jour <= echeance.dernier_ajout,
        "indispensables": INDISPENSABLES,
    }


@bp.route("/appels/<code>/pieces/ajout", methods=["GET", "POST"])
@require(Permission.APPEL_GERER)
def ajouter_piece(code: str) -> Page:
    """Ask for one more document."""
    appel = _call(code)
    form = NouvellePieceForm.blank(appel.version)
    if form.validate_on_submit() and _changed(appel, form, form.to_command("", form.section.data)):
        return _told(code, "La pièce est demandée.")
    return _form_page(code, form)


@bp.route("/appels/<code>/pieces/<piece_code>", methods=["GET", "POST"])
@require(Permission.APPEL_GERER)
def changer_piece(code: str, piece_code: str) -> Page:
    """Change the words of a document, its types of files, and whether it is compulsory."""
    appel = _call(code)
    piece = _asked(appel, piece_code)
    form = PieceDemandeeForm.opened_on(piece, appel.version)
    if form.validate_on_submit() and _changed(appel, form, form.to_command(piece.code, piece.section)):
        return _told(code, "La liste des pièces est modifiée.")
    return _form_page(code, form, piece)


@bp.route("/appels/<code>/pieces/<piece_code>/retrait", methods=["GET", "POST"])
@require(Permission.APPEL_GERER)
def retirer_piece(code: str, piece_code: str) -> Page:
    """Ask for a document no more; what was joined stays in the files."""
    appel = _call(code)
    piece = _asked(appel, piece_code)
    form = RetraitPieceForm(data={"version": appel.version})
    if form.validate_on_submit() and _changed(appel, form, ChangementPiece(piece.code, None, form.motif.data or "")):
        return _told(code, "La pièce n’est plus demandée.")
    return _form_page(code, form, piece, retrait=True)


def _changed(appel: Appel, form: VersionedForm, command: ChangementPiece) -> bool:
    key, lien = appel.id, absolute_url("appels.page", code=appel.code)
    return done_or_refused(
        form,
        lambda: service.change_pieces_for_all(
            key, command, version=version_of(form), auteur=current_user, now=now(), lien=lien
        ),
    )


def _told(code: str, message: str) -> Page:
    told = len(concerned_by(_call(code)).personnes)
    mails = f" {pluriel(told, 'personne est prévenue', 'personnes sont prévenues')} par courriel." if told else ""
    return done(f"{message}{mails}", "candidatures.pieces_demandees", code=code)


def _form_page(code: str, form: VersionedForm, piece: Piece | None = None, *, retrait: bool = False) -> Page:
    appel = _call(code)
    if form.errors:
        # Once told, sending again is done knowingly: the form now stands on what is stored.
        form.version.data = str(appel.version)
    html = render_template(
        "candidatures/piece_retrait.html" if retrait else "candidatures/piece_demandee.html",
        appel=appel,
        form=form,
        piece=piece,
        partie=dict(SECTIONS_PIECES).get(piece.section) if piece else None,
        concernes=concerned_by(appel),
        sans=drafts_without(appel, piece.code) if piece else 0,
        **_frame(appel),
    )
    return (html, 422) if form.errors else html
