"""Use case: bring the reference tables to what the seeds say. The caller opens the transaction."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path
from typing import Any, Final

from sqlalchemy import select

from acia.config import ROOT
from acia.core.db import Base, db
from acia.referentiel.models import CategorieFiness, Departement, PeriodeScolaire, Region

GRAINES: Final = ROOT / "seeds" / "referentiel"


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
