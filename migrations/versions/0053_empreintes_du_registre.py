"""empreintes du registre : celles des valeurs telles que COPY les prend, cinq fois plus rapides à calculer

Stored fingerprints are computed again from the stored values: the next import finds unchanged what is unchanged.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
import xxhash
from alembic import op

revision = "0053"
down_revision = "0052"
branch_labels = None
depends_on = None

TEXTS = (
    "numero_finess", "numero_ej", "raison_sociale", "nom_long", "complement", "adresse", "code_postal", "commune",
    "code_commune", "departement_code", "telephone", "categorie", "libelle_categorie", "agregat", "siret", "mft",
    "libelle_mft",
)
DAYS = ("date_ouverture", "date_autorisation", "date_maj", "date_fermeture")
REALS = ("lat", "lon")
FLAGS = ("habilitation_justice", "ouvert", "protection_enfance")
KEYS = {"etablissement": ("numero_finess",), "etablissement_anterieur": ("numero_finess", "remplace_par")}
BATCH = 2000


def upgrade() -> None:
    _compute_again(_fields)


def downgrade() -> None:
    _compute_again(_line)


def _compute_again(fingerprint: Callable[[Any], str]) -> None:
    connection = op.get_bind()
    for name, keys in KEYS.items():
        table = sa.table(
            name,
            *(sa.column(text, sa.String) for text in (*TEXTS, "empreinte")),
            *(sa.column(day, sa.Date) for day in DAYS),
            *(sa.column(real, sa.Float) for real in REALS),
            *(sa.column(flag, sa.Boolean) for flag in FLAGS),
            sa.column("remplace_par", sa.Uuid),
        )
        wanted = [table.c[column] for column in dict.fromkeys((*keys, *TEXTS, *DAYS, *REALS, *FLAGS))]
        known = connection.execute(sa.select(*wanted).where(table.c.empreinte != "")).all()
        update = sa.update(table).values(empreinte=sa.bindparam("said"))
        update = update.where(*(table.c[key] == sa.bindparam(f"key_{key}") for key in keys))
        for start in range(0, len(known), BATCH):
            rows = known[start : start + BATCH]
            said = [{"said": fingerprint(row), **{f"key_{key}": getattr(row, key) for key in keys}} for row in rows]
            connection.execute(update, said)


def _values(row: Any, names: Sequence[str]) -> list[Any]:
    return [getattr(row, name) for name in names]


def _fields(row: Any) -> str:
    """Each value after its length in four bytes, -1 for None; days from the first of the year 2000."""
    texts = [text.encode() for text in _values(row, TEXTS)]
    days = [
        None if day is None else struct.pack(">i", (day - date(2000, 1, 1)).days) for day in _values(row, DAYS)
    ]
    reals = [None if real is None else struct.pack(">d", real + 0.0) for real in _values(row, REALS)]
    flags = [struct.pack("?", flag) for flag in _values(row, FLAGS)]
    fields = (
        struct.pack(">i", -1) if value is None else struct.pack(">i", len(value)) + value
        for value in (*texts, *days, *reals, *flags)
    )
    return xxhash.xxh3_128_hexdigest(b"".join(fields))


def _line(row: Any) -> str:
    texts = [*_values(row, TEXTS), *("" if day is None else day.isoformat() for day in _values(row, DAYS))]
    reals = ((real or 0.0) + 0.0 for real in _values(row, REALS))
    numbers = struct.pack("<dd???", *reals, *_values(row, FLAGS))
    return hashlib.blake2b("\x1f".join(texts).encode() + numbers, digest_size=16).hexdigest()
