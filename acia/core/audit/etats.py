"""What the object of an event was before the act and after it, each as one fingerprint of its columns (S112)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import MutableMapping
from datetime import date, datetime
from typing import Any, Final
from weakref import WeakKeyDictionary

from sqlalchemy import event, inspect, select
from sqlalchemy.orm import InstanceState, Session, SessionTransaction, UOWTransaction

from acia.core.db import db

Valeurs = dict[str, Any] | None
"""The columns of a row; nothing when there is no such row."""
_AVANT: Final = "etats_avant_acte"


@event.listens_for(db.session, "before_flush")
def _keep_what_was(session: Session, _context: UOWTransaction, _instances: object) -> None:
    """Keep what the rows about to be written were when the transaction met them."""
    kept = _kept(session)
    for row in session.new:
        kept.setdefault(row, None)
    for row in (*session.dirty, *session.deleted):
        if row not in kept:
            kept[row] = _columns(inspect(row), before=True)


@event.listens_for(db.session, "after_transaction_end")
def _forget(session: Session, transaction: SessionTransaction) -> None:
    if transaction.parent is None:
        session.info.pop(_AVANT, None)


def _kept(session: Session) -> MutableMapping[object, Valeurs]:
    kept: MutableMapping[object, Valeurs] = session.info.setdefault(_AVANT, WeakKeyDictionary())
    return kept


def _columns(state: InstanceState[Any], *, before: bool) -> dict[str, Any]:
    """The columns of a row, as in memory; `before` what has been set and not sent. A column never set is empty."""
    attributes = state.mapper.column_attrs
    if state.expired_attributes.intersection(attributes.keys()):
        return _stored(state)
    # Every row about to be written passes here: the history of each attribute would cost fifty times this.
    held = {**state.dict, **state.committed_state} if before else state.dict
    return {attribute.key: held.get(attribute.key) for attribute in attributes}


def _stored(state: InstanceState[Any]) -> dict[str, Any]:
    """The columns of a row that memory no longer knows, as the database has them; nothing is sent to it for this."""
    mapper = state.mapper
    columns = [attribute.columns[0].label(attribute.key) for attribute in mapper.column_attrs]
    key = [column == value for column, value in zip(mapper.primary_key, state.identity or (), strict=True)]
    row = db.session.connection().execute(select(*columns).where(*key)).mappings().first()
    return dict(row) if row else {}


def fingerprints_of(objet: object) -> tuple[str | None, str | None]:
    """Return the fingerprint of a row before the transaction, or since its last event in it, and the one it has now.

    None says that there is no such row: it is new, or removed. The changes must have been sent to the database.
    """
    state, kept = inspect(objet), _kept(db.session())
    held = _columns(state, before=False)
    now = None if state.deleted or state.was_deleted else held
    was = kept.get(objet, held)
    kept[objet] = now
    return _fingerprint(was), _fingerprint(now)


def _fingerprint(values: Valeurs) -> str | None:
    if values is None:
        return None
    text = json.dumps(values, ensure_ascii=False, sort_keys=True, default=_written)
    return hashlib.sha256(text.encode()).hexdigest()


def _written(value: object) -> str:
    return value.isoformat() if isinstance(value, date | datetime) else str(value)
