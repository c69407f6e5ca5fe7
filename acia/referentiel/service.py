"""Use cases: load the reference tables, import a register file. The caller opens the transaction."""

from __future__ import annotations

import csv
import hashlib
import uuid
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final, cast

from sqlalchemy import String, Table, bindparam, insert, select, update

from acia.config import ROOT
from acia.core.audit import declare_events, record
from acia.core.audit.journal import Auteur
from acia.core.db import Base, db
from acia.referentiel.lecteurs import (
    EtablissementLu,
    FichierRefuse,
    Lecture,
    LigneRejetee,
    Observation,
    read_register,
)
from acia.referentiel.models import (
    CategorieFiness,
    Departement,
    Etablissement,
    Instantane,
    PeriodeScolaire,
    Region,
)
from acia.referentiel.queries import last_national_snapshot
from acia.referentiel.rules import search_key

GRAINES: Final = ROOT / "seeds" / "referentiel"
DEPARTEMENTS_NATIONAL: Final = 90
"""A file that covers this many départements is national: what it does not list has closed."""
BAISSE_MAX: Final = 0.10
_LOT: Final = 2000
_TABLE: Final = cast(Table, Etablissement.__table__)

declare_events(
    {
        "registre_importe": (
            "Registre FINESS du {date_donnees} importé ({source}) : {ajoutes} ajouts, "
            "{modifies} changements, {fermes} fermetures, {rejetes} lignes rejetées."
        )
    },
    keys={"registre_importe": ("date_donnees", "source", "ajoutes", "modifies", "fermes", "rejetes")},
)


# Reference tables


def load_reference_data(folder: Path = GRAINES) -> int:
    """Bring the reference tables to what the seeds say; return how many rows changed, none the second time.

    School breaks entered by hand (overseas arrêtés) are left alone.
    """
    changed = _upsert(Region, "code", _seed(folder, "regions"))
    departements = [
        {"region_code": ligne.pop("region"), **ligne, "zone_scolaire": ligne["zone_scolaire"] or None}
        for ligne in _seed(folder, "departements")
    ]
    changed += _upsert(Departement, "code", departements)
    changed += _upsert(CategorieFiness, "code", _seed(folder, "categories"))
    return changed + _load_vacances(_seed(folder, "vacances"))


def _seed(folder: Path, nom: str) -> list[dict[str, Any]]:
    with (folder / f"{nom}.csv").open(encoding="utf-8", newline="") as fichier:
        return list(csv.DictReader(fichier, delimiter=";"))


def _upsert(modele: type[Base], cle: str, lignes: list[dict[str, Any]]) -> int:
    connues = {getattr(objet, cle): objet for objet in db.session.execute(select(modele)).scalars()}
    changed = 0
    for ligne in lignes:
        objet = connues.get(ligne[cle])
        if objet is None:
            db.session.add(modele(**ligne))
        elif any(getattr(objet, nom) != valeur for nom, valeur in ligne.items()):
            for nom, valeur in ligne.items():
                setattr(objet, nom, valeur)
        else:
            continue
        changed += 1
    db.session.flush()
    return changed


def _load_vacances(lignes: list[dict[str, Any]]) -> int:
    connues = {(p.zone, p.debut): p for p in db.session.execute(select(PeriodeScolaire)).scalars()}
    changed = 0
    for ligne in lignes:
        debut, fin = date.fromisoformat(ligne["debut"]), date.fromisoformat(ligne["fin"])
        periode = connues.get((ligne["zone"], debut))
        if periode is None:
            periode = PeriodeScolaire(zone=ligne["zone"], debut=debut)
            db.session.add(periode)
        elif (periode.nom, periode.fin, periode.source) == (ligne["nom"], fin, ligne["source"]):
            continue
        periode.nom, periode.fin, periode.source = ligne["nom"], fin, ligne["source"]
        changed += 1
    db.session.flush()
    return changed


# Register


@dataclass
class Comptes:
    """How many establishments an import read, added, changed, left, closed or rejected."""

    lus: int = 0
    ajoutes: int = 0
    modifies: int = 0
    inchanges: int = 0
    fermes: int = 0
    rejetes: int = 0


