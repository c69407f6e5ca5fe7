"""The messages of a file, on both sides."""

from __future__ import annotations

import uuid
from typing import Any

from flask import render_template
from flask_login import current_user
from werkzeug.wrappers import Response

from acia.candidatures import service
from acia.candidatures.forms import LectureForm, MessageForm
from acia.candidatures.models import Candidature, Cote, Droit
from acia.candidatures.policy import may_write_message
from acia.candidatures.queries import get_piece_message, side_of, thread_of, unread_messages
from acia.candidatures.routes.blueprint import Page, bp, readable
from acia.core.db import transaction
from acia.core.documents import send_document
from acia.core.errors import ActionRefusee, Introuvable
from acia.core.filters import pluriel
from acia.core.permissions import Permission
from acia.core.web import absolute_url, apply_refusal, done, ensure, now, parse_uuid, require


def _readable(candidature_id: str) -> tuple[Candidature, Droit | None]:
    """A file that has been deposited: nothing is exchanged in a draft, which no officer reads."""
    row, droit = readable(candidature_id)
    if row.numero is None:
        raise Introuvable()
    return row, droit


def exchange_summary(row: Candidature) -> dict[str, Any]:
    """What the pages of a file say of its messages: how many, how many new to the reader."""
    cote = side_of(row, current_user)
    return {"messages": len(thread_of(row.id)), "nouveaux": len(unread_messages(row.id, current_user, cote))}


@bp.route("/<candidature_id>/messages", methods=["GET", "POST"])
@require(Permission.CANDIDATURE_LIRE)
def echanges(candidature_id: str) -> Page:
    """Read what was written, and write to the other side."""
    row, droit = _readable(candidature_id)
    form = MessageForm()
    if form.is_submitted():
        ensure(may_write_message(row, droit, current_user))
    if form.validate_on_submit():
        key = row.id
        try:
            with transaction():
                service.send_message(
                    key,
                    form.to_command(),
                    auteur=current_user,
                    now=now(),
                    lien=absolute_url("candidatures.echanges", candidature_id=key),
                )
        except ActionRefusee as refusal:
            apply_refusal(form, refusal)
        else:
            return done("Votre message est envoyé.", "candidatures.echanges", candidature_id=key)
    html = _thread_page(parse_uuid(candidature_id), form)
    return (html, 422) if form.errors else html


def _thread_page(candidature_id: uuid.UUID, form: MessageForm) -> str:
    row, droit = _readable(str(candidature_id))
    fil, cote = thread_of(row.id), side_of(row, current_user)
    if not form.envoi.data:
        form.envoi.data = str(uuid.uuid4())
    form.dernier.data = str(fil[-1].id) if fil else ""
    return render_template(
        "candidatures/echanges.html",
        dossier=row,
        fil=fil,
        service=cote is Cote.SERVICE,
        nouveaux={message.id for message in unread_messages(row.id, current_user, cote)},
        form=form,
        peut_ecrire=may_write_message(row, droit, current_user),
    )


@bp.post("/<candidature_id>/messages/lus")
@require(Permission.CANDIDATURE_LIRE)
def lecture(candidature_id: str) -> Page:
    """Say that one has read: an act of its own, so that no page opened by a machine counts as a reading."""
    row, _ = _readable(candidature_id)
    form, key = LectureForm(), row.id
    nombre = 0
    if form.validate_on_submit():
        with transaction():
            nombre = service.mark_messages_read(key, form.last_shown, auteur=current_user, now=now())
    words = pluriel(nombre, "message est marqué", "messages sont marqués") + f" comme lu{'s' if nombre > 1 else ''}."
    return done(words if nombre else "Vous aviez déjà tout lu.", "candidatures.echanges", candidature_id=key)


@bp.get("/<candidature_id>/messages/fichiers/<piece_id>")
@require(Permission.CANDIDATURE_LIRE)
def piece_message(candidature_id: str, piece_id: str) -> Response:
    """Download a document joined to a message."""
    row, _ = _readable(candidature_id)
    return send_document(get_piece_message(row.id, parse_uuid(piece_id)).document)
