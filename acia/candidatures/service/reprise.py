"""Modify a deposited file until the deadline: open a working copy, give it up, put it in the place of the deposit."""

from __future__ import annotations

import uuid
from datetime import datetime

from acia.candidatures.models import (
    Candidature,
    PieceJointe,
    PieceReprise,
    Representant,
    Reprise,
)
from acia.candidatures.policy import may_modify, require
from acia.candidatures.queries import (
    get_own,
    hold_candidature,
    living_pieces,
    may_still_deposit,
    reprise_of,
)
from acia.comptes.models import Utilisateur
from acia.core.audit import declare_events, record
from acia.core.db import db
from acia.core.errors import ActionRefusee

CHAMPS_PERSONNE = ("prenom", "nom", "fonction", "courriel", "telephone")

declare_events(
    {
        "candidature_reprise": "Modification commencée ; le dépôt {rang} compte jusqu’au prochain.",
        "candidature_reprise_abandonnee": "Modification abandonnée ; le dépôt {rang} compte.",
    },
    keys={"candidature_reprise": ("rang",), "candidature_reprise_abandonnee": ("rang",)},
)


def reopen_candidature(candidature_id: uuid.UUID, *, auteur: Utilisateur, now: datetime, rang: int) -> Reprise:
    """Open the working copy of a deposited file; opened by two people at once, it is one copy.

    Raises:
        AccesRefuse: the author only reads, or the file is no longer to be modified.
        ActionRefusee: the deadline has passed.
    """
    hold_candidature(candidature_id)
    row, droit = get_own(candidature_id, auteur)
    require(may_modify(row, droit))
    if not may_still_deposit(row, now):
        raise ActionRefusee("La date limite est passée : la candidature déposée ne change plus.")
    known = reprise_of(row.id)
    if known is not None:
        return known
    copy = open_copy(row, auteur, now)
    record("candidature_reprise", row, auteur=auteur, now=now, rang=rang)
    return copy


def open_copy(row: Candidature, auteur: Utilisateur, now: datetime) -> Reprise:
    """Begin a working copy with the deposited content."""
    copy = Reprise(
        id=uuid.uuid4(),
        candidature_id=row.id,
        candidature=row,
        ouverte_par_id=auteur.id,
        ouverte_at=now,
        modifiee_at=now,
        sections=dict(row.sections),
        personnes={r.role: {champ: getattr(r, champ) for champ in CHAMPS_PERSONNE} for r in row.representants},
        pieces=[PieceReprise(code=p.code, document=p.document, ajoutee_at=p.ajoutee_at) for p in living_pieces(row)],
    )
    db.session.add(copy)
    return copy


def give_up_reprise(
    candidature_id: uuid.UUID, *, version: int | None, auteur: Utilisateur, now: datetime, rang: int
) -> None:
    """Throw the working copy away: the deposited content has never moved.

    Raises:
        AccesRefuse: the author only reads.
        ConflitVersion: somebody wrote in it meanwhile.
    """
    hold_candidature(candidature_id)
    row, droit = get_own(candidature_id, auteur)
    require(may_modify(row, droit))
    copy = reprise_of(row.id, hold=True)
    if copy is None:
        return
    copy.expect_version(version)
    db.session.delete(copy)
    record("candidature_reprise_abandonnee", row, auteur=auteur, now=now, rang=rang)


def put_in_place(row: Candidature, copy: Reprise, now: datetime) -> None:
    """Make the working copy the content of the file: answers, representatives, documents; the copy is gone."""
    row.sections = dict(copy.sections)
    known = {r.role: r for r in row.representants}
    row.representants = [_person(known.get(role) or Representant(role=role), champs) for role, champs in
                         sorted(copy.personnes.items())]  # fmt: skip
    kept = {(p.code, p.document_id): p for p in living_pieces(row)}
    wanted = {(p.code, p.document_id): p for p in living_pieces(copy)}
    for key, piece in kept.items():
        if key not in wanted:
            piece.retiree_at = now
    for key, added in wanted.items():
        if key not in kept:
            row.pieces.append(PieceJointe(code=added.code, document=added.document, ajoutee_at=added.ajoutee_at))
    db.session.delete(copy)
    db.session.flush()


def _person(row: Representant, champs: dict[str, str]) -> Representant:
    for champ in CHAMPS_PERSONNE:
        setattr(row, champ, champs.get(champ, ""))
    return row
