"""The fictitious file: proposed and worded by the officer, marked by each member before scoring opens."""

from __future__ import annotations

import uuid
from datetime import datetime

from acia.commission.models import Calibrage, Commission, EtatCommission, FeuilleCalibrage
from acia.commission.policy import may_score
from acia.commission.queries import calibration_of, calibration_sheets, get_commission, get_seat, own_calibration_sheet
from acia.commission.rules import missing_in_sheet
from acia.commission.service.composition import require, touch
from acia.commission.service.ecriture import CommandeFeuille
from acia.commission.service.notation import FeuilleIncomplete, hold
from acia.comptes.models import Utilisateur
from acia.core.audit import declare_events, record
from acia.core.db import db
from acia.core.errors import ActionRefusee, Introuvable

declare_events(
    {
        "commission_calibrage_propose": "Dossier d’entraînement « {titre} » proposé aux membres.",
        "commission_calibrage_rendu": "{membre} a noté le dossier d’entraînement.",
    },
    keys={"commission_calibrage_propose": ("titre",), "commission_calibrage_rendu": ("membre",)},
)


def propose_calibration(
    commission_id: uuid.UUID,
    titre: str,
    texte: str,
    *,
    version: int | None,
    auteur: Utilisateur,
    now: datetime,
) -> Calibrage:
    """Word the fictitious file, until somebody has marked it.

    Raises:
        ActionRefusee: scoring is open, or a member has marked it already.
        ConflitVersion: the commission has changed since the page was opened.
    """
    commission = get_commission(commission_id, auteur)
    hold(commission)
    commission.expect_version(version)
    _require_preparation(commission)
    row = calibration_of(commission)
    if row is not None and calibration_sheets(row):
        raise ActionRefusee("Un membre a déjà noté ce dossier : son texte ne change plus.")
    row = row or Calibrage(commission_id=commission.id)
    row.titre, row.texte, row.propose_at = titre, texte, now
    db.session.add(row)
    touch(commission)
    record("commission_calibrage_propose", commission, auteur=auteur, now=now, titre=titre)
    return row


def _require_preparation(commission: Commission) -> None:
    if commission.etat != EtatCommission.PREPARATION:
        raise ActionRefusee("La notation est ouverte : l’entraînement est terminé.")


def mark_calibration(
    commission_id: uuid.UUID, command: CommandeFeuille, *, auteur: Utilisateur, now: datetime
) -> FeuilleCalibrage:
    """Hand in one's marks on the fictitious file, once.

    Raises:
        Introuvable: nothing was proposed.
        FeuilleIncomplete: a mark or a justification is missing.
        ActionRefusee: already handed in, or scoring is open.
    """
    seat = get_seat(commission_id, auteur)
    hold(seat.commission)
    calibrage = calibration_of(seat.commission)
    if calibrage is None:
        raise Introuvable()
    require(may_score(seat))
    _require_preparation(seat.commission)
    if own_calibration_sheet(calibrage, seat) is not None:
        raise ActionRefusee("Vous avez déjà noté ce dossier.")
    missing = missing_in_sheet(command.notes, command.justifications)
    if missing:
        raise FeuilleIncomplete(missing)
    content = [list(pair) for pair in zip(command.notes, command.justifications, strict=True)]
    row = FeuilleCalibrage(calibrage_id=calibrage.id, membre_id=seat.id, contenu=content, rendue_at=now)
    db.session.add(row)
    record("commission_calibrage_rendu", seat.commission, auteur=auteur, now=now, membre=auteur.nom_complet)
    return row
