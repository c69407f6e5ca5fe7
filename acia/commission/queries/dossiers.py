"""A member's space: a file reaches her through the gate alone."""

from __future__ import annotations

import hashlib
import uuid
from dataclasses import dataclass

from sqlalchemy import and_, select
from sqlalchemy.orm import defer, joinedload, selectinload

from acia.candidatures.models import Candidature
from acia.commission.models import Commission, Deport, MembreCommission, Notation
from acia.commission.policy import conducts, is_cleared, is_declared
from acia.commission.queries.affectations import given_to
from acia.commission.queries.commissions import files_of, files_statement
from acia.commission.queries.fermetures import closed_ids
from acia.commission.queries.sieges import holds_office, open_to
from acia.commission.workflow import EtatCommission, EtatNotation, ReponseInvitation
from acia.comptes.models import Utilisateur
from acia.core.db import db
from acia.core.errors import Introuvable


def _seats(person: Utilisateur) -> list[MembreCommission]:
    rows = (
        select(MembreCommission)
        .join(Commission)
        .options(joinedload(MembreCommission.commission).joinedload(Commission.appel))
        .where(MembreCommission.utilisateur_id == person.id)
        .order_by(Commission.seance_at, Commission.id)
    )
    closed = closed_ids()
    return [seat for seat in db.session.execute(rows).scalars() if seat.commission.appel_id not in closed]


def list_seats(person: Utilisateur) -> list[MembreCommission]:
    """Return the seats the person holds today, the next sitting first."""
    return [seat for seat in _seats(person) if holds_office(seat)]


def list_invitations(person: Utilisateur) -> list[MembreCommission]:
    """Return the invitations the person has not answered."""
    return [seat for seat in _seats(person) if seat.reponse == ReponseInvitation.ATTENTE]


def own_seat(commission_id: uuid.UUID, person: Utilisateur, *, appel: bool = True) -> MembreCommission:
    """Return the person's own row on a commission, in office or not: what she was asked, and answered.

    `appel` reads the call with it, for a page; a save does without.

    Raises:
        Introuvable: she was never named there.
    """
    commission = joinedload(MembreCommission.commission)
    row = db.session.execute(
        select(MembreCommission)
        .options(commission.joinedload(Commission.appel) if appel else commission)
        .where(MembreCommission.commission_id == commission_id, MembreCommission.utilisateur_id == person.id)
    ).scalar_one_or_none()
    if row is None:
        raise Introuvable()
    return row


def get_seat(commission_id: uuid.UUID, person: Utilisateur, *, appel: bool = True) -> MembreCommission:
    """Return the person's own seat on a commission, while she holds it.

    Raises:
        Introuvable: she does not sit there, has not accepted, or her mandate is not running (S13).
    """
    row = own_seat(commission_id, person, appel=appel)
    if not holds_office(row):
        raise Introuvable()
    return row


@dataclass(frozen=True)
class DossierMembre:
    """A file as one member has it: what she said of her interests, and her own sheet."""

    candidature: Candidature
    deport: Deport | None
    notation: Notation | None

    @property
    def etat(self) -> str:
        """`a_declarer`, `a_noter`, `brouillon`, `rendue` or `abstention`."""
        if self.deport is None:
            return "a_declarer"
        return self.notation.etat if self.notation else "a_noter"

    @property
    def finie(self) -> bool:
        """True when nothing is expected of the member on this file any more."""
        return self.etat in (EtatNotation.RENDUE, EtatNotation.ABSTENTION)


def queue_of(membre: MembreCommission) -> list[DossierMembre]:
    """Return the member's files in an order of her own; a file she is recused from does not exist (R36).

    Nothing is listed before her general declaration of interests (S8), nor to an alternate where she does not act, nor
    what is shared out to others.
    """
    if not is_declared(membre):
        return []
    said = select(Deport).where(Deport.membre_id == membre.id)
    deports = {row.candidature_id: row for row in db.session.execute(said).scalars()}
    hers = select(Notation).where(Notation.membre_id == membre.id).options(selectinload(Notation.notes))
    sheets = {row.candidature_id: row for row in db.session.execute(hers).scalars()}
    files = files_of(membre.commission)
    hers_alone = given_to(membre, open_to(membre, [f.id for f in files]))
    files = [f for f in files if f.id in hers_alone]
    files.sort(key=lambda f: hashlib.sha256(f"{membre.id}:{f.id}".encode()).digest())
    return [DossierMembre(f, deports.get(f.id), sheets.get(f.id)) for f in files]


def open_file(membre: MembreCommission, candidature_id: uuid.UUID) -> DossierMembre:
    """Return one file of the member's queue.

    Raises:
        Introuvable: not a file of hers, recused, or interests not declared.
    """
    if not is_declared(membre) or not given_to(membre, open_to(membre, [candidature_id])):
        raise Introuvable()
    return _read(membre, candidature_id)


def asked_file(membre: MembreCommission, candidature_id: uuid.UUID) -> DossierMembre:
    """Return a file on which the member says whether she is in conflict: of her queue, or of the sitting she conducts.

    The secretary conducts files that were given to others to mark. Of those she never has the content nor a sheet.

    Raises:
        Introuvable: as `open_file`; for the secretary recused, not judged here, or interests not declared.
    """
    if not conducts(membre):
        return open_file(membre, candidature_id)
    if not is_declared(membre) or not holds_office(membre):
        raise Introuvable()
    dossier = _read(membre, candidature_id)
    if dossier.deport is not None and dossier.deport.conflit is not False:
        raise Introuvable()
    return dossier


def unanswered_files(membre: MembreCommission) -> list[Candidature]:
    """Return the files of the sitting the secretary conducts on which she has said nothing; none for other seats."""
    if not conducts(membre) or not is_declared(membre) or membre.commission.etat == EtatCommission.PREPARATION:
        return []
    said = set(db.session.execute(select(Deport.candidature_id).where(Deport.membre_id == membre.id)).scalars())
    return [f for f in files_of(membre.commission) if f.id not in said]


def _read(membre: MembreCommission, candidature_id: uuid.UUID) -> DossierMembre:
    """One judged file, with what the member said and her sheet."""
    said = and_(Deport.candidature_id == Candidature.id, Deport.membre_id == membre.id)
    hers = and_(Notation.candidature_id == Candidature.id, Notation.membre_id == membre.id)
    rows = (
        files_statement(membre.commission, Candidature, Deport, Notation)
        .outerjoin(Deport, said)
        .outerjoin(Notation, hers)
        .where(Candidature.id == candidature_id)
        # The gate and a save need no content: the page reads it when it shows it.
        .options(defer(Candidature.sections), defer(Candidature.identite), selectinload(Notation.notes))
    )
    found = db.session.execute(rows).one_or_none()
    if found is None:
        raise Introuvable()
    return DossierMembre(*found)


def open_cleared_file(membre: MembreCommission, candidature_id: uuid.UUID) -> DossierMembre:
    """Return one file whose gate is passed: the only way to its content, documents included (S7, S12).

    Raises:
        Introuvable: as `open_file`, or « pas de conflit » not said.
    """
    dossier = open_file(membre, candidature_id)
    if not is_cleared(membre, dossier.deport):
        raise Introuvable()
    return dossier
