"""Let one establishment deposit after the deadline, where its call says so: given, extended, taken back (S47, E15).

Each act holds the call first, as the deposit does: an act and a deposit follow each other, whichever comes first.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from sqlalchemy import select

from acia.appels.models import Appel
from acia.appels.rules import local_instant
from acia.candidatures.mails import mail_derogation, mail_derogation_withdrawn
from acia.candidatures.models import Candidature, Derogation, EtatCandidature
from acia.candidatures.policy import may_derogate, require
from acia.candidatures.queries import derogation_of, frame_of, get_derogation, live_candidature, people_of
from acia.candidatures.rules import LIBELLES_DEROGATION, NatureDerogation, derogation_refusal
from acia.comptes.models import Utilisateur
from acia.core.audit import declare_events, record
from acia.core.db import db
from acia.core.errors import ActionRefusee, Introuvable
from acia.core.filters import echeance, finess, instant
from acia.referentiel.models import Departement, Etablissement
from acia.referentiel.rules import normalise_numero

Lien = Callable[[uuid.UUID], str]
"""Gives the absolute address of a file."""
_EXAMINEES = (EtatCandidature.EN_INSTRUCTION, EtatCandidature.CLOSE)

declare_events(
    {
        "derogation_accordee": "Dérogation à {nom} (FINESS {finess}) : dépôt admis jusqu’au {limite}. {nature}.",
        "derogation_prolongee": "Dérogation à {nom} (FINESS {finess}) prolongée : du {ancienne} au {limite}.",
        "derogation_retiree": "Dérogation à {nom} (FINESS {finess}) retirée avant d’avoir servi.",
        "derogation_utilisee": "Dépôt reçu par dérogation, après la date limite du {cloture}.",
    },
    keys={
        "derogation_accordee": ("nom", "finess", "limite", "nature"),
        "derogation_prolongee": ("nom", "finess", "ancienne", "limite"),
        "derogation_retiree": ("nom", "finess"),
        "derogation_utilisee": ("cloture",),
    },
)


@dataclass(frozen=True)
class OctroiDerogation:
    """Which establishment may deposit until when, at the hour of the call, and why."""

    numero_finess: str
    nature: NatureDerogation
    motif: str
    jour: date
    heure: time


@dataclass(frozen=True)
class ProlongationDerogation:
    """A later limit, and why."""

    jour: date
    heure: time
    motif: str


def grant_derogation(
    appel_id: uuid.UUID, command: OctroiDerogation, *, auteur: Utilisateur, now: datetime, lien: Lien
) -> Derogation:
    """Give an establishment a limit of its own, begun file or not; the people of its file get a mail.

    Raises:
        ActionRefusee: the call allows none, the instant does not suit, the establishment is unknown or elsewhere, its
            file is being examined, or somebody else has just given one.
    """
    appel = _lock_call(appel_id)
    etablissement = _establishment(command.numero_finess, appel, auteur)
    dossier = live_candidature(appel.id, etablissement.numero_finess)
    _check_not_examined(dossier)
    known = derogation_of(appel.id, etablissement.numero_finess, hold=True)
    if known is not None:
        raise ActionRefusee(
            f"{known.auteur.nom_complet} a déjà accordé une dérogation à cet établissement, jusqu’au "
            f"{echeance(known.limite_at, appel.fuseau)} : prolongez-la s’il le faut.",
            "numero",
        )
    row = Derogation(
        id=uuid.uuid4(),
        appel_id=appel.id,
        numero_finess=etablissement.numero_finess,
        limite_at=_limit(appel, command.jour, command.heure, now),
        nature=command.nature,
        motif=command.motif,
        auteur_id=auteur.id,
        accordee_at=now,
        prolongations=[],
    )
    db.session.add(row)
    db.session.flush()
    _record(
        "derogation_accordee",
        row,
        dossier,
        auteur,
        now,
        motif=command.motif,
        limite=echeance(row.limite_at, appel.fuseau),
        nature=LIBELLES_DEROGATION[command.nature],
    )
    _tell(row, dossier, lien, now)
    return row


def extend_derogation(
    derogation_id: uuid.UUID,
    command: ProlongationDerogation,
    *,
    version: int | None,
    auteur: Utilisateur,
    now: datetime,
    lien: Lien,
) -> Derogation:
    """Move the limit of a derogation later, with its reason.

    Raises:
        ActionRefusee: taken back meanwhile, its file is being examined, or the instant does not suit.
        ConflitVersion: moved by somebody else meanwhile.
    """
    row = _held(derogation_id, auteur, version)
    dossier = live_candidature(row.appel_id, row.numero_finess)
    _check_not_examined(dossier)
    ancienne = row.limite_at
    row.limite_at = _limit(row.appel, command.jour, command.heure, now, ancienne)
    row.prolongations = [
        *row.prolongations,
        {
            "at": now.isoformat(),
            "ancienne": ancienne.isoformat(),
            "limite": row.limite_at.isoformat(),
            "motif": command.motif,
            "auteur": auteur.nom_complet,
        },
    ]
    zone = row.appel.fuseau
    _record(
        "derogation_prolongee",
        row,
        dossier,
        auteur,
        now,
        motif=command.motif,
        ancienne=echeance(ancienne, zone),
        limite=echeance(row.limite_at, zone),
    )
    _tell(row, dossier, lien, now)
    return row


def withdraw_derogation(
    derogation_id: uuid.UUID, motif: str, *, version: int | None, auteur: Utilisateur, now: datetime, lien: Lien
) -> Derogation:
    """Take a derogation back, as long as no deposit used it.

    Raises:
        ActionRefusee: a deposit used it, or somebody else took it back.
    """
    row = _held(derogation_id, auteur, version)
    row.retiree_at, row.retiree_par_id, row.motif_retrait = now, auteur.id, motif
    dossier = live_candidature(row.appel_id, row.numero_finess)
    _record("derogation_retiree", row, dossier, auteur, now, motif=motif)
    if dossier is not None:
        for person in people_of(dossier.id):
            mail_derogation_withdrawn(dossier, row, person, lien(dossier.id), now)
    return row


def use_derogation(
    row: Candidature, appel: Appel, *, auteur: Utilisateur, now: datetime, depose_at: datetime | None = None
) -> None:
    """Mark the derogation that a late deposit has used, now or elsewhere at `depose_at`; nothing when it is in time."""
    instant_depot = depose_at or now
    if appel.cloture_at is None or instant_depot < appel.cloture_at:
        return
    derogation = derogation_of(appel.id, row.numero_finess, hold=True)
    if derogation is None:
        raise LookupError(f"late deposit of {row.id} without a derogation")
    derogation.utilisee_at, derogation.candidature_id = instant_depot, row.id
    cloture = echeance(appel.cloture_at, appel.fuseau)
    record("derogation_utilisee", row, auteur=auteur, now=now, motif=derogation.motif, cloture=cloture)


def _lock_call(appel_id: uuid.UUID) -> Appel:
    row = db.session.execute(
        select(Appel).where(Appel.id == appel_id).with_for_update().execution_options(populate_existing=True)
    ).scalar_one_or_none()
    if row is None:
        raise Introuvable()
    return row


def _held(derogation_id: uuid.UUID, auteur: Utilisateur, version: int | None) -> Derogation:
    """The derogation of the officer's territory, its call held, then itself: living, at the version she has seen."""
    seen = get_derogation(derogation_id, auteur)
    _lock_call(seen.appel_id)
    # Read again by a query: `get` would raise on a version that moved meanwhile, before the reason can be said.
    again = select(Derogation).where(Derogation.id == seen.id).with_for_update()
    row = db.session.execute(again.execution_options(populate_existing=True)).scalar_one()
    zone = row.appel.fuseau
    if row.retiree_at is not None:
        raise ActionRefusee(f"Cette dérogation a été retirée le {instant(row.retiree_at, zone)}.")
    if row.utilisee_at is not None:
        raise ActionRefusee(
            f"L’établissement a déposé grâce à cette dérogation le {instant(row.utilisee_at, zone)} : "
            "elle ne se change plus et ne se retire plus."
        )
    row.expect_version(version)
    return row