@dataclass
class Bilan:
    """What an import did, or would do."""

    source: str
    date_donnees: date
    disposition: str
    sha256: str
    national: bool = False
    plus_ancien: bool = False
    total: Comptes = field(default_factory=Comptes)
    protection_enfance: Comptes = field(default_factory=Comptes)
    rejets: list[LigneRejetee] = field(default_factory=list)
    observations: list[Observation] = field(default_factory=list)
    instantane_id: uuid.UUID | None = None

    def count(self, act: str, protection_enfance: bool) -> None:
        """Add one establishment to a count, and to that of child protection when it belongs there."""
        for comptes in (self.total, self.protection_enfance)[: 2 if protection_enfance else 1]:
            setattr(comptes, act, getattr(comptes, act) + 1)

    def as_dict(self) -> dict[str, Any]:
        """Plain data for the snapshot row."""
        return {**vars(self.total), "protection_enfance": vars(self.protection_enfance)}


@dataclass(frozen=True, slots=True)
class _Connu:
    empreinte: str
    ouvert: bool
    protection_enfance: bool


def import_register(
    path: Path,
    *,
    source: str = "",
    national: bool = False,
    dry_run: bool = False,
    auteur: Auteur | None,
    now: datetime,
    nom_fichier: str = "",
) -> Bilan:
    """Read a register file of any layout and bring the establishments to what it says, all or nothing.

    `national` forces what 90 départements otherwise tell: absent establishments are then closed. A dry run
    writes nothing and counts the same.

    Raises:
        FichierRefuse: the file does not hold; the caller's transaction must be undone.
    """
    lecture = read_register(path)
    nom = nom_fichier or path.name
    bilan = Bilan(source or nom, lecture.entete.date_donnees, lecture.entete.disposition, lecture.sha256)
    bilan.plus_ancien = _is_older(bilan.date_donnees)
    instantane = None if dry_run else _open_snapshot(bilan, nom, now)
    ecriture = _Ecriture(bilan, instantane)
    departements = ecriture.apply(lecture)
    bilan.total.lus, bilan.total.rejetes = lecture.lues, lecture.nb_rejets
    bilan.rejets, bilan.observations = lecture.rejets, lecture.observations
    bilan.national = national or len(departements) >= DEPARTEMENTS_NATIONAL
    if bilan.national:
        _refuse_collapse(bilan, ecriture.pe_ouverts)
        ecriture.close_absent(lecture)
    if instantane is not None:
        _close_snapshot(instantane, bilan, ecriture.pe_ouverts, auteur, now)
    return bilan


class _Ecriture:
    """Compares what is read with what is stored and writes the difference in batches."""

    def __init__(self, bilan: Bilan, instantane: Instantane | None) -> None:
        self.bilan = bilan
        self.instantane = instantane
        self.pe_ouverts = 0
        self._ajouts: list[dict[str, Any]] = []
        self._changements: list[dict[str, Any]] = []
        self._connus = {
            numero: _Connu(empreinte, ouvert, pe)
            for numero, empreinte, ouvert, pe in db.session.execute(
                select(
                    Etablissement.numero_finess,
                    Etablissement.empreinte,
                    Etablissement.ouvert,
                    Etablissement.protection_enfance,
                )
            )
        }

    def apply(self, lecture: Lecture) -> set[str]:
        """Take every establishment of a reading; return the départements met."""
        departements = set()
        for lu in lecture:
            departements.add(lu.departement)
            self._take(lu)
        self._flush()
        return departements

    def _take(self, lu: EtablissementLu) -> None:
        protege = lu.protection_enfance
        self.pe_ouverts += protege and lu.ouvert
        if protege:
            self.bilan.protection_enfance.lus += 1
        ligne = row_of(lu)
        connu = self._connus.get(lu.numero_finess)
        if connu is None:
            self.bilan.count("ajoutes", protege)
            self._ajouts.append(ligne)
        elif connu.empreinte == ligne["empreinte"]:
            self.bilan.count("inchanges", protege)
        else:
            self.bilan.count("fermes" if connu.ouvert and not lu.ouvert else "modifies", protege)
            self._changements.append({"cle": lu.numero_finess, **ligne})
        if len(self._ajouts) + len(self._changements) >= _LOT:
            self._flush()

    def close_absent(self, lecture: Lecture) -> None:
        """Close the open establishments that a national file no longer lists."""
        for numero, connu in self._connus.items():
            if connu.ouvert and not lecture.has_seen(numero):
                self.bilan.count("fermes", connu.protection_enfance)
                # No fingerprint: whatever a later file says of it, should it come back, is a change.
                fermeture = {"ouvert": False, "date_fermeture": self.bilan.date_donnees, "empreinte": ""}
                self._changements.append({"cle": numero, **fermeture})
        self._flush()

    def _flush(self) -> None:
        if self.instantane is not None:
            repere = {"instantane_id": self.instantane.id}
            if self._ajouts:
                db.session.connection().execute(insert(_TABLE), [ligne | repere for ligne in self._ajouts])
            if self._changements:
                mise_a_jour = update(_TABLE).where(_TABLE.c.numero_finess == bindparam("cle"))
                db.session.connection().execute(mise_a_jour, [ligne | repere for ligne in self._changements])
        self._ajouts, self._changements = [], []


