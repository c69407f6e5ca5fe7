"""Writing of an import: what was put aside goes to the register, in the transaction of the caller."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any, Final, cast

from sqlalchemy import ColumnElement, Table, column, insert, literal, select, table, text, update

from acia.core.bulk import load
from acia.core.db import db
from acia.referentiel.models import Etablissement, EtablissementAnterieur
from acia.referentiel.service.comparaison import COLONNES, Comparaison
from acia.referentiel.service.reserve import Reserve

_TABLE: Final = cast(Table, Etablissement.__table__)
_ANTERIEUR: Final = cast(Table, EtablissementAnterieur.__table__)
_LOT: Final = 500
_CHANGEMENTS: Final = table("import_changements", *map(column, COLONNES))
"""A table of this connection alone, for the time of an import."""


def write_differences(comparaison: Comparaison, jour: date) -> None:
    """Add, change and close; what the changed rows were is kept. Absent establishments close on the day given."""
    instantane_id = comparaison.instantane_id
    _insert(_TABLE.name, comparaison.ajouts)
    if comparaison.changements:
        _change(comparaison.changements, instantane_id)
    for debut in range(0, len(comparaison.fermetures), _LOT):
        _close(comparaison.fermetures[debut : debut + _LOT], instantane_id, jour)


def _insert(nom: str, reserve: Reserve) -> None:
    load(db.session.connection(), nom, COLONNES, reserve)


def _change(reserve: Reserve, instantane_id: uuid.UUID) -> None:
    connection = db.session.connection()
    modele = f"SELECT {', '.join(COLONNES)} FROM {_TABLE.name} WHERE 1 = 0"  # noqa: S608 - our own names
    connection.execute(text(f"CREATE TEMPORARY TABLE {_CHANGEMENTS.name} AS {modele}"))
    _insert(_CHANGEMENTS.name, reserve)
    _keep(_TABLE.c.numero_finess.in_(select(_CHANGEMENTS.c.numero_finess)), instantane_id)
    valeurs = {nom: _CHANGEMENTS.c[nom] for nom in COLONNES if nom != "numero_finess"}
    connection.execute(update(_TABLE).values(valeurs).where(_TABLE.c.numero_finess == _CHANGEMENTS.c.numero_finess))
    connection.execute(text(f"DROP TABLE {_CHANGEMENTS.name}"))


def _close(numeros: list[str], instantane_id: uuid.UUID, jour: date) -> None:
    fermes = _TABLE.c.numero_finess.in_(numeros)
    _keep(fermes, instantane_id)
    # No fingerprint: whatever a later file says of it, should it come back, is a change.
    valeurs: dict[str, Any] = {"ouvert": False, "date_fermeture": jour, "empreinte": "", "instantane_id": instantane_id}
    db.session.connection().execute(update(_TABLE).values(valeurs).where(fermes))


def _keep(concernes: ColumnElement[bool], instantane_id: uuid.UUID) -> None:
    noms = [colonne.name for colonne in _TABLE.columns]
    avant = select(literal(instantane_id).label("remplace_par"), *_TABLE.columns).where(concernes)
    db.session.connection().execute(insert(_ANTERIEUR).from_select(["remplace_par", *noms], avant))
