"""The gate of a file for a member who saves: who she is there, whether it is open, her sheet; nothing of its content.

A save is asked for every few seconds by everybody who marks. It reads columns, in two statements written once, and
hands them to the same rules as `open_cleared_file`, in the same order: a test holds one against the other.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, bindparam, exists, select

from acia.candidatures.models import Candidature
from acia.commission.models import Affectation, Commission, Deport, MembreCommission, Notation, PlanAffectation
from acia.commission.policy import is_cleared, is_declared
from acia.commission.queries.commissions import judged_files
from acia.commission.queries.sieges import holds_office, places_in
from acia.commission.rules import CommissionLue, DeportLu, FeuilleLue, SiegeLu, acts_on, place_of_seat
from acia.commission.workflow import EtatAffectation
from acia.core.db import db
from acia.core.errors import Introuvable


@dataclass(frozen=True, slots=True)
class Porte:
    """A file whose gate the member has passed."""

    siege: SiegeLu
    numero: str


_HELD = select(Commission.id).where(Commission.id == bindparam("commission")).with_for_update(read=True)
_COMMISSION = select(
    Commission.etat,
    Commission.seance_at,
    Commission.region_code,
    exists().where(PlanAffectation.commission_id == Commission.id).label("partage"),
    select(Candidature.numero)
    .where(Candidature.id == bindparam("dossier"), *judged_files(Commission.appel_id, Commission.region_code))
    .correlate(Commission)
    .scalar_subquery()
    .label("numero"),
).where(Commission.id == bindparam("commission"))
_SEAT = (
    MembreCommission.id,
    MembreCommission.utilisateur_id,
    MembreCommission.ordre,
    MembreCommission.voix,
    MembreCommission.reponse,
    MembreCommission.sortie_at,
    MembreCommission.mandat_debut,
    MembreCommission.mandat_fin,
    MembreCommission.empechee_at,
    MembreCommission.presence,
    MembreCommission.titulaire_id,
    MembreCommission.remplace_id,
    MembreCommission.declaration_at,
)


def _on_the_file(model: Any) -> Any:
    return and_(model.membre_id == MembreCommission.id, model.candidature_id == bindparam("dossier"))


_SEATS = (
    select(
        *_SEAT,
        Affectation.etat,
        Deport.id,
        Deport.conflit,
        Notation.id,
        Notation.version,
        Notation.etat,
        Notation.rouverte_at,
        Notation.derniere_page,
    )
    .outerjoin(Affectation, _on_the_file(Affectation))
    .outerjoin(Deport, _on_the_file(Deport))
    .outerjoin(Notation, _on_the_file(Notation))
    .where(MembreCommission.commission_id == bindparam("commission"))
)


def open_to_write(commission_id: uuid.UUID, candidature_id: uuid.UUID, person_id: uuid.UUID) -> Porte:
    """Return one cleared file of a member, for a save; the commission keeps its state meanwhile.

    Raises:
        Introuvable: as `get_seat` and `open_cleared_file`.
    """
    asked, connection = {"commission": commission_id, "dossier": candidature_id}, db.session.connection()
    connection.execute(_HELD, asked)
    read = connection.execute(_COMMISSION, asked).one_or_none()
    if read is None:
        raise Introuvable()
    commission = CommissionLue(read.etat, read.seance_at, read.region_code)
    commission.membres = [_seat(commission, row) for row in connection.execute(_SEATS, asked)]
    seat = next((m for m in commission.membres if m.utilisateur_id == person_id), None)
    if seat is None or not holds_office(seat) or not is_declared(seat):
        raise Introuvable()
    if read.numero is None or not _is_hers(seat, bool(read.partage)) or not is_cleared(seat, seat.deport):
        raise Introuvable()
    return Porte(seat, str(read.numero))


def _seat(commission: CommissionLue, row: Any) -> SiegeLu:
    """A seat from its row: the seat's own columns, then what it has on the file."""
    affectation, deport, conflit, feuille, *sheet = row[len(_SEAT) :]
    on_the_file = (
        affectation,
        DeportLu(conflit) if deport is not None else None,
        FeuilleLue(feuille, *sheet) if feuille is not None else None,
    )
    return SiegeLu(*(commission, *row[: len(_SEAT)], *on_the_file))


def _is_hers(seat: SiegeLu, shared_out: bool) -> bool:
    """True when she acts on the file, and it is given to her place."""
    commission = seat.commission
    places = places_in(commission)
    recused = {str(m.id) for m in commission.membres if m.deport is not None and m.deport.conflit is not False}
    if not acts_on(places, str(seat.id), recused):
        return False
    place = place_of_seat(places, str(seat.id))
    if place is None:
        return True
    given = next((m.affectation for m in commission.membres if str(m.id) == place.cle), None)
    default = EtatAffectation.RETIREE if shared_out else EtatAffectation.CONFIEE
    return (given or default) == EtatAffectation.CONFIEE
