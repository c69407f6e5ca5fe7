"""Check a receipt: anybody, from its number and its fingerprint; the house, from everything it keeps (S42)."""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import select

from acia.candidatures.documents import deposited_before, deposited_data, produce_receipt, seal
from acia.candidatures.models import Accuse, Candidature
from acia.candidatures.queries import accuse_of, demandes_of, list_accuses
from acia.candidatures.workflow import EtatDemande
from acia.comptes.access import HEURE, TropDEssais, note_try
from acia.comptes.queries import list_failures
from acia.comptes.rules import Client, fingerprint
from acia.core.db import db
from acia.core.documents import Document, read_document
from acia.core.errors import Introuvable

VERIFICATIONS_PAR_HEURE: Final = 30
ACCUSES_IMPORTES: Final = "accuses_importes"
"""The job that composes the receipts of an import."""
_CLE: Final = fingerprint("verification d’accusé")
_EMPREINTE: Final = re.compile(r"[0-9a-f]{64}")


def waiting_receipts() -> list[uuid.UUID]:
    """The receipts whose PDF is still to be composed, the oldest first."""
    rows = select(Accuse.id).where(Accuse.document_id.is_(None)).order_by(Accuse.numero, Accuse.id)
    return list(db.session.execute(rows).scalars())


def compose_receipt(accuse_id: uuid.UUID, *, now: datetime) -> Accuse:
    """Compose the PDF of a receipt from its content alone, once: afterwards its bytes never change."""
    row = db.session.execute(
        select(Accuse).where(Accuse.id == accuse_id).with_for_update().execution_options(populate_existing=True)
    ).scalar_one()
    if row.document_id is None:
        row.document = produce_receipt(row.contenu, row.depose_par_id, now)
    return row


def verify_receipt(numero: str, empreinte: str, client: Client, *, now: datetime) -> Accuse | None:
    """Return the receipt that bears this number and this fingerprint; blanks and capitals do not count.

    Raises:
        TropDEssais: too many checks from one place in an hour.
    """
    if len(list_failures(_CLE, now - HEURE, client.cle)) >= VERIFICATIONS_PAR_HEURE:
        raise TropDEssais("Beaucoup d’accusés ont été vérifiés depuis votre réseau. Recommencez dans une heure.")
    note_try(_CLE, client, now)
    typed = "".join(empreinte.split()).lower()
    if not _EMPREINTE.fullmatch(typed):
        return None
    return db.session.execute(
        select(Accuse).where(Accuse.numero == "".join(numero.split()).upper(), Accuse.empreinte == typed)
    ).scalar_one_or_none()


@dataclass(frozen=True)
class Defaut:
    """What no longer agrees with a receipt."""

    numero: str
    rang: int
    motif: str


def deposit_of(candidature: Candidature, accuse: Accuse) -> dict[str, Any] | None:
    """What was deposited with the last receipt, read again from the rows: the file, or what it was before the first
    correction answered since. None for an earlier receipt, whose rows a later deposit has replaced."""
    last = accuse_of(candidature.id)
    if last is None or last.id != accuse.id:
        return None
    # A deposit closes the request that waits: what was answered at its very instant is what it seals.
    answered = [
        (d.close_at, d)
        for d in demandes_of(candidature.id)
        if d.etat == EtatDemande.REPONDUE and d.close_at is not None and d.close_at > accuse.depose_at
    ]
    if not answered:
        return deposited_data(candidature)
    return deposited_before(candidature, min(answered, key=lambda pair: pair[0])[1].avant)


def verify_receipts(candidature: Candidature) -> list[Defaut]:
    """Recompute every receipt of a file from the database and the stored documents; nothing when all agree (S42).

    Corrections, new deposits and what happens later to the file leave each receipt as it was.
    """
    return [
        Defaut(accuse.numero, accuse.rang, motif)
        for accuse in list_accuses(candidature.id)
        for motif in _defects(candidature, accuse)
    ]


def verify_all_receipts() -> tuple[int, list[Defaut]]:
    """Recompute the receipts of every file, one file at a time: how many there are, and what no longer agrees."""
    numbered = select(Candidature).where(Candidature.numero.is_not(None)).order_by(Candidature.numero)
    keys = list(db.session.execute(numbered.with_only_columns(Candidature.id)).scalars())
    count, found = 0, []
    for key in keys:
        row = db.session.get_one(Candidature, key)
        count += len(list_accuses(key))
        found += verify_receipts(row)
        db.session.expunge_all()
    return count, found


def _defects(candidature: Candidature, accuse: Accuse) -> list[str]:
    read, kept = deposit_of(candidature, accuse), accuse.donnees
    known = kept if kept is not None else read
    files = known["pieces"] if known is not None else []
    stored = {p.document.sha256: p.document for p in candidature.pieces}
    said = [(p["nom"], p["octets"], p["sha256"]) for p in accuse.contenu.get("pieces", [])]
    checks = [
        ("l’accusé ne dit pas l’empreinte gardée", accuse.contenu.get("empreinte") == accuse.empreinte),
        ("l’accusé ne dit pas l’instant gardé", accuse.contenu.get("depose_at") == accuse.depose_at.isoformat()),
        ("les données gardées ne donnent pas l’empreinte", known is not None and seal(known) == accuse.empreinte),
        ("le dossier n’est plus ce qui a été déposé", read is None or seal(read) == accuse.empreinte),
        ("l’accusé ne dit pas les pièces déposées", said == [tuple(piece[1:]) for piece in files]),
        ("une pièce déposée manque ou a changé", all(_is_whole(stored.get(piece[3])) for piece in files)),
        ("le PDF de l’accusé manque ou a changé", _is_whole(accuse.document)),
    ]
    return [motif for motif, holds in checks if not holds]


def _is_whole(document: Document | None) -> bool:
    try:
        return document is not None and bool(read_document(document))
    except Introuvable:
        return False
