"""Use case: give the register back as it was before its last import. The caller opens the transaction."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Final, cast

from sqlalchemy import ColumnElement, Table, delete, exists, func, or_, select, update
from sqlalchemy.exc import IntegrityError

from acia.core.audit import declare_events, record
from acia.core.audit.journal import Auteur
from acia.core.db import Base, db
from acia.core.errors import ActionRefusee, Introuvable
from acia.referentiel.models import Etablissement, EtablissementAnterieur, Instantane
from acia.referentiel.queries import latest_snapshot

_TABLE: Final = cast(Table, Etablissement.__table__)
_ANTERIEUR: Final = cast(Table, EtablissementAnterieur.__table__)

declare_events(
    {
        "registre_repris": (
            "Import du registre du {date_donnees} annulé : {remis} établissements remis comme avant, "
            "{retires} retirés, {gardes} gardés parce qu’un dossier les cite."
        )
    },
    keys={"registre_repris": ("date_donnees", "remis", "retires", "gardes")},
)


@dataclass(frozen=True)
class Retour:
    """How many establishments a return put back as they were, took away, or left because a file cites them."""

    remis: int
    retires: int
    gardes: int


def revert_import(instantane_id: uuid.UUID, *, motif: str, auteur: Auteur | None, now: datetime) -> Retour:
    """Undo the last import: every row is again what it was, to the byte. Verdicts keep the facts they were given on.

    Raises:
        Introuvable: no import bears this identifier.
        ActionRefusee: it is not the last one, it is undone already, no reason is given, or a file has just been opened
            on an establishment that it added.
    """
    instantane = db.session.get(Instantane, instantane_id, with_for_update=True, populate_existing=True)
    if instantane is None:
        raise Introuvable()
    dernier = latest_snapshot()
    if dernier is None or dernier.id != instantane_id:
        raise ActionRefusee("Seul le dernier import peut être annulé.")
    if not motif.strip():
        raise ActionRefusee("Dites pourquoi vous revenez au registre précédent.", "motif")
    remis = _put_back(instantane_id)
    try:
        retires = _take_away(instantane_id)
    except IntegrityError as erreur:
        raise ActionRefusee("Un dossier vient d’être ouvert sur un établissement ajouté : recommencez.") from erreur
    gardes = db.session.execute(
        select(func.count()).select_from(_TABLE).where(_TABLE.c.instantane_id == instantane_id)
    ).scalar_one()
    instantane.annule_at = now
    retour = Retour(remis, retires, gardes)
    record(
        "registre_repris",
        instantane,
        auteur=auteur,
        now=now,
        motif=motif.strip(),
        date_donnees=instantane.date_donnees.isoformat(),
        **vars(retour),
    )
    db.session.flush()
    db.session.expire_all()
    return retour


def _put_back(instantane_id: uuid.UUID) -> int:
    anciennes = {c.name: _ANTERIEUR.c[c.name] for c in _TABLE.columns if c.name != "numero_finess"}
    reprise = (
        update(_TABLE)
        .values(anciennes)
        .where(_TABLE.c.numero_finess == _ANTERIEUR.c.numero_finess, _ANTERIEUR.c.remplace_par == instantane_id)
    )
    return db.session.connection().execute(reprise).rowcount


def _take_away(instantane_id: uuid.UUID) -> int:
    ajoutes = delete(_TABLE).where(_TABLE.c.instantane_id == instantane_id, ~or_(*_citations()))
    return db.session.connection().execute(ajoutes).rowcount


def _citations() -> list[ColumnElement[bool]]:
    """One condition for each table of a later stage that cites an establishment."""
    return [
        exists().where(cle.parent == _TABLE.c.numero_finess)
        for table in Base.metadata.tables.values()
        for cle in table.foreign_keys
        if cle.column.table is _TABLE
    ]
