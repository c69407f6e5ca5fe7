"""Sheets handed in on paper: entered by an officer, then confirmed or contested by the member."""

from __future__ import annotations

import uuid
from datetime import datetime

from acia.commission.models import EtatNotation, Notation, SaisiePapier
from acia.commission.policy import may_mark, may_reopen
from acia.commission.queries import awaits_answer, entry_of, get_commission, get_seat, member_of, open_cleared_file
from acia.commission.rules import missing_in_sheet
from acia.commission.service.composition import require, touch
from acia.commission.service.ecriture import CommandeFeuille, expect_seen
from acia.commission.service.notation import FeuilleIncomplete, fill, hold, proposals_settled
from acia.commission.service.reprises import keep_version
from acia.comptes.models import Utilisateur
from acia.core.audit import declare_events, record
from acia.core.db import db
from acia.core.errors import ActionRefusee

declare_events(
    {
        "commission_saisie_papier": "Notation de {membre} sur le dossier {numero} saisie d’après papier.",
        "commission_saisie_confirmee": "{membre} confirme sa notation saisie d’après papier, dossier {numero}.",
        "commission_saisie_contestee": "{membre} conteste sa notation saisie d’après papier, dossier {numero}.",
    },
    keys={
        "commission_saisie_papier": ("membre", "numero"),
        "commission_saisie_confirmee": ("membre", "numero"),
        "commission_saisie_contestee": ("membre", "numero"),
    },
)


def enter_from_paper(
    commission_id: uuid.UUID,
    candidature_id: uuid.UUID,
    membre_id: uuid.UUID,
    command: CommandeFeuille,
    *,
    version: int,
    auteur: Utilisateur,
    now: datetime,
) -> SaisiePapier:
    """Enter a member's signed sheet: it is final and hers, and says who typed it.

    Raises:
        Introuvable: not a voting member, or not cleared on the file.
        FeuilleIncomplete: a mark or a justification is missing.
        AccesRefuse: her sheet is final, she abstains, or scoring is not open.
        ConflitVersion: she has written meanwhile.
    """
    commission = get_commission(commission_id, auteur)
    hold(commission)
    membre = member_of(commission, membre_id)
    dossier = open_cleared_file(membre, candidature_id)
    notation = dossier.notation
    require(may_mark(commission, notation))
    expect_seen(notation, version)
    missing = missing_in_sheet(command.notes, command.justifications)
    if missing:
        raise FeuilleIncomplete(missing)
    if notation is None:
        notation = Notation(membre_id=membre.id, candidature_id=candidature_id)
        db.session.add(notation)
    notation.modifiee_at, notation.rendue_at, notation.rouverte_at = now, now, None
    notation.etat = EtatNotation.RENDUE
    fill(notation, [c.id for c in commission.appel.criteres], command)
    db.session.flush()
    row = entry_of(notation) or SaisiePapier(notation_id=notation.id)
    row.saisie_par_id, row.saisie_at, row.confirmee_at, row.contestee_at, row.motif = auteur.id, now, None, None, ""
    db.session.add(row)
    _say("commission_saisie_papier", notation, membre.utilisateur, str(dossier.candidature.numero), auteur, now)
    return row


def _say(code: str, notation: Notation, membre: Utilisateur, numero: str, auteur: Utilisateur, now: datetime) -> None:
    record(code, notation, auteur=auteur, now=now, membre=membre.nom_complet, numero=numero)


def answer_entry(
    commission_id: uuid.UUID,
    candidature_id: uuid.UUID,
    motif: str | None,
    *,
    auteur: Utilisateur,
    now: datetime,
) -> SaisiePapier:
    """Confirm the sheet entered for oneself, or contest it with a reason: it is then a draft again, what was entered is
    kept as a version.

    Raises:
        ActionRefusee: nothing to answer, or no reason to a contest.
        AccesRefuse: the proposals are settled.
    """
    seat = get_seat(commission_id, auteur)
    hold(seat.commission)
    dossier = open_cleared_file(seat, candidature_id)
    notation, row = dossier.notation, entry_of(dossier.notation)
    if notation is None or row is None or not awaits_answer(row, notation):
        raise ActionRefusee("Aucune saisie d’après papier n’attend votre réponse sur ce dossier.")
    numero = str(dossier.candidature.numero)
    if motif is None:
        row.confirmee_at = now
        _say("commission_saisie_confirmee", notation, auteur, numero, auteur, now)
        return row
    if not motif.strip():
        raise ActionRefusee("Dites ce qui diffère de votre feuille.", "motif")
    require(may_reopen(seat.commission, notation, proposals_settled(seat.commission)))
    keep_version(seat.commission, notation, motif.strip(), auteur, now)
    row.contestee_at, row.motif = now, motif.strip()
    notation.etat, notation.rouverte_at = EtatNotation.BROUILLON, now
    touch(seat.commission)
    _say("commission_saisie_contestee", notation, auteur, numero, auteur, now)
    return row
