"""Writing of an import: what is read is compared with what is stored, and the difference alone is written."""

from __future__ import annotations

import hashlib
import struct
import uuid
from collections import Counter
from datetime import date
from enum import StrEnum
from operator import gt
from typing import Any, Final, cast

from sqlalchemy import Date, String, Table, bindparam, insert, literal, select, update

from acia.core.bulk import copy_rows
from acia.core.db import db
from acia.referentiel.lecteurs import EtablissementLu, Lecture
from acia.referentiel.models import Etablissement, EtablissementAnterieur
from acia.referentiel.rules import is_protection_enfance, search_key

_LOT: Final = 2000
_TABLE: Final = cast(Table, Etablissement.__table__)
_ANTERIEUR: Final = cast(Table, EtablissementAnterieur.__table__)
_COLONNES: Final = (
    *(nom.replace("departement", "departement_code") for nom in EtablissementLu._fields),
    "protection_enfance",
    "nom_recherche",
    "empreinte",
    "instantane_id",
)
_JOURS: Final = tuple(c.name for c in _TABLE.columns if isinstance(c.type, Date))
_TEXTES: Final = slice(2, 17)
_LONGUEURS: Final = tuple(cast(String, _TABLE.c[nom].type).length or 0 for nom in _COLONNES[_TEXTES])
"""Longest text of each column: PostgreSQL refuses more, SQLite would keep it."""


class Acte(StrEnum):
    """What an import does of one establishment; the names of the counts."""

    AJOUTE = "ajoutes"
    MODIFIE = "modifies"
    INCHANGE = "inchanges"
    FERME = "fermes"


class Ecriture:
    """Takes the establishments of one reading; writes nothing without a snapshot to bind them to."""

    def __init__(self, instantane_id: uuid.UUID | None) -> None:
        self.instantane_id = instantane_id
        self.comptes: Counter[tuple[Acte, bool]] = Counter()
        """How many establishments met each act, apart when they belong to child protection."""
        self.pe_lus = 0
        self.pe_ouverts = 0
        self._repere = instantane_id.hex if instantane_id else ""
        self._ajouts: list[tuple[Any, ...]] = []
        self._changements: list[dict[str, Any]] = []
        self._connus: dict[str, str] = {}
        self._fermes: set[str] = set()
        self._proteges: set[str] = set()
        rows = db.session.connection().exec_driver_sql(
            "SELECT numero_finess, empreinte, ouvert, protection_enfance FROM etablissement"
        )
        for numero, empreinte, ouvert, protege in rows:
            self._connus[numero] = empreinte
            if not ouvert:
                self._fermes.add(numero)
            if protege:
                self._proteges.add(numero)

    def apply(self, lecture: Lecture) -> set[str]:
        """Take every establishment of a reading; return the départements met."""
        departements = set()
        for lu in lecture:
            departements.add(lu.departement)
            self._take(lu)
        self._flush()
        return departements

    def _take(self, lu: EtablissementLu) -> None:
        protege = is_protection_enfance(lu.categorie, lu.agregat)
        if protege:
            self.pe_lus += 1
            self.pe_ouverts += lu.ouvert
        if True in map(gt, map(len, _textes(lu)), _LONGUEURS):
            lu = _shortened(lu)
        numero, empreinte = lu.numero_finess, fingerprint_of(lu, protege)
        connue = self._connus.get(numero)
        if connue == empreinte:
            self.comptes[Acte.INCHANGE, protege] += 1
            return
        cle = search_key(lu.raison_sociale, lu.nom_long, lu.complement, lu.commune)
        ligne = (*lu, protege, cle, empreinte, self._repere)
        if connue is None:
            self.comptes[Acte.AJOUTE, protege] += 1
            self._ajouts.append(ligne)
        else:
            ferme = not lu.ouvert and numero not in self._fermes
            self.comptes[Acte.FERME if ferme else Acte.MODIFIE, protege] += 1
            self._changements.append(_as_update(ligne))
        if len(self._ajouts) + len(self._changements) >= _LOT:
            self._flush()

    def close_absent(self, lecture: Lecture, jour: date) -> None:
        """Close on a day the open establishments that a national file no longer lists."""
        for numero in self._connus:
            if numero not in self._fermes and not lecture.has_seen(numero):
                self.comptes[Acte.FERME, numero in self._proteges] += 1
                # No fingerprint: whatever a later file says of it, should it come back, is a change.
                self._changements.append({"cle": numero, "ouvert": False, "date_fermeture": jour, "empreinte": ""})
        self._flush()

    def _flush(self) -> None:
        if self.instantane_id is not None:
            connection = db.session.connection()
            if self._ajouts:
                copy_rows(connection, _TABLE.name, _COLONNES, self._ajouts)
            for debut in range(0, len(self._changements), _LOT // 4):
                self._change(self._changements[debut : debut + _LOT // 4], self.instantane_id)
        self._ajouts, self._changements = [], []

    def _change(self, lot: list[dict[str, Any]], instantane_id: uuid.UUID) -> None:
        """Keep what the rows were, then change them."""
        connection = db.session.connection()
        noms = [colonne.name for colonne in _TABLE.columns]
        avant = select(literal(instantane_id).label("remplace_par"), *_TABLE.columns).where(
            _TABLE.c.numero_finess.in_([ligne["cle"] for ligne in lot])
        )
        connection.execute(insert(_ANTERIEUR).from_select(["remplace_par", *noms], avant))
        mise_a_jour = update(_TABLE).where(_TABLE.c.numero_finess == bindparam("cle"))
        connection.execute(mise_a_jour, [ligne | {"instantane_id": instantane_id} for ligne in lot])


def fingerprint_of(lu: EtablissementLu, protege: bool) -> str:
    """Return what tells whether the values of an establishment are those already stored."""
    textes = "\x1f".join((*lu[:17], *[jour or "" for jour in lu[17:21]])).encode()
    nombres = struct.pack("<dd???", lu.lat or 0.0, lu.lon or 0.0, lu.habilitation_justice, lu.ouvert, protege)
    return hashlib.blake2b(textes + nombres, digest_size=16).hexdigest()


def _textes(lu: EtablissementLu) -> tuple[str, ...]:
    return cast("tuple[str, ...]", lu[_TEXTES])


def _shortened(lu: EtablissementLu) -> EtablissementLu:
    textes = [texte[:longueur] for texte, longueur in zip(_textes(lu), _LONGUEURS, strict=True)]
    return EtablissementLu._make((*lu[: _TEXTES.start], *textes, *lu[_TEXTES.stop :]))


def _as_update(ligne: tuple[Any, ...]) -> dict[str, Any]:
    valeurs = dict(zip(_COLONNES, ligne, strict=True))
    for nom in _JOURS:
        if valeurs[nom]:
            valeurs[nom] = date.fromisoformat(valeurs[nom])
    return {"cle": valeurs["numero_finess"], **valeurs}
