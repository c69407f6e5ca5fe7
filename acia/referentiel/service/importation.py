"""Use case: bring the establishments to what a register file says, all or nothing. The caller opens the transaction."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from sqlalchemy import select

from acia.core.audit import declare_events, record
from acia.core.audit.journal import Auteur
from acia.core.db import db
from acia.referentiel.lecteurs import FichierRefuse, Lecture, LigneRejetee, Observation, read_register
from acia.referentiel.models import Instantane
from acia.referentiel.queries import last_national_snapshot, latest_snapshot
from acia.referentiel.service.ecriture import Ecriture

DEPARTEMENTS_NATIONAL: Final = 90
"""A file that covers this many départements is national: what it does not list has closed."""
BAISSE_MAX: Final = 0.10

declare_events(
    {
        "registre_importe": (
            "Registre FINESS du {date_donnees} importé ({source}) : {ajoutes} ajouts, "
            "{modifies} changements, {fermes} fermetures, {rejetes} lignes rejetées."
        )
    },
    keys={"registre_importe": ("date_donnees", "source", "ajoutes", "modifies", "fermes", "rejetes")},
)


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

    def account(self, lecture: Lecture, ecriture: Ecriture) -> None:
        """Take the counts of a finished import."""
        self.total.lus, self.total.rejetes = lecture.lues, lecture.nb_rejets
        self.rejets, self.observations = lecture.rejets, lecture.observations
        self.protection_enfance.lus = ecriture.pe_lus
        for (acte, protege), nombre in ecriture.comptes.items():
            for comptes in (self.total, self.protection_enfance)[: 2 if protege else 1]:
                setattr(comptes, acte, getattr(comptes, acte) + nombre)

    def as_dict(self) -> dict[str, Any]:
        """Plain data for the snapshot row."""
        return {**vars(self.total), "protection_enfance": vars(self.protection_enfance)}


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
    if not dry_run:
        hold_register()
    instantane = None if dry_run else _open_snapshot(bilan, nom, now)
    ecriture = Ecriture(instantane.id if instantane else None)
    departements = ecriture.apply(lecture)
    bilan.national = national or len(departements) >= DEPARTEMENTS_NATIONAL
    if bilan.national:
        _refuse_collapse(ecriture.pe_ouverts)
        ecriture.close_absent(lecture, bilan.date_donnees)
    bilan.account(lecture, ecriture)
    if instantane is not None:
        _close_snapshot(instantane, bilan, ecriture.pe_ouverts, auteur, now)
    return bilan


def hold_register() -> None:
    """Hold the register until the end of the transaction: imports and returns follow each other."""
    dernier = latest_snapshot()
    if dernier is not None:
        db.session.execute(select(Instantane.id).where(Instantane.id == dernier.id).with_for_update())


def _is_older(jour: date) -> bool:
    dernier = db.session.execute(
        select(Instantane.date_donnees)
        .where(Instantane.annule_at.is_(None))
        .order_by(Instantane.date_donnees.desc())
        .limit(1)
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


def _refuse_collapse(pe_ouverts: int) -> None:
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