def row_of(lu: EtablissementLu) -> dict[str, Any]:
    """Return the columns of an establishment as stored, with the fingerprint of their values."""
    ligne: dict[str, Any] = {
        "numero_finess": lu.numero_finess,
        "numero_ej": lu.numero_ej,
        "raison_sociale": lu.raison_sociale,
        "nom_long": lu.nom_long,
        "complement": lu.complement,
        "adresse": lu.adresse,
        "code_postal": lu.code_postal,
        "commune": lu.commune,
        "code_commune": lu.code_commune,
        "departement_code": lu.departement,
        "telephone": lu.telephone,
        "categorie": lu.categorie,
        "libelle_categorie": lu.libelle_categorie,
        "agregat": lu.agregat,
        "siret": lu.siret,
        "mft": lu.mft,
        "libelle_mft": lu.libelle_mft,
        "date_ouverture": lu.date_ouverture,
        "date_autorisation": lu.date_autorisation,
        "date_maj": lu.date_maj,
        "lat": lu.lat,
        "lon": lu.lon,
        "protection_enfance": lu.protection_enfance,
        "habilitation_justice": lu.habilitation_justice,
        "ouvert": lu.ouvert,
        "date_fermeture": lu.date_fermeture,
        "nom_recherche": search_key(lu.raison_sociale, lu.nom_long, lu.complement, lu.commune),
    }
    for nom, longueur in _LONGUEURS.items():
        ligne[nom] = ligne[nom][:longueur]
    ligne["empreinte"] = hashlib.sha256(repr(tuple(ligne.values())).encode()).hexdigest()
    return ligne


_CLES: Final = {"numero_finess", "numero_ej", "empreinte"}
_LONGUEURS: Final[dict[str, int]] = {
    colonne.name: colonne.type.length
    for colonne in _TABLE.columns
    if isinstance(colonne.type, String) and colonne.type.length and colonne.name not in _CLES
}
"""Longest text of each column: PostgreSQL refuses more, SQLite would keep it."""


def _is_older(jour: date) -> bool:
    dernier = db.session.execute(
        select(Instantane.date_donnees).order_by(Instantane.date_donnees.desc()).limit(1)
    ).scalar()
    return dernier is not None and jour < dernier


def _open_snapshot(bilan: Bilan, nom_fichier: str, now: datetime) -> Instantane:
    instantane = Instantane(
        date_donnees=bilan.date_donnees,
        source=bilan.source[:200],
        nom_fichier=nom_fichier[:200],
        format=bilan.disposition,
        sha256=bilan.sha256,
        importe_at=now,
        compteurs={},
    )
    db.session.add(instantane)
    db.session.flush()
    return instantane


def _close_snapshot(
    instantane: Instantane, bilan: Bilan, pe_ouverts: int, auteur: Auteur | None, now: datetime
) -> None:
    instantane.national = bilan.national
    instantane.compteurs = {**bilan.as_dict(), "pe_ouverts": pe_ouverts}
    bilan.instantane_id = instantane.id
    record(
        "registre_importe",
        instantane,
        auteur=auteur,
        now=now,
        date_donnees=bilan.date_donnees.isoformat(),
        source=bilan.source,
        ajoutes=bilan.total.ajoutes,
        modifies=bilan.total.modifies,
        fermes=bilan.total.fermes,
        rejetes=bilan.total.rejetes,
    )
    db.session.expire_all()


def _refuse_collapse(bilan: Bilan, pe_ouverts: int) -> None:
    precedent = last_national_snapshot()
    if precedent is None:
        return
    avant = int(precedent.compteurs["pe_ouverts"])
    if pe_ouverts < avant * (1 - BAISSE_MAX):
        raise FichierRefuse(
            f"Ce registre national ne compte que {pe_ouverts} établissements de protection de l’enfance, "
            f"contre {avant} dans le précédent : une baisse de plus de 10 % signale un fichier incomplet. "
            "Rien n’a été importé."
        )
