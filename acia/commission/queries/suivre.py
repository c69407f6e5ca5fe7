"""The sitting on a member's screen: the open file as it exists for her, nothing of one she is recused from."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from sqlalchemy import select

from acia.candidatures.models import Candidature
from acia.commission.models import Commission, Deport, EtatPassage, MembreCommission, Passage, Selection
from acia.commission.policy import is_cleared
from acia.commission.queries.dossiers import DossierMembre, asked_file, open_file
from acia.commission.queries.notes import FeuilleRendue, final_sheets
from acia.commission.queries.tenue import current_passage, is_live
from acia.commission.rules import mean
from acia.commission.workflow import EtatCommission, Qualite
from acia.core.db import db
from acia.core.errors import Introuvable


class EtatSuivi(StrEnum):
    """What a member's screen shows."""

    AVANT = "avant"
    ENTRE = "entre"
    DEPORT = "deport"
    A_DIRE = "a_dire"
    AILLEURS = "ailleurs"
    DOSSIER = "dossier"
    FINIE = "finie"


@dataclass(frozen=True)
class Suivi:
    """The sitting as one member may follow it; the file is there only when she may read it."""

    etat: EtatSuivi
    passage: Passage | None = None
    candidature: Candidature | None = None
    feuilles: Sequence[FeuilleRendue] = ()
    revelees: bool = False
    peut_reveler: bool = False
    lisible: bool = True
    """False for a file that the secretary conducts, and that was given to others to read."""

    @property
    def moyenne(self) -> Fraction | None:
        """The mean of the sheets shown, exact."""
        return mean([sheet.note for sheet in self.feuilles]) if self.feuilles else None


def follow_sitting(seat: MembreCommission) -> Suivi:
    """Return what the member's screen shows now (S5, S7). Nothing of a file before the gate is passed."""
    passage = current_passage(seat.commission)
    return _outside_a_file(seat.commission) if passage is None else _on_the_table(seat, passage)


def project_sitting(commission: Commission) -> Suivi:
    """Return what the room may see: the open file, for which the recused went out, and its marks once revealed."""
    passage = current_passage(commission)
    if passage is None:
        return _outside_a_file(commission)
    revealed = passage.etat == EtatPassage.NOTES_REVELEES
    sheets = final_sheets(commission, passage.candidature_id)[passage.candidature_id] if revealed else ()
    return Suivi(EtatSuivi.DOSSIER, passage, passage.candidature, sheets, revealed)


def _outside_a_file(commission: Commission) -> Suivi:
    settled = select(Selection.id).where(Selection.commission_id == commission.id).limit(1)
    if commission.etat == EtatCommission.CLOSE or db.session.execute(settled).first() is not None:
        return Suivi(EtatSuivi.FINIE)
    return Suivi(EtatSuivi.ENTRE if is_live(commission) else EtatSuivi.AVANT)


def _on_the_table(seat: MembreCommission, passage: Passage) -> Suivi:
    said = select(Deport.conflit).where(
        Deport.membre_id == seat.id, Deport.candidature_id == passage.candidature_id, Deport.conflit.is_not(False)
    )
    if db.session.execute(said).first() is not None:
        return Suivi(EtatSuivi.DEPORT)
    dossier, readable = _followed(seat, passage.candidature_id)
    if dossier is None:
        return Suivi(EtatSuivi.AILLEURS)
    if not is_cleared(seat, dossier.deport):
        return Suivi(EtatSuivi.A_DIRE, passage, dossier.candidature, lisible=readable)
    own = dossier.notation
    revealed = passage.etat == EtatPassage.NOTES_REVELEES and not (own is not None and own.rouverte_at is not None)
    leads = seat.qualite in (Qualite.PRESIDENT, Qualite.SECRETAIRE) and passage.etat == EtatPassage.OUVERT
    sheets = final_sheets(seat.commission, passage.candidature_id)[passage.candidature_id] if revealed else ()
    return Suivi(EtatSuivi.DOSSIER, passage, dossier.candidature, sheets, revealed, leads, readable)


def _followed(seat: MembreCommission, candidature_id: uuid.UUID) -> tuple[DossierMembre | None, bool]:
    """The file as the member follows it, if she does, and whether it is hers to read."""
    try:
        return open_file(seat, candidature_id), True
    except Introuvable:
        pass
    try:
        return asked_file(seat, candidature_id), False
    except Introuvable:
        return None, False