def _establishment(saisie: str, appel: Appel, auteur: Utilisateur) -> Etablissement:
    row = db.session.get(Etablissement, normalise_numero(saisie))
    if row is None:
        raise ActionRefusee("Ce numéro FINESS n’est pas celui d’un établissement du registre.", "numero")
    departement = db.session.get_one(Departement, row.departement_code)
    if row.departement_code not in {d.departement_code for d in appel.departements}:
        raise ActionRefusee(f"L’appel n’est pas ouvert dans ce département : {departement.nom}.", "numero")
    if not auteur.covers_region(departement.region_code):
        raise ActionRefusee(f"Cet établissement n’est pas dans vos régions : {departement.nom}.", "numero")
    require(may_derogate(auteur, departement.region_code))
    return row


def _check_not_examined(dossier: Candidature | None) -> None:
    if dossier is not None and dossier.etat in _EXAMINEES:
        raise ActionRefusee(
            "L’examen du dossier de cet établissement a commencé : son dépôt compte, il ne se remplace plus.", "numero"
        )


def _limit(appel: Appel, jour: date, heure: time, now: datetime, actuelle: datetime | None = None) -> datetime:
    frame = frame_of(appel)
    if frame is None:
        raise ActionRefusee("Cet appel n’est pas publié : personne ne dépose encore.")
    limite = local_instant(jour, heure, appel.fuseau, "heure").astimezone(UTC)
    refusal = derogation_refusal(frame, limite, now, actuelle)
    if refusal:
        raise ActionRefusee(refusal, "jour" if frame.jours else None)
    return limite


def _record(
    code: str, row: Derogation, dossier: Candidature | None, auteur: Utilisateur, now: datetime, **donnees: str
) -> None:
    """In the journal of the file when there is one, else in that of the call."""
    qui = db.session.get_one(Etablissement, row.numero_finess)
    objet = dossier or db.session.get_one(Appel, row.appel_id)
    record(code, objet, auteur=auteur, now=now, nom=qui.nom, finess=finess(qui.numero_finess), **donnees)


def _tell(row: Derogation, dossier: Candidature | None, lien: Lien, now: datetime) -> None:
    if dossier is None:
        return
    for person in people_of(dossier.id):
        mail_derogation(dossier, row, person, lien(dossier.id), now)
