"""What becomes of a sheet besides being handed in: an abstention and its end, a reopening by the chair."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm.attributes import flag_modified

from acia.commission.mails import tell_reopened
from acia.commission.models import Commission, EtatNotation, MembreCommission, Notation, ReouvertureNotation
from acia.commission.policy import may_abstain, may_reopen, may_resume
from acia.commission.queries import get_reopenable, get_seat
from acia.commission.service.composition import require, touch
from acia.commission.service.ecriture import expect_seen
from acia.commission.service.notation import held_file, hold, proposals_settled
from acia.comptes.models import Utilisateur
from acia.core.audit import declare_events, record
from acia.core.db import db
from acia.core.errors import ActionRefusee

declare_events(
    {
        "commission_abstention": "{membre} s’abstient sur le dossier {numero}.",
        "commission_abstention_levee": "{membre} ne s’abstient plus sur le dossier {numero}.",
        "commission_notation_rouverte": "Notation de {membre} sur le dossier {numero} rouverte, version {rang} gardée.",
    },
    keys={
        "commission_abstention": ("membre", "numero"),
        "commission_abstention_levee": ("membre", "numero"),
        "commission_notation_rouverte": ("membre", "numero", "rang"),
    },
)


def abstain(
    commission_id: uuid.UUID,
    candidature_id: uuid.UUID,
    motif: str,
    *,
    version: int,
    auteur: Utilisateur,
    now: datetime,
) -> Notation:
    """Say that one has read a file and does not mark it: her draft is kept, no sheet of hers counts.

    Raises:
        ActionRefusee: no reason given.
        ConflitVersion: another tab has saved meanwhile.
        AccesRefuse: her sheet is final, or scoring is not open.
    """
    seat, dossier = held_file(commission_id, candidature_id, auteur)
    notation = dossier.notation
    require(may_abstain(seat.commission, notation))
    expect_seen(notation, version)
    if not motif.strip():
        raise ActionRefusee("Dites pourquoi vous ne notez pas ce dossier.", "motif")
    if notation is None:
        notation = Notation(membre_id=seat.id, candidature_id=candidature_id)
        db.session.add(notation)
    notation.etat, notation.motif_abstention = EtatNotation.ABSTENTION, motif.strip()
    notation.modifiee_at, notation.rouverte_at = now, None
    db.session.flush()
    record(
        "commission_abstention",
        notation,
        auteur=auteur,
        now=now,
        motif=motif.strip(),
        membre=auteur.nom_complet,
        numero=dossier.candidature.numero,
    )
    return notation


def resume_marking(
    commission_id: uuid.UUID, candidature_id: uuid.UUID, *, version: int, auteur: Utilisateur, now: datetime
) -> Notation:
    """End one's abstention while scoring is open: the sheet is a draft again, as it was left."""
    seat, dossier = held_file(commission_id, candidature_id, auteur)
    notation = dossier.notation
    if notation is None or notation.etat != EtatNotation.ABSTENTION:
        raise ActionRefusee("Vous ne vous êtes pas abstenu sur ce dossier.")
    require(may_resume(seat.commission, notation))
    expect_seen(notation, version)
    notation.etat, notation.motif_abstention, notation.modifiee_at = EtatNotation.BROUILLON, None, now
    numero = dossier.candidature.numero
    record("commission_abstention_levee", notation, auteur=auteur, now=now, membre=auteur.nom_complet, numero=numero)
    return notation


def reopen_sheet(
    commission_id: uuid.UUID,
    notation_id: uuid.UUID,
    motif: str,
    *,
    lien: str,
    version: int | None,
    auteur: Utilisateur,
    now: datetime,
) -> ReouvertureNotation:
    """Reopen a final sheet: what it said is kept as a version, the member is told by mail (R40).

    Raises:
        Introuvable: the author does not preside, or is not cleared on the file.
        AccesRefuse: the proposals are settled, or the sheet is not final.
        ActionRefusee: no reason given.
        ConflitVersion: the sheet has changed since the page was opened.
    """
    seat = get_seat(commission_id, auteur)
    commission = seat.commission
    hold(commission)
    notation, candidature = get_reopenable(seat, notation_id)
    notation.expect_version(version)
    require(may_reopen(commission, notation, proposals_settled(commission)))
    if not motif.strip():
        raise ActionRefusee("Dites pourquoi vous rouvrez cette notation : le motif figure au procès-verbal.", "motif")
    row = keep_version(commission, notation, motif.strip(), auteur, now)
    notation.etat, notation.rouverte_at = EtatNotation.BROUILLON, now
    flag_modified(notation, "rouverte_at")
    # The proposals cannot be settled on a sheet that is being changed: one of the two acts meets the other's version.
    touch(commission)
    db.session.flush()
    membre = db.session.get_one(MembreCommission, notation.membre_id)
    record(
        "commission_notation_rouverte",
        notation,
        auteur=auteur,
        now=now,
        motif=row.motif,
        membre=membre.utilisateur.nom_complet,
        numero=candidature.numero,
        rang=row.rang,
    )
    tell_reopened(row, membre, candidature, lien=lien, now=now)
    return row


def keep_version(
    commission: Commission, notation: Notation, motif: str, auteur: Utilisateur, now: datetime
) -> ReouvertureNotation:
    """Keep what a final sheet said, with the reason it is taken up again."""
    marks = {note.critere_id: note for note in notation.notes}
    count = select(func.count()).select_from(ReouvertureNotation).where(ReouvertureNotation.notation_id == notation.id)
    row = ReouvertureNotation(
        notation_id=notation.id,
        rang=db.session.execute(count).scalar_one() + 1,
        contenu=[[marks[c.id].valeur, marks[c.id].justification] for c in commission.appel.criteres],
        rendue_at=notation.rendue_at,
        motif=motif,
        rouverte_at=now,
        rouverte_par_id=auteur.id,
    )
    db.session.add(row)
    db.session.flush()
    return row
