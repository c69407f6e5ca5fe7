"""The documents a file is asked for, in the version it is read with, and who a change of the list concerns."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from acia.appels.models import Appel, VersionPieces
from acia.appels.queries import list_piece_versions, pieces_of, questionnaire_of
from acia.appels.rules import ListePieces, asks_more
from acia.candidatures.models import AccesCandidature, Candidature, Ecrit, EtatCandidature, Reprise
from acia.candidatures.queries.depots import may_still_deposit
from acia.candidatures.rules import Exigences, PieceExigee, Section
from acia.comptes.models import Utilisateur
from acia.core.clock import local_day
from acia.core.db import db

DEPOSEES = (EtatCandidature.DEPOSEE, EtatCandidature.EN_INSTRUCTION)


@dataclass(frozen=True)
class PersonneConcernee:
    """Somebody who holds files of a call, and of which kinds."""

    personne: Utilisateur
    brouillons: int
    deposes: int


@dataclass(frozen=True)
class Concernes:
    """Whom a change of the list concerns: files being written, files deposited, their people."""

    brouillons: int
    modifies: int
    """Deposited files whose people are writing a new deposit."""
    deposes: int
    personnes: tuple[PersonneConcernee, ...]


def pieces_filed(candidature: Candidature) -> ListePieces:
    """The documents a file was deposited with; those of today for one being written."""
    if candidature.etat == EtatCandidature.BROUILLON:
        return pieces_of(candidature.appel)
    return pieces_of(candidature.appel, candidature.version_pieces or 0)


def pieces_read(ecrit: Ecrit, now: datetime) -> ListePieces:
    """The documents asked of what is written: a working copy that can be deposited follows the last list.

    A copy opened by a correction request alone answers the list the file was deposited with.
    """
    if isinstance(ecrit, Reprise):
        row = ecrit.candidature
        return pieces_of(row.appel) if may_still_deposit(row, now) else pieces_filed(row)
    return pieces_filed(ecrit)


def exigences_of(ecrit: Ecrit, now: datetime) -> Exigences:
    """What the call asks of a file, read on the day of `now` in its zone."""
    appel = ecrit.appel
    return Exigences(
        jour=local_day(now, appel.fuseau),
        pieces=tuple(
            PieceExigee(p.code, Section(p.section), p.libelle, p.obligatoire) for p in pieces_read(ecrit, now).pieces
        ),
        avis_differe_admis=appel.avis_differe_admis,
        avis_differe_limite=appel.avis_differe_limite,
        consultation_admise=appel.consultation_admise is not False,
        questionnaire=questionnaire_of(appel.id),
    )


def known_pieces(candidature: Candidature) -> list[PieceExigee]:
    """Every document of any version of the list: what is said of a deposit, whichever it is."""
    liste = pieces_of(candidature.appel)
    return [
        PieceExigee(p.code, Section(p.section), p.libelle, p.obligatoire) for p in (*liste.pieces, *liste.anciennes)
    ]


def list_changed_since(ecrit: Ecrit) -> Sequence[VersionPieces]:
    """The changes of the list that came since a draft was opened, or since the deposit of a file, the last first."""
    row = ecrit.candidature if isinstance(ecrit, Reprise) else ecrit
    versions = list_piece_versions(row.appel.id)
    if row.etat == EtatCandidature.BROUILLON:
        return [v for v in versions if v.numero > 1 and v.cree_at > row.cree_at]
    return [v for v in versions if v.numero > max(row.version_pieces or 0, 1)]


def asked_more_since(candidature: Candidature) -> Sequence[VersionPieces]:
    """The changes that came since the deposit of a file, when today's list asks more than the one it was filed with."""
    changes = list_changed_since(candidature)
    if changes and asks_more(pieces_filed(candidature), pieces_of(candidature.appel)):
        return changes
    return []


def concerned_by(appel: Appel) -> Concernes:
    """Count whom a change of the list of a call concerns; one statement for the files, one for the people."""
    rows = db.session.execute(
        select(Candidature.id, Candidature.etat, Reprise.id)
        .outerjoin(Reprise, Reprise.candidature_id == Candidature.id)
        .where(Candidature.appel_id == appel.id, Candidature.etat.in_((EtatCandidature.BROUILLON, *DEPOSEES)))
        .order_by(Candidature.id)
    ).all()
    drafts = {file_id for file_id, etat, _ in rows if etat == EtatCandidature.BROUILLON}
    copied = {file_id for file_id, etat, copy in rows if etat == EtatCandidature.DEPOSEE and copy is not None}
    held: dict[Utilisateur, list[uuid.UUID]] = {}
    people = (
        select(Utilisateur, AccesCandidature.candidature_id)
        .join(AccesCandidature, AccesCandidature.utilisateur_id == Utilisateur.id)
        .where(Utilisateur.actif.is_(True), AccesCandidature.candidature_id.in_([file_id for file_id, *_ in rows]))
        .order_by(Utilisateur.courriel, AccesCandidature.candidature_id)
    )
    for person, file_id in db.session.execute(people):
        held.setdefault(person, []).append(file_id)
    personnes = tuple(
        PersonneConcernee(person, len(drafts & set(files)), len(set(files) - drafts)) for person, files in held.items()
    )
    return Concernes(len(drafts), len(copied), len(rows) - len(drafts), personnes)


def drafts_without(appel: Appel, code: str) -> int:
    """How many files being written have nothing joined yet under a heading of the call."""
    drafts = select(Candidature).where(
        Candidature.appel_id == appel.id,
        Candidature.etat == EtatCandidature.BROUILLON,
        ~Candidature.pieces.any(code=code, retiree_at=None),
    )
    return len(db.session.execute(drafts.with_only_columns(Candidature.id)).all())
