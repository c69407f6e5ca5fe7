"""Figures of S99, S100, S103 and S104 in one table: `python -m tests.bench.registre_surete_bench`."""

from __future__ import annotations

import gzip
import itertools
import os
import random
import tempfile
import time
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import func, select

from acia import create_app
from acia.core.db import db, transaction
from acia.referentiel.lecteurs import FichierRefuse, read_register
from acia.referentiel.models import Etablissement, Instantane
from acia.referentiel.rules import has_valid_key
from acia.referentiel.service import import_register
from tests.bench.registre_bench import migrate, our_import, write_file
from tests.conftest import TEST_SETTINGS
from tests.factories.registre_finess import Ligne, file_507, several
from tests.integration.referentiel.test_fichiers_mutiles import MUTILES

ACCENTS = "FOYER DE L'ÎLE À VÊTIR ÉTÉ ÇÀ ËÏÔÙÜ"
LUS = ("utf-8", "utf-8-sig", "cp1252", "latin-1")
REFUSES = ("utf-16", "utf-16-le", "utf-32", "cp850", "mac_roman", "cp500")
ENTETES = ("finess;etalab;111;2026-05-12", "finess;finess-plus;v1.0.0;2026-05-12")
MUTATIONS = 500


def encodings(file: Path) -> str:
    """S99: what is read, in how many ways, and how many names are spoilt."""
    read = spoilt = refused = 0
    for encoding, header, end, packed, quoted in itertools.product(LUS, ENTETES, ("\n", "\r\n"), (0, 1), (0, 1)):
        name = f'"{ACCENTS}"' if quoted else ACCENTS
        text = file_507([replace(ligne, nom=name) for ligne in several(3)], entete=header).replace("\n", end)
        file.write_bytes(gzip.compress(text.encode(encoding)) if packed else text.encode(encoding))
        read += 1
        spoilt += sum(lu.raison_sociale != name for lu in read_register(file))
    for encoding in REFUSES:
        file.write_bytes(file_507([Ligne(nom=ACCENTS)]).encode(encoding, "replace"))
        refused += _is_refused(file)
    return f"{read} encodings and layouts read, {spoilt} names spoilt; {refused} of {len(REFUSES)} others refused"


def _is_refused(file: Path) -> bool:
    try:
        list(read_register(file))
    except FichierRefuse:
        return True
    return False


def mutilated(file: Path) -> str:
    """S100: whatever is wrong, all is applied or nothing."""
    whole = file_507(several(12)).encode()
    dice = random.Random(20260512)  # noqa: S311 - damage must be the same each time
    damaged = [one if isinstance(one, bytes) else one.encode() for one in MUTILES.values()]
    for _ in range(MUTATIONS):
        start, copy = dice.randrange(len(whole)), bytearray(whole)
        copy[start : start + dice.randrange(1, 200)] = bytes(dice.randrange(256) for _ in range(dice.randrange(4)))
        damaged.append(bytes(copy))
    outcomes: Counter[str] = Counter()
    for content in damaged:
        file.write_bytes(content)
        outcomes[_imported(file)] += 1
    return (
        f"{len(MUTILES)} mutilated files and {MUTATIONS} mutations: {outcomes['refused']} refused, "
        f"{outcomes['whole']} still whole, {outcomes['partial']} applied in part, {outcomes['error']} errors"
    )


def _imported(file: Path) -> str:
    before = _counts()
    try:
        with transaction():
            bilan = import_register(file, auteur=None, now=datetime.now(UTC))
    except FichierRefuse:
        return "refused" if _counts() == before else "partial"
    except Exception:  # any other error is what is counted here
        return "error"
    return "whole" if bilan.total.lus == 12 and not bilan.total.rejetes else "partial"


def _counts() -> tuple[int, ...]:
    db.session.rollback()
    return tuple(db.session.scalar(select(func.count()).select_from(t)) or 0 for t in (Etablissement, Instantane))


def national(file: Path, url: str) -> str:
    """S103: a national file."""
    write_file(file)
    begun = time.perf_counter()
    alone, whole, _ = our_import(file, url)
    return (
        f"110,000 + 110,000 lines: {time.perf_counter() - begun:.1f} s in all, {alone.cpu:.1f} s CPU of import, "
        f"{whole.memoire} MB, {alone.memoire} of them for the import"
    )


def numbers() -> str:
    """S104: the key finds every typing error of one digit."""
    found = tried = 0
    for ligne in several(200):
        for rank, digit in itertools.product(range(9), "0123456789"):
            typed = ligne.numero[:rank] + digit + ligne.numero[rank + 1 :]
            if typed != ligne.numero:
                tried += 1
                found += not has_valid_key(typed)
    return f"{found} of {tried} numbers with one wrong digit refused"


def main() -> None:
    """Print one line a requirement."""
    os.umask(0o077)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        file = folder / "registre.csv"
        url = f"sqlite:///{folder / 'acia.db'}"
        migrate(url)
        with create_app(replace(TEST_SETTINGS, SQLALCHEMY_DATABASE_URI=url, DONNEES=folder)).app_context():
            print(f"S99   {encodings(file)}")
            print(f"S100  {mutilated(file)}")
        url = f"sqlite:///{folder / 'nationale.db'}"
        migrate(url)
        print(f"S103  {national(file, url)}")
        print(f"S104  {numbers()}")


if __name__ == "__main__":
    main()
