"""What the worker does for the register: find the differences that a file would make, and apply them once confirmed."""

from __future__ import annotations

import uuid
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any, Final, cast

from sqlalchemy import Table, and_, or_, select

from acia.core.db import copied, db, transaction
from acia.core.errors import ActionRefusee
from acia.core.jobs import handler
from acia.referentiel.consequences import Apres, watch
from acia.referentiel.differences import compare
from acia.referentiel.lecteurs import FichierRefuse
from acia.referentiel.models import (
    Etablissement,
    EtablissementAnterieur,
    EtatMiseAJour,
    Instantane,
    MiseAJour,
    Portee,
)
from acia.referentiel.queries import latest_snapshot
from acia.referentiel.service import Bilan, RegistreChange, apply_update, prepare_import, refuse_application
from acia.referentiel.service.fichiers import forget_file, path_of
from acia.referentiel.service.importation import state_of_register, write_snapshot
from acia.referentiel.service.mise_a_jour import APPLICATION, DISPARU, LECTURE

_TABLE: Final = cast(Table, Etablissement.__table__)
_ANTERIEUR: Final = cast(Table, EtablissementAnterieur.__table__)
_INSTANTANE: Final = cast(Table, Instantane.__table__)
LIGNES_MONTREES: Final = 100
"""Rows rejected or read in part that are kept to be shown."""


@dataclass
class _Apercu:
    refus: str = ""
    base_id: uuid.UUID | None = None
    bilan: dict[str, Any] = field(default_factory=dict)
    differences: list[dict[str, Any]] = field(default_factory=list)
    dossiers: dict[str, Any] = field(default_factory=dict)


@handler(LECTURE)
def read_update(data: dict[str, Any], now: datetime) -> None:
    """Find the differences of a file, on a copy of the register that nobody else sees: only their list is written."""
    key = uuid.UUID(data["mise_a_jour"])
    row = db.session.get_one(MiseAJour, key)
    if row.etat != EtatMiseAJour.EN_LECTURE:
        return
    apercu = _preview(row, now)
    with transaction():
        row = db.session.get_one(MiseAJour, key, with_for_update=True)
        if row.etat != EtatMiseAJour.EN_LECTURE:
            return
        row.etat = EtatMiseAJour.REFUSEE if apercu.refus else EtatMiseAJour.PRETE
        row.lue_at, row.refus, row.base_id = now, apercu.refus, apercu.base_id
        row.bilan, row.differences, row.dossiers = apercu.bilan, apercu.differences, apercu.dossiers
    if apercu.refus:
        forget_file(key)


@dataclass(frozen=True)
class _Personne:
    """Who asked for an application, as the journal names her."""

    id: uuid.UUID
    libelle: str


@handler(APPLICATION)
def apply_file(data: dict[str, Any], now: datetime) -> None:
    """Read and compare the file while everybody goes on, then write its differences in one short transaction."""
    key = uuid.UUID(data["mise_a_jour"])
    row = db.session.get_one(MiseAJour, key)
    if row.etat != EtatMiseAJour.APPLICATION:
        return
    auteur = _Personne(uuid.UUID(data["auteur"]), data["libelle"])
    portee = Portee(row.portee or Portee.AUTO)
    try:
        if not path_of(key).exists():
            raise ActionRefusee(DISPARU)
        preparation = prepare_import(path_of(key), source=row.source, portee=portee, nom_fichier=row.nom_fichier)
        with transaction():
            apply_update(key, preparation, auteur=auteur, now=now)
    except ActionRefusee as refus:
        with transaction():
            refuse_application(key, refus.motif)


def _preview(row: MiseAJour, now: datetime) -> _Apercu:
    key, portee = row.id, Portee(row.portee or Portee.AUTO)
    try:
        preparation = prepare_import(path_of(key), source=row.source, portee=portee)
    except FichierRefuse as refus:
        return _Apercu(refus=refus.motif)
    with copied(_TABLE, _INSTANTANE, emptied=(_ANTERIEUR,)):
        if state_of_register() != preparation.etat:
            raise RegistreChange()
        base, apercu = latest_snapshot(), _Apercu()
        apercu.base_id = base.id if base else None
        apres = watch(now)
        write_snapshot(preparation, now)
        db.session.expire_all()
        _describe(apercu, preparation.bilan, apres)
    return apercu


def _describe(apercu: _Apercu, bilan: Bilan, apres: Apres) -> None:
    instantane_id = cast(uuid.UUID, bilan.instantane_id)
    apercu.bilan = {
        **bilan.as_dict(),
        "date_donnees": bilan.date_donnees.isoformat(),
        "format": bilan.disposition,
        "national": bilan.national,
        "departements": bilan.departements,
        "plus_ancien": bilan.plus_ancien,
        "rejets": [asdict(ligne) for ligne in bilan.rejets[:LIGNES_MONTREES]],
        "observations": [asdict(ligne) for ligne in bilan.observations[:LIGNES_MONTREES]],
        "nb_observations": len(bilan.observations),
    }
    apercu.differences = _differences(instantane_id)
    apercu.dossiers = asdict(apres(_touched(instantane_id)))


def _touched(instantane_id: uuid.UUID) -> frozenset[str]:
    rows = select(_TABLE.c.numero_finess).where(_TABLE.c.instantane_id == instantane_id)
    return frozenset(db.session.execute(rows).scalars())


def _differences(instantane_id: uuid.UUID) -> list[dict[str, Any]]:
    """What an import changes of child protection, establishment by establishment."""
    avant = [c.label(f"avant_{c.name}") for c in _ANTERIEUR.columns]
    lien = and_(_ANTERIEUR.c.numero_finess == _TABLE.c.numero_finess, _ANTERIEUR.c.remplace_par == instantane_id)
    rows = (
        select(_TABLE, *avant)
        .outerjoin(_ANTERIEUR, lien)
        .where(
            _TABLE.c.instantane_id == instantane_id,
            or_(_TABLE.c.protection_enfance, _ANTERIEUR.c.protection_enfance),
        )
        .order_by(_TABLE.c.departement_code, _TABLE.c.nom_recherche, _TABLE.c.numero_finess)
    )
    return [_line(dict(row)) for row in db.session.execute(rows).mappings()]


def _line(row: dict[str, Any]) -> dict[str, Any]:
    connu = row["avant_numero_finess"] is not None
    avant = {nom.removeprefix("avant_"): valeur for nom, valeur in row.items() if nom.startswith("avant_")}
    difference = compare(avant if connu else None, row)
    return {
        "numero": row["numero_finess"],
        "nom": row["nom_long"] or row["raison_sociale"],
        "commune": row["commune"],
        "departement": row["departement_code"],
        "natures": list(difference.natures),
        "ecarts": [list(vars(ecart).values()) for ecart in difference.ecarts],
    }
