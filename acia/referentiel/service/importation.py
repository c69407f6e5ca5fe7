"""Use case: bring the establishments to what a register file says, all or nothing. The caller opens the transaction."""

from __future__ import annotations

import uuid
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast

from sqlalchemy import Table, func, select

from acia.core.audit import declare_events, record
from acia.core.audit.journal import Auteur
from acia.core.bulk import indexed_at_the_end, uncollected
from acia.core.db import db
from acia.core.errors import ActionRefusee
from acia.referentiel.lecteurs import FichierRefuse, Lecture, LigneRejetee, Observation, read_register
from acia.referentiel.models import Etablissement, Instantane, Portee
from acia.referentiel.queries import last_national_snapshot, latest_snapshot

if TYPE_CHECKING:
    from acia.referentiel.service.comparaison import Comparaison

_TABLE: Final = cast(Table, Etablissement.__table__)
DEPARTEMENTS_NATIONAL: Final = 90
"""A file that covers this many départements is national: what it does not list has closed."""
BAISSE_MAX: Final = 0.10
FERMETURES_LOCALES: Final = 5
"""A département has few establishments: up to five may close at once without a doubt on its file."""

declare_events(
    {
        "registre_importe": (
            "Registre FINESS du {date_donnees} importé ({source}) : {ajoutes} ajouts, "
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
    departements: list[str] = field(default_factory=list)
    """Those that the file describes whole: establishments that it leaves out close there."""
    plus_ancien: bool = False
    total: Comptes = field(default_factory=Comptes)
    protection_enfance: Comptes = field(default_factory=Comptes)
    rejets: list[LigneRejetee] = field(default_factory=list)
    observations: list[Observation] = field(default_factory=list)
    instantane_id: uuid.UUID | None = None

    def account(self, lecture: Lecture, comparaison: Comparaison) -> None:
        """Take the counts of a finished import."""
        self.total.lus, self.total.rejetes = lecture.lues, lecture.nb_rejets
        self.rejets, self.observations = lecture.rejets, lecture.observations
        self.protection_enfance.lus = comparaison.pe_lus
        for (acte, protege), nombre in comparaison.comptes.items():
            for comptes in (self.total, self.protection_enfance)[: 2 if protege else 1]:
                setattr(comptes, acte, getattr(comptes, acte) + nombre)

    def as_dict(self) -> dict[str, Any]:
        """Plain data for the snapshot row."""
        return {**vars(self.total), "protection_enfance": vars(self.protection_enfance)}


@dataclass
class Preparation:
    """A file read and compared with the register, nothing of it written yet."""

    bilan: Bilan
    nom_fichier: str
    pe_ouverts: int
    comparaison: Comparaison
    etat: tuple[Any, ...]
    """The imports that the comparison was made on."""


@uncollected()
def prepare_import(path: Path, *, source: str = "", portee: Portee = Portee.AUTO, nom_fichier: str = "") -> Preparation:
    """Read a register file of any layout and find what it would change. Nothing is written and nobody waits.

    `portee` says where the establishments that the file leaves out are closed.

    Raises:
        FichierRefuse: the file does not hold.
    """
    # It brings numpy, which pages do without.
    from acia.referentiel.service.comparaison import Comparaison

    etat = state_of_register()
    lecture = read_register(path)
    nom = nom_fichier or path.name
    bilan = Bilan(source or nom, lecture.entete.date_donnees, lecture.entete.disposition, lecture.sha256)
    bilan.plus_ancien = _is_older(bilan.date_donnees)
    comparaison = Comparaison()
    departements = comparaison.apply(lecture)
    bilan.national = portee == Portee.NATIONAL or (portee == Portee.AUTO and len(departements) >= DEPARTEMENTS_NATIONAL)
    if bilan.national:
        _refuse_collapse(comparaison.pe_ouverts)
        comparaison.close_absent(lecture)
    elif portee == Portee.DEPARTEMENTS:
        bilan.departements = sorted(departements)
        _refuse_local_collapse(comparaison.close_absent(lecture, departements), departements)
    bilan.account(lecture, comparaison)
    return Preparation(bilan, nom, comparaison.pe_ouverts, comparaison, etat)


@uncollected()
def write_import(preparation: Preparation, *, auteur: Auteur | None, now: datetime) -> Bilan:
    """Bring the establishments to what a prepared file says: the only moment when the register is held.

    Raises:
        RegistreChange: another import was made or undone since the file was compared.
    """
    hold_register()
    if state_of_register() != preparation.etat:
        raise RegistreChange()
    bilan = preparation.bilan
    connection = db.session.connection()
    with indexed_at_the_end(connection, _TABLE) if preparation.comparaison.registre_vide else nullcontext():
        instantane = write_snapshot(preparation, now)
    _record(instantane, bilan, auteur, now)
    return bilan


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
    """Prepare and write in the transaction of the caller, who accepts to hold the register all along.

    A dry run writes nothing and counts the same; `national` forces what 90 départements otherwise tell.

    Raises:
        FichierRefuse: the file does not hold; the caller's transaction must be undone.
    """
    portee = Portee.NATIONAL if national else Portee.AUTO
    preparation = prepare_import(path, source=source, portee=portee, nom_fichier=nom_fichier)
    return preparation.bilan if dry_run else write_import(preparation, auteur=auteur, now=now)


class RegistreChange(ActionRefusee):
    """Another import was made or undone since a file was compared with the register."""

    def __init__(self) -> None:
        super().__init__("Un autre import du registre vient d’être fait ou annulé. Recommencez : rien n’a été écrit.")


def state_of_register() -> tuple[Any, ...]:
    """What tells whether an import was made or undone meanwhile."""
    imports = select(func.count(), func.count(Instantane.annule_at), func.max(Instantane.importe_at))
    return tuple(db.session.execute(imports).one())


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


def write_snapshot(preparation: Preparation, now: datetime) -> Instantane:
    """Write the differences of a prepared file and the row they belong to, nothing else."""
    from acia.referentiel.service.ecriture import write_differences

    bilan = preparation.bilan
    instantane = Instantane(
        id=preparation.comparaison.instantane_id,
        date_donnees=bilan.date_donnees,
        source=bilan.source[:200],
        nom_fichier=preparation.nom_fichier[:200],
        format=bilan.disposition,
        sha256=bilan.sha256,
        national=bilan.national,
        importe_at=now,
        compteurs={**bilan.as_dict(), "pe_ouverts": preparation.pe_ouverts},
    )
    db.session.add(instantane)
    db.session.flush()
    bilan.instantane_id = instantane.id
    write_differences(preparation.comparaison, bilan.date_donnees)
    return instantane


def _record(instantane: Instantane, bilan: Bilan, auteur: Auteur | None, now: datetime) -> None:
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


def _refuse_local_collapse(fermes: int, departements: set[str]) -> None:
    proteges = Etablissement.protection_enfance, Etablissement.ouvert.is_(True)
    avant = db.session.execute(
        select(func.count()).where(*proteges, Etablissement.departement_code.in_(departements))
    ).scalar_one()
    if fermes > max(avant * BAISSE_MAX, FERMETURES_LOCALES):
        raise FichierRefuse(
            f"Ce fichier fermerait {fermes} établissements de protection de l’enfance sur les {avant} des départements "
            "qu’il décrit : plus de 10 % signale un fichier incomplet. Rien n’a été importé."
        )


def _refuse_collapse(pe_ouverts: int) -> None:
    precedent = last_national_snapshot()
    if precedent is None:
        return
    avant = int(precedent.compteurs["pe_ouverts"])
    if pe_ouverts < avant * (1 - BAISSE_MAX):
        raise FichierRefuse(
            f"Ce registre national ne compte que {pe_ouverts} établissements de protection de l’enfance, "
            f"contre {avant} dans le précédent : une baisse de plus de 10 % signale un fichier incomplet. "
            "Rien n’a été importé."
        )
