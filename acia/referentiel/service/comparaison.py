"""What a reading would change of the register: found without writing, while everybody else goes on."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from enum import StrEnum
from functools import lru_cache
from itertools import compress
from typing import Any, Final, cast

import numpy as np
from sqlalchemy import Table, and_, case, func, select

from acia.core.bulk import packed
from acia.core.copie import kinds_of
from acia.core.db import db
from acia.referentiel.lecteurs import Lecture, Lot
from acia.referentiel.lecteurs.cles import Repertoire, digits_in, digits_of, keys_of, number_of
from acia.referentiel.models import Etablissement
from acia.referentiel.rules import is_protection_enfance, search_keys
from acia.referentiel.service.empreintes import EMPREINTE, LUES, SANS_EMPREINTE, fingerprints_of, values_of, written
from acia.referentiel.service.reserve import Reserve

_TABLE: Final = cast(Table, Etablissement.__table__)
_AJOUTEES: Final = ("nom_recherche", "empreinte", "instantane_id")
COLONNES: Final = (*LUES, *_AJOUTEES)
"""What a row written by an import holds."""
_GENRES: Final = kinds_of(_TABLE, COLONNES)


class Acte(StrEnum):
    """What an import does of one establishment; the names of the counts."""

    AJOUTE = "ajoutes"
    MODIFIE = "modifies"
    INCHANGE = "inchanges"
    FERME = "fermes"


class Comparaison:
    """Compares the establishments of one reading with those of the register, and puts the differences aside."""

    def __init__(self) -> None:
        self.instantane_id = uuid.uuid4()
        """Of the import that will write them."""
        self.comptes: Counter[tuple[Acte, bool]] = Counter()
        """How many establishments met each act, apart when they belong to child protection."""
        self.pe_lus = 0
        self.pe_ouverts = 0
        self.ajouts, self.changements = Reserve(), Reserve()
        self.fermetures: list[str] = []
        self._connus = _Connus()

    @property
    def registre_vide(self) -> bool:
        """True when nothing is known: everything read is new."""
        return not len(self._connus)

    def apply(self, lecture: Lecture) -> set[str]:
        """Take every establishment of a reading; return the départements met."""
        departements: set[bytes] = set()
        for lot in lecture.lots():
            departements.update(lot["departement"])
            self._take(lot)
        return set(map(bytes.decode, departements))

    def _take(self, lot: Lot) -> None:
        protege = list(map(_is_protected, lot["categorie"], lot["agregat"]))
        proteges, ouverts = np.array(protege), np.array(lot["ouvert"])
        self.pe_lus += int(np.count_nonzero(proteges))
        self.pe_ouverts += int(np.count_nonzero(proteges & ouverts))
        valeurs = values_of(lot, protege)
        empreintes = fingerprints_of(valeurs)
        rangs = self._connus.met(lot["numero_finess"])
        inchanges = self._connus.hold(rangs, empreintes)
        self._count(Acte.INCHANGE, proteges, inchanges)
        nouveaux = rangs < 0
        fermes = ~ouverts & self._connus.ouverts[rangs] & ~nouveaux & ~inchanges
        self._count(Acte.AJOUTE, proteges, nouveaux)
        self._count(Acte.FERME, proteges, fermes)
        self._count(Acte.MODIFIE, proteges, ~(nouveaux | inchanges | fermes))
        lot = Lot([*lot.colonnes, protege])
        self._put_aside(self.ajouts, lot, valeurs, empreintes, nouveaux)
        self._put_aside(self.changements, lot, valeurs, empreintes, ~(nouveaux | inchanges))

    def _put_aside(self, reserve: Reserve, lot: Lot, valeurs: Sequence[bytes], empreintes: Any, gardes: Any) -> None:
        """Keep the marked rows of a reading, with the words of their search."""
        if not gardes.any():
            return
        if not gardes.all():
            marques = gardes.tolist()
            lot, valeurs, empreintes = lot.only(marques), list(compress(valeurs, marques)), empreintes[gardes]
        colonnes = [*lot.colonnes, _keys(lot), written(empreintes), [self.instantane_id.hex.encode()] * len(lot)]
        reserve.put(packed(db.session.connection(), _GENRES, colonnes, begun=(valeurs, len(LUES))))

    def _count(self, acte: Acte, proteges: Any, concernes: Any) -> None:
        dont = int(np.count_nonzero(concernes & proteges))
        self.comptes[acte, True] += dont
        self.comptes[acte, False] += int(np.count_nonzero(concernes)) - dont

    def close_absent(self, lecture: Lecture, departements: Collection[str] | None = None) -> int:
        """Note the open establishments that a file no longer lists, in some départements or everywhere; return how many
        of them belong to child protection."""
        couverts = None if departements is None else _numbers_in(departements)
        proteges = 0
        for numero, protege in self._connus.absent():
            if not lecture.has_seen(numero) and (couverts is None or numero in couverts):
                self.comptes[Acte.FERME, protege] += 1
                self.fermetures.append(numero)
                proteges += protege
        return proteges


def _numbers_in(departements: Collection[str]) -> set[str]:
    rows = select(_TABLE.c.numero_finess).where(_TABLE.c.departement_code.in_(departements))
    return set(db.session.execute(rows).scalars())


class _Connus:
    """The register as it is: numbers and fingerprints, in arrays."""

    def __init__(self) -> None:
        marque = case(
            (and_(_TABLE.c.ouvert, _TABLE.c.protection_enfance), "3"),
            (_TABLE.c.protection_enfance, "2"),
            (_TABLE.c.ouvert, "1"),
            else_="0",
        )
        empreinte = case((_TABLE.c.empreinte == "", SANS_EMPREINTE), else_=_TABLE.c.empreinte)
        # The database makes three long texts of its rows: a hundred thousand of them one by one would cost more.
        listes = (func.aggregate_strings(colonne, "") for colonne in (_TABLE.c.numero_finess, empreinte, marque))
        numeros, empreintes, marques = (texte or "" for texte in db.session.execute(select(*listes)).one())
        self._cles = keys_of(digits_in(numeros))
        self._empreintes = np.frombuffer(bytes.fromhex(empreintes), EMPREINTE)
        # One more, which stands for what is not known: rank -1.
        octets = np.frombuffer(marques.encode() + b"0", np.uint8)
        self.ouverts, self._proteges = octets & 1 > 0, octets & 2 > 0
        self._lus = np.zeros(len(self._cles) + 1, bool)
        self._repertoire = Repertoire(self._cles)

    def __len__(self) -> int:
        return len(self._cles)

    def met(self, numeros: Sequence[bytes]) -> Any:
        """Return the rank of each number, -1 when it is new."""
        if not len(self):
            return np.full(len(numeros), -1)
        rangs = self._repertoire.ranks(keys_of(digits_of(numeros)))
        self._lus[rangs] = True
        return rangs

    def hold(self, rangs: Any, empreintes: Any) -> Any:
        """Tell which rows are stored as they are read."""
        return (self._empreintes[rangs] == empreintes) & (rangs >= 0) if len(self) else rangs >= 0

    def absent(self) -> Iterable[tuple[str, bool]]:
        """Yield the number of each open establishment that was not met, and whether it belongs to child protection."""
        for rang in np.flatnonzero(self.ouverts & ~self._lus).tolist():
            yield number_of(int(self._cles[rang])), bool(self._proteges[rang])


@lru_cache(maxsize=4096)
def _is_protected(categorie: bytes, agregat: bytes) -> bool:
    return is_protection_enfance(categorie.decode(), agregat.decode())


def _keys(lot: Lot) -> list[bytes]:
    """The words to be found by; the short name is left out when the long one begins with it."""
    courts, longs = lot["raison_sociale"], lot["nom_long"]
    noms = [
        long if long == court or long.startswith(court + b" ") else b"%b %b" % (court, long)
        for court, long in zip(courts, longs, strict=True)
    ]
    remplies = [colonne for colonne in (noms, lot["complement"], lot["commune"]) if any(colonne)]
    return search_keys(list(map(b" ".join, zip(*remplies, strict=True))))
