"""The two sides of the examination: the file as it was deposited, and what proves each finding in it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_login import current_user

from acia.appels.rules import ListePieces
from acia.candidatures.models import Candidature, PieceJointe
from acia.candidatures.policy import may_request_correction
from acia.candidatures.queries import asked_more_since, living_pieces, pieces_filed
from acia.candidatures.routes.blueprint import reading
from acia.candidatures.rules import TITRES_LECTEUR, Section
from acia.core.rules import Resultat
from acia.eligibilite import queries
from acia.eligibilite.models import ConstatEligibilite, Verdict
from acia.eligibilite.rules.preuves import PREUVES, Preuve, prepare_demande


@dataclass(frozen=True)
class PreuveJointe:
    """Beside a finding: the part of the file to read, its documents, and the request that would complete it."""

    section: Section
    titre: str
    pieces: list[tuple[str, PieceJointe]]
    attendues: list[str]
    """Documents of the finding that the file does not hold."""
    demande: str | None


def sides_of(candidature: Candidature, verdict: Verdict | None, *, waiting: list[str]) -> dict[str, Any]:
    """What the page shows of the file and beside each finding; the parts that `waiting` rules need are open."""
    joined = living_pieces(candidature)
    needed = {PREUVES[code].section for code in waiting if code in PREUVES}
    return {
        "pieces_modifiees": asked_more_since(candidature),
        "lecture": reading(candidature, TITRES_LECTEUR),
        "a_lire": needed,
        "preuves": _proofs(candidature, verdict, joined) if verdict else {},
    }


def _proofs(candidature: Candidature, verdict: Verdict, joined: list[PieceJointe]) -> dict[str, PreuveJointe]:
    liste = pieces_filed(candidature)
    may_ask = bool(may_request_correction(current_user, candidature, None))
    return {
        row.regle: _proof(row, PREUVES[row.regle], joined, liste, candidature.id if may_ask else None)
        for row in verdict.constats
        if row.regle in PREUVES
    }


def _proof(
    row: ConstatEligibilite,
    preuve: Preuve,
    joined: list[PieceJointe],
    liste: ListePieces,
    asked_on: uuid.UUID | None,
) -> PreuveJointe:
    held = {piece.code for piece in joined}
    point = prepare_demande(row.regle, Resultat(row.jugement or row.resultat), held)
    link = None
    if point is not None and asked_on is not None:
        link = url_for(
            "candidatures.demande_correction",
            candidature_id=asked_on,
            section=point.section,
            motif=point.motif,
            precision=point.precision,
        )
    return PreuveJointe(
        preuve.section,
        TITRES_LECTEUR[preuve.section],
        [(liste.label(p.code), p) for p in joined if p.code in preuve.pieces],
        [p.libelle for p in liste.pieces if p.code in preuve.pieces and p.code not in held],
        link,
    )


def next_file(candidature: Candidature) -> uuid.UUID | None:
    """The file that follows this one in the officer's queue; after the last, the first that still waits."""
    here = (candidature.deposee_at or candidature.cree_at, candidature.numero or "")
    waiting = [line for line in queries.list_work(current_user) if line.id != candidature.id]
    after = [line for line in waiting if (line.deposee_at, line.numero) > here]
    return next((line.id for line in after or waiting), None)
